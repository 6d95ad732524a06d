import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Environment, Result } from './cluster.ts';

/** How a user of a kubeconfig proves who they are, beside what stands in the kubeconfig itself. */
export type SignIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'token-file'; readonly path: string }
  /** OpenID Connect as kubectl has it built in. Podium uses the token while it is valid, but renews none. */
  | { readonly kind: 'id-token'; readonly token: string }
  | ExecPlugin;

/** A program that prints an `ExecCredential`. */
interface ExecPlugin {
  readonly kind: 'exec';
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly apiVersion: string;
  readonly needsTerminal: boolean;
  readonly installHint?: string;
  /** `spec.cluster` of the request, where the kubeconfig wants the program to know it. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

export interface Credential {
  readonly token?: string;
  /** PEM. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

const programLimit = 60_000;

/** Credentials are renewed this long before they expire, as their way to the server takes time. */
const skew = 30_000;

const failurePause = 5_000;

interface Held {
  readonly credential: Promise<Result<Credential>>;
  /** Milliseconds since 1970; undefined if it never expires or is not known yet. */
  expires?: number;
}

/** One program serves all connections that would run it in the same way: a second sign-in could open a second browser. */
const held = new Map<string, Held>();

/** The credential of a user now. Concurrent calls share one run of a program. */
export async function signIn(how: SignIn, context: string): Promise<Result<Credential>> {
  switch (how.kind) {
    case 'none':
      return { ok: true, value: {} };
    case 'token-file':
      return await readToken(how.path);
    case 'id-token':
      return checkedIdToken(how.token, context);
    case 'exec':
      return await heldCredential(how, context);
  }
}

/** Forgets a credential that the server did not accept. False if a new one cannot be had. */
export function forget(how: SignIn): boolean {
  return how.kind === 'exec' && held.delete(keyOf(how));
}

async function readToken(path: string): Promise<Result<Credential>> {
  try {
    return { ok: true, value: { token: (await readFile(path, 'utf8')).trim() } };
  } catch {
    // The file is the user's; whatever the reason, its name is what helps.
    return {
      ok: false,
      failure: { kind: 'misconfigured', message: `token file "${path}" cannot be read`, file: path },
    };
  }
}

function checkedIdToken(token: string, context: string): Result<Credential> {
  const expires = expiryOf(token);
  if (expires === undefined || expires > Date.now()) return { ok: true, value: { token } };
  return signedOut(context, `the sign-in of context "${context}" has expired; any kubectl command renews it`);
}

function expiryOf(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: number;
    };
    return claims.exp === undefined ? undefined : claims.exp * 1000;
  } catch {
    // Not a JSON web token: the server will judge it.
    return undefined;
  }
}

async function heldCredential(plugin: ExecPlugin, context: string): Promise<Result<Credential>> {
  const key = keyOf(plugin);
  const known = held.get(key);
  if (known && (known.expires === undefined || known.expires - skew > Date.now()))
    return await known.credential;
  const entry: Held = { credential: run() };
  held.set(key, entry);
  return await entry.credential;

  async function run(): Promise<Result<Credential>> {
    const answer = await runPlugin(plugin);
    if (!answer.ok) {
      // Calls that follow on each other's heels shall not each ask the user to sign in.
      entry.expires = Date.now() + skew + failurePause;
      return signedOut(context, answer.message);
    }
    const expires = Date.parse(answer.status.expirationTimestamp ?? '');
    if (!Number.isNaN(expires)) entry.expires = expires;
    const { token, clientCertificateData, clientKeyData } = answer.status;
    const value = {
      ...(token !== undefined && { token }),
      ...(clientCertificateData !== undefined && { clientCertificate: clientCertificateData }),
      ...(clientKeyData !== undefined && { clientKey: clientKeyData }),
    };
    return { ok: true, value };
  }
}

function keyOf({ command, args, environment, cluster }: ExecPlugin): string {
  return JSON.stringify([command, args, environment, cluster]);
}

interface ExecStatus {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  readonly expirationTimestamp?: string;
}

type PluginAnswer =
  { readonly ok: true; readonly status: ExecStatus } | { readonly ok: false; readonly message: string };

function runPlugin(plugin: ExecPlugin): Promise<PluginAnswer> {
  const { command, args, environment, apiVersion, cluster } = plugin;
  if (plugin.needsTerminal)
    return Promise.resolve({ ok: false, message: `sign-in program "${command}" needs a terminal` });
  const request = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(cluster && { cluster }) },
  };
  const child = spawn(command, args, {
    env: { ...environment, KUBERNETES_EXEC_INFO: JSON.stringify(request) },
    // A program that asks for a password sees the end of its input instead of waiting for ever.
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  return new Promise((resolve) => {
    const fail = (what: string) => {
      resolve({ ok: false, message: `sign-in program "${command}" ${what}` });
    };
    AbortSignal.timeout(programLimit).addEventListener('abort', () => {
      child.kill();
      fail(`did not end in ${programLimit / 1000} s`);
    });
    child.on('error', ({ message }) => {
      fail(
        [`cannot be run: ${message}`, ...(plugin.installHint === undefined ? [] : [plugin.installHint])].join(
          '\n',
        ),
      );
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(parseAnswer(command, output));
      else fail(`ended with ${code ?? String(signal)}: ${complaint.trim()}`);
    });
  });
}

function parseAnswer(command: string, output: string): PluginAnswer {
  try {
    const { status } = JSON.parse(output) as { status?: ExecStatus };
    if (status?.token !== undefined || status?.clientCertificateData !== undefined)
      return { ok: true, status };
  } catch {
    // What the program printed may be a credential, so it is not repeated here.
  }
  return { ok: false, message: `sign-in program "${command}" gave no ExecCredential` };
}

function signedOut(context: string, message: string): Result<never> {
  return { ok: false, failure: { kind: 'signed-out', message, context } };
}
