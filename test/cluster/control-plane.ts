import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { Progress } from './binary.ts';

export interface ControlPlaneOptions {
  /** Everything is written here; what was there before is removed. */
  readonly directory: string;
  /** As `clusterBinary` gives it. */
  readonly binary: string;
  readonly progress?: Progress;
  /** Users who may do nothing, beside the administrator of `kubeconfig`. */
  readonly users?: readonly string[];
}

/** A running cluster of one node: real API server, controllers and scheduler; KWOK plays the node. */
export interface ControlPlane {
  /** The administrator's kubeconfig, with the one context `podium-test`. */
  readonly kubeconfig: string;
  /** The kubeconfig of one of `users`, with the one context of the user's name. */
  kubeconfigOf(user: string): string;
  readonly server: string;
  /** Runs kubectl as administrator; gives its output, throws with its error output. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Ends one part at once, as a crash would. */
  kill(part: Part): Promise<void>;
  /** Starts a killed part again; of the API server, resolves when it is ready. */
  restart(part: Part): Promise<void>;
  stop(): Promise<void>;
}

type Part = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kwok';

const startLimit = 120_000;

/**
 * Starts a cluster on free ports of 127.0.0.1 and resolves when pods can be created. Its programs end with this
 * process, however that ends. Throws with the end of its log if one of them ends early.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const progress = options.progress ?? (() => undefined);
  const files = await prepare(resolve(options.directory), options.users ?? []);
  const [etcdPort, apiPort, nodePort] = await freePorts(3);
  const server = `https://127.0.0.1:${apiPort}`;
  const flags = flagsOf(files, { etcdPort, apiPort, nodePort });
  const parts = new Map<Part, RunningPart>();
  const start = (part: Part) =>
    parts.set(part, startPart(options.binary, part, flags[part], files.directory));
  const failed = () => [...parts.values()].find((it) => it.failure !== undefined)?.failure;
  const until = (what: string, check: () => Promise<boolean>) => poll(what, check, failed);
  const stop = async () => {
    await Promise.all([...parts.values()].map((it) => it.kill()));
  };

  try {
    start('etcd');
    await until('etcd is healthy', () => answers(`http://127.0.0.1:${etcdPort}/health`));
    progress('etcd is up');
    start('kube-apiserver');
    const apiServerReady = () =>
      until('kube-apiserver is ready', () => answers(`${server}/readyz`, files.certificate));
    await apiServerReady();
    progress('kube-apiserver is up');
    const adminKubeconfig = await writeKubeconfigs(files, server);
    start('kube-controller-manager');
    start('kube-scheduler');
    start('kwok');
    const kubectl = (args: readonly string[], input?: string) =>
      runKubectl(options.binary, ['--kubeconfig', adminKubeconfig, ...args], input);
    await kubectl(['apply', '-f', '-'], JSON.stringify(node));
    await kubectl(['wait', '--for=condition=Ready', 'node/node-1', '--timeout=60s']);
    progress('the node is ready');
    await until('the default service account exists', async () =>
      (await kubectl(['get', 'serviceaccounts', '--namespace=default', '--output=name'])).includes(
        '/default',
      ),
    );

    // Whoever waits for this file may use the cluster as soon as it is there.
    const kubeconfig = join(files.directory, 'kubeconfig');
    await rename(adminKubeconfig, kubeconfig);
    return {
      kubeconfig,
      server,
      kubeconfigOf: (user) => kubeconfigPath(files, user),
      kubectl: (args, input) => runKubectl(options.binary, ['--kubeconfig', kubeconfig, ...args], input),
      kill: async (part) => {
        await parts.get(part)?.kill();
        parts.delete(part);
      },
      restart: async (part) => {
        start(part);
        if (part === 'kube-apiserver') await apiServerReady();
      },
      stop,
    };
  } catch (error) {
    // Nothing may stay behind of a cluster that did not come up.
    await stop();
    throw error;
  }
}

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' } },
};

interface Files {
  readonly directory: string;
  /** The API server's own certificate, made by itself at its first start; also what clients must trust. */
  readonly certificate: string;
  readonly signingKey: string;
  readonly publicKey: string;
  readonly tokensFile: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly podLogs: string;
}

/** The users of the cluster's own parts; their names and groups are what the default roles are bound to. */
const ownUsers = {
  'podium-test': ['admin', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager'],
  scheduler: ['system:kube-scheduler'],
  kwok: ['kwok', 'system:masters'],
};

async function prepare(directory: string, users: readonly string[]): Promise<Files> {
  await rm(directory, { recursive: true, force: true });
  for (const name of ['etcd', 'logs', 'pki']) await mkdir(join(directory, name), { recursive: true });
  const pki = (name: string) => join(directory, 'pki', name);
  const files = {
    directory,
    certificate: pki('apiserver.crt'),
    signingKey: pki('service-accounts.key'),
    publicKey: pki('service-accounts.pub'),
    tokensFile: pki('tokens.csv'),
    podLogs: join(directory, 'logs', 'pods.log'),
  };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(files.signingKey, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  await writeFile(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }));

  const everyone = { ...ownUsers, ...Object.fromEntries(users.map((user) => [user, [user]])) };
  const tokens = new Map(Object.keys(everyone).map((id) => [id, randomBytes(24).toString('hex')]));
  const lines = Object.entries(everyone).map(([id, [name, group]]) =>
    [tokens.get(id), name, id, ...(group === undefined ? [] : [`"${group}"`])].join(','),
  );
  await writeFile(files.tokensFile, `${lines.join('\n')}\n`, { mode: 0o600 });

  // What the API server gives as the log of every pod: lines in the format of container runtimes, appended by tests.
  await writeFile(files.podLogs, '');
  const clusterLogs = {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'every-pod' },
    spec: { logs: [{ logsFile: files.podLogs, follow: true }] },
  };
  await writeFile(join(directory, 'kwok-logs.yaml'), JSON.stringify(clusterLogs));
  return { ...files, tokens };
}

const kubeconfigPath = (files: Files, user: string): string =>
  join(files.directory, 'pki', `${user}.kubeconfig`);

async function writeKubeconfigs(files: Files, server: string): Promise<string> {
  const authority = readFileSync(files.certificate).toString('base64');
  for (const [user, token] of files.tokens) {
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': user,
      clusters: [{ name: 'podium-test', cluster: { server, 'certificate-authority-data': authority } }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: user, context: { cluster: 'podium-test', user, namespace: 'default' } }],
    };
    await writeFile(kubeconfigPath(files, user), JSON.stringify(kubeconfig, undefined, 2), { mode: 0o600 });
  }
  return kubeconfigPath(files, 'podium-test');
}

interface Ports {
  readonly etcdPort: number;
  readonly apiPort: number;
  readonly nodePort: number;
}

function flagsOf(files: Files, { etcdPort, apiPort, nodePort }: Ports): Record<Part, readonly string[]> {
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const kubeconfig = (user: string) => `--kubeconfig=${kubeconfigPath(files, user)}`;
  return {
    etcd: [
      '--name=podium',
      `--data-dir=${join(files.directory, 'etcd')}`,
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      '--listen-peer-urls=http://127.0.0.1:0',
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    'kube-apiserver': [
      `--etcd-servers=${etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${apiPort}`,
      // Without it, the server complains that its only address is a loopback one.
      '--endpoint-reconciler-type=none',
      `--cert-dir=${join(files.directory, 'pki')}`,
      `--token-auth-file=${files.tokensFile}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${files.publicKey}`,
      `--service-account-signing-key-file=${files.signingKey}`,
      '--service-cluster-ip-range=10.65.0.0/16',
      '--allow-privileged=true',
      '--kubelet-preferred-address-types=InternalIP',
      '--profiling=false',
    ],
    'kube-controller-manager': [
      kubeconfig('controller-manager'),
      '--leader-elect=false',
      '--secure-port=0',
      `--service-account-private-key-file=${files.signingKey}`,
      `--root-ca-file=${files.certificate}`,
      // Its own user may not create pods; the accounts of its controllers may.
      '--use-service-account-credentials=true',
      '--allocate-node-cidrs=false',
      '--profiling=false',
      // With the default it needs five seconds only to start its controllers.
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
    ],
    'kube-scheduler': [
      kubeconfig('scheduler'),
      '--leader-elect=false',
      '--secure-port=0',
      '--profiling=false',
    ],
    kwok: [
      `--config=${join(import.meta.dirname, 'kwok.yaml')}`,
      `--config=${join(files.directory, 'kwok-logs.yaml')}`,
      kubeconfig('kwok'),
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40',
      '--cidr=10.64.0.0/16',
      '--node-ip=127.0.0.1',
      `--node-port=${nodePort}`,
      `--server-address=127.0.0.1:${nodePort}`,
    ],
  };
}

interface RunningPart {
  /** Set once the part ended without being asked to. */
  readonly failure: Error | undefined;
  kill(): Promise<void>;
}

function startPart(binary: string, part: Part, flags: readonly string[], directory: string): RunningPart {
  const logFile = join(directory, 'logs', `${part}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(binary, [part, ...flags], {
    cwd: directory,
    // The part ends when this pipe does, which the system closes even if this process is killed.
    stdio: ['pipe', log, log],
    env: { PATH: process.env.PATH, HOME: directory, GOMAXPROCS: '2', PODIUM_CLUSTER_LIFELINE: 'stdin' },
  });
  closeSync(log);
  let failure: Error | undefined;
  let asked = false;
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      failure = error;
      resolve();
    });
    child.on('exit', (code, signal) => {
      if (!asked)
        failure = new Error(
          `${part} ended early with ${code ?? signal}; the end of ${logFile}:\n${tail(logFile)}`,
        );
      resolve();
    });
  });
  letGo(child);
  return {
    get failure() {
      return failure;
    },
    async kill() {
      asked = true;
      // Nothing in it is worth a clean end.
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A test that is over must not be kept alive by its cluster. */
function letGo(child: ChildProcess): void {
  child.unref();
  const pipe = child.stdin;
  if (pipe instanceof Socket) pipe.unref();
  // The pipe breaks when the part is killed.
  pipe?.on('error', () => undefined);
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}

async function freePorts(count: number): Promise<[number, number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.on('error', reject).listen(0, '127.0.0.1', () => {
          resolve(server);
        });
      });
    }),
  );
  const [first = 0, second = 0, third = 0] = servers.map((it) => (it.address() as AddressInfo).port);
  await Promise.all(servers.map((it) => new Promise((resolve) => it.close(resolve))));
  return [first, second, third];
}

async function poll(
  what: string,
  check: () => Promise<boolean>,
  failed: () => Error | undefined,
): Promise<void> {
  const end = Date.now() + startLimit;
  while (!(await check())) {
    const failure = failed();
    if (failure) throw failure;
    if (Date.now() > end) throw new Error(`waited ${startLimit / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** True if a GET gives 200. With a file of certificates, only if the server is one of them. */
function answers(url: string, authorityFile?: string): Promise<boolean> {
  if (authorityFile !== undefined && !existsSync(authorityFile)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request =
      authorityFile === undefined
        ? httpGet(url, { timeout: 2000 })
        : httpsGet(url, { timeout: 2000, ca: readFileSync(authorityFile) });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => {
      resolve(false);
    });
    request.on('timeout', () => request.destroy());
  });
}

function runKubectl(binary: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(binary, ['kubectl', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // kubectl may end before it has read all of its input.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`kubectl ${args.slice(2).join(' ')} ended with ${code}: ${errors.trim()}`));
    });
  });
}
