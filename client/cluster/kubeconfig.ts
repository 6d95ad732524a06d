import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
// Not the package's index: that brings a typed client for every API along.
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { parseDocument, type Document } from 'yaml';
import type {
  ClusterFailure,
  Environment,
  Kubeconfig,
  KubeconfigOptions,
  KubeContext,
  Result,
} from './cluster.ts';
import type { SignIn } from './sign-in.ts';

/** All that a kubeconfig says about how to reach one context. */
export interface Endpoint {
  readonly context: KubeContext;
  readonly server: string;
  /** Holds just this context; for what client-node knows about TLS. Sign-in is not its business. */
  readonly config: KubeConfig;
  readonly signIn: SignIn;
  /** Headers that ask the server to act as somebody else. */
  readonly impersonation: Readonly<Record<string, string | string[]>>;
}

/**
 * Reads kubeconfig files and merges them as kubectl does: the first that names something wins, missing files are
 * skipped. A broken file is a failure that names it. No file is ever written.
 */
export function readKubeconfig(options: KubeconfigOptions = {}): Result<Kubeconfig> {
  const merged = load(options);
  if (!merged.ok) return merged;
  const { paths, files, contexts, clusters, currentContext } = merged.value;
  const value = {
    paths,
    files,
    contexts: [...contexts.values()].map((it) => contextOf(it, clusters.get(it.cluster)?.cluster)),
    ...(currentContext !== undefined && { currentContext }),
  };
  return { ok: true, value };
}

/** Everything needed to reach a context, or what the kubeconfig lacks for it. */
export function endpointOf(context: string, options: KubeconfigOptions = {}): Result<Endpoint> {
  const merged = load(options);
  if (!merged.ok) return merged;
  const { paths, files, contexts, clusters, users } = merged.value;
  if (files.length === 0)
    return misconfigured(`no kubeconfig at ${paths.map((it) => `"${it}"`).join(' or ')}`);
  const found = contexts.get(context);
  if (!found) return misconfigured(`no context "${context}" in ${files.map((it) => `"${it}"`).join(', ')}`);
  const cluster = clusters.get(found.cluster);
  if (!cluster)
    return misconfigured(
      `context "${context}" names cluster "${found.cluster}", which is not in the kubeconfig`,
    );
  const user = users.get(found.user);
  if (!user)
    return misconfigured(`context "${context}" names user "${found.user}", which is not in the kubeconfig`);
  const signIn = signInOf(user, cluster, options.environment ?? process.env);
  if (!signIn.ok) return signIn;

  const config = new KubeConfig();
  const { certFile, keyFile, certData, keyData, token, username, password } = user.user;
  config.loadFromOptions({
    // kubectl speaks plain HTTP where the address says so (kubectl proxy); client-node wants to be told.
    clusters: [
      cluster.cluster.server.startsWith('http:')
        ? { ...cluster.cluster, skipTLSVerify: true }
        : cluster.cluster,
    ],
    users: [{ name: user.user.name, certFile, keyFile, certData, keyData, token, username, password }],
    contexts: [found],
    currentContext: context,
  });
  return {
    ok: true,
    value: {
      context: contextOf(found, cluster.cluster),
      server: cluster.cluster.server.replace(/\/+$/, ''),
      config,
      signIn: signIn.value,
      impersonation: impersonationOf(user.raw),
    },
  };
}

interface Merged {
  readonly paths: readonly string[];
  readonly files: string[];
  readonly contexts: Map<string, Context>;
  readonly clusters: Map<string, ClusterEntry>;
  readonly users: Map<string, UserEntry>;
  currentContext: string | undefined;
}

interface ClusterEntry {
  readonly cluster: Cluster;
  readonly raw: Raw;
}

interface UserEntry {
  readonly user: User;
  readonly raw: Raw;
  /** The folder of its file, from which relative paths count. */
  readonly folder: string;
}

type Raw = Readonly<Record<string, unknown>>;

function load(options: KubeconfigOptions): Result<Merged> {
  const paths = pathsOf(options);
  const merged: Merged = {
    paths,
    files: [],
    contexts: new Map(),
    clusters: new Map(),
    users: new Map(),
    currentContext: undefined,
  };
  for (const path of paths) {
    const text = readIfThere(path);
    if (!text.ok) return text;
    if (text.value === undefined) continue;
    const failure = merge(merged, path, text.value);
    if (failure) return { ok: false, failure };
  }
  return { ok: true, value: merged };
}

function pathsOf({ paths = [], environment = process.env }: KubeconfigOptions): string[] {
  if (paths.length > 0) return paths.map((it) => resolve(untilde(it)));
  const named = environment.KUBECONFIG?.split(delimiter).filter((it) => it !== '') ?? [];
  return named.length > 0 ? named.map((it) => resolve(it)) : [join(homedir(), '.kube', 'config')];
}

const untilde = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());

function readIfThere(path: string): Result<string | undefined> {
  try {
    return { ok: true, value: readFileSync(path, 'utf8') };
  } catch (error) {
    // Files that are missing are skipped as kubectl does; one that cannot be read must be named.
    if (codeOf(error) === 'ENOENT') return { ok: true, value: undefined };
    return misconfigured(`"${path}" cannot be read: ${messageOf(error)}`, path);
  }
}

function merge(merged: Merged, path: string, text: string): ClusterFailure | undefined {
  const document = parseDocument(text);
  const error = document.errors[0];
  // The first line only: the rest quotes the file, which holds credentials.
  if (error) return broken(path, error.message.split('\n')[0]?.replace(/:$/, '') ?? '');
  const raw = contentOf(document);
  if (raw === null || raw === undefined) {
    merged.files.push(path);
    return undefined;
  }
  if (!isRecord(raw)) return broken(path, 'it is not a mapping');

  const list = ['clusters', 'users', 'contexts'].find((it) => !Array.isArray(raw[it] ?? []));
  if (list !== undefined) return broken(path, `"${list}" is not a list`);

  const config = new KubeConfig();
  try {
    // An unusable entry must not stand in the way of the others.
    config.loadFromString(text, { onInvalidEntry: 'filter' });
  } catch (cause) {
    // client-node throws plain errors for all that it cannot read.
    return broken(path, messageOf(cause).split('\n')[0] ?? '');
  }
  config.makePathsAbsolute(dirname(path));
  merged.files.push(path);
  merged.currentContext ??= config.currentContext || undefined;
  for (const it of config.contexts) if (!merged.contexts.has(it.name)) merged.contexts.set(it.name, it);
  for (const it of config.clusters) {
    if (!merged.clusters.has(it.name))
      merged.clusters.set(it.name, { cluster: it, raw: entry(raw, 'clusters', it.name, 'cluster') });
  }
  for (const it of config.users) {
    const user = { user: it, raw: entry(raw, 'users', it.name, 'user'), folder: dirname(path) };
    if (!merged.users.has(it.name)) merged.users.set(it.name, user);
  }
  return undefined;
}

/** The content of a file; what cannot be put together (an alias of nothing) is no mapping. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    // Only thrown for aliases; the file is named by the caller.
    return 'unreadable';
  }
}

/** The part of a list's entry that client-node drops or renames. */
function entry(raw: Raw, list: string, name: string, key: string): Raw {
  const entries = Array.isArray(raw[list]) ? raw[list] : [];
  const found: unknown = entries.find((it) => isRecord(it) && it.name === name);
  const value = isRecord(found) ? found[key] : undefined;
  return isRecord(value) ? value : {};
}

function contextOf({ name, cluster, user, namespace }: Context, found: Cluster | undefined): KubeContext {
  return { name, cluster, user, ...(namespace && { namespace }), ...(found && { server: found.server }) };
}

function signInOf(
  { user, raw, folder }: UserEntry,
  { cluster, raw: rawCluster }: ClusterEntry,
  environment: Environment,
): Result<SignIn> {
  if (isRecord(raw.exec))
    return execSignIn(user.name, raw.exec, { folder, cluster, rawCluster, environment });
  // A token beside a token file is only what kubectl uses while the file is not there.
  if (typeof raw.tokenFile === 'string')
    return { ok: true, value: { kind: 'token-file', path: resolve(folder, raw.tokenFile) } };
  const provider = raw['auth-provider'];
  if (!isRecord(provider)) return { ok: true, value: { kind: 'none' } };
  const idToken = isRecord(provider.config) ? provider.config['id-token'] : undefined;
  if (provider.name === 'oidc' && typeof idToken === 'string')
    return { ok: true, value: { kind: 'id-token', token: idToken } };
  return misconfigured(
    `user "${user.name}" signs in by auth-provider "${String(provider.name)}", which Kubernetes no longer has; use its exec plugin`,
  );
}

interface ExecSurroundings {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly rawCluster: Raw;
  readonly environment: Environment;
}

function execSignIn(
  user: string,
  exec: Raw,
  { folder, cluster, rawCluster, environment }: ExecSurroundings,
): Result<SignIn> {
  if (typeof exec.command !== 'string' || exec.command === '')
    return misconfigured(`user "${user}" has an exec plugin without a command`);
  const variables = records(exec.env).map((it) => [String(it.name), String(it.value)] as const);
  const value: SignIn = {
    kind: 'exec',
    command: commandPath(exec.command, folder),
    args: Array.isArray(exec.args) ? exec.args.map(String) : [],
    environment: { ...environment, ...Object.fromEntries(variables) },
    apiVersion: typeof exec.apiVersion === 'string' ? exec.apiVersion : 'client.authentication.k8s.io/v1',
    needsTerminal: exec.interactiveMode === 'Always',
    ...(typeof exec.installHint === 'string' && { installHint: exec.installHint }),
    ...(exec.provideClusterInfo === true && { cluster: clusterInfo(cluster, rawCluster) }),
  };
  return { ok: true, value };
}

/** A command with a separator is a path from its kubeconfig's folder; one without is looked for in PATH. */
function commandPath(command: string, folder: string): string {
  return isAbsolute(command) || !/[/\\]/.test(command) ? command : resolve(folder, command);
}

/** `spec.cluster` of an ExecCredential. */
function clusterInfo(cluster: Cluster, raw: Raw): Raw {
  const extension = records(raw.extensions).find((it) => it.name === 'client.authentication.k8s.io/exec');
  // A file that is not there is reported by the first call, which needs it too.
  const file = cluster.caFile === undefined ? undefined : readIfThere(cluster.caFile);
  const authority =
    file?.ok && file.value !== undefined ? Buffer.from(file.value).toString('base64') : cluster.caData;
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
    'certificate-authority-data': authority,
    'proxy-url': cluster.proxyUrl,
    config: extension?.extension,
  };
}

function impersonationOf(raw: Raw): Record<string, string | string[]> {
  const extra = isRecord(raw['as-user-extra']) ? raw['as-user-extra'] : {};
  const headers: [string, unknown][] = [
    ['impersonate-user', raw.as],
    ['impersonate-uid', raw['as-uid']],
    ['impersonate-group', raw['as-groups']],
    ...Object.entries(extra).map(([key, value]): [string, unknown] => [
      `impersonate-extra-${encodeURIComponent(key)}`,
      value,
    ]),
  ];
  const present = headers.filter(
    (it): it is [string, string | string[]] => typeof it[1] === 'string' || Array.isArray(it[1]),
  );
  return Object.fromEntries(present);
}

const records = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const isRecord = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const broken = (file: string, reason: string): ClusterFailure => ({
  kind: 'misconfigured',
  message: `"${file}" is not a kubeconfig: ${reason}`,
  file,
});

function misconfigured(message: string, file?: string): { ok: false; failure: ClusterFailure } {
  return { ok: false, failure: { kind: 'misconfigured', message, ...(file !== undefined && { file }) } };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
