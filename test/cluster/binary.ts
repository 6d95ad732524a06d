import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export type Progress = (line: string) => void;

const sources = import.meta.dirname;

/**
 * The path of the program that holds all parts of the cluster. It is built once into the user's cache folder, under a
 * key made of its sources and the Go toolchain; `PODIUM_CLUSTER_BINARY` names a ready one instead.
 * Throws an error that names what is missing where there is no Go.
 */
export async function clusterBinary(progress: Progress): Promise<string> {
  const ready = process.env.PODIUM_CLUSTER_BINARY;
  if (ready) {
    if (!existsSync(ready)) throw new Error(`PODIUM_CLUSTER_BINARY names "${ready}", which does not exist`);
    return ready;
  }
  const folder = join(cacheFolder(), 'podium', 'cluster', await buildKey());
  const binary = join(folder, process.platform === 'win32' ? 'cluster.exe' : 'cluster');
  if (!existsSync(binary)) await build(folder, binary, progress);
  return binary;
}

function cacheFolder(): string {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

async function buildKey(): Promise<string> {
  const hash = createHash('sha256').update(await goVersion());
  const names = await readdir(sources);
  for (const name of names.filter((it) => /^go\.(mod|sum)$|\.go$/.test(it)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(sources, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function goVersion(): Promise<string> {
  try {
    // Run in the module, so that the answer is the toolchain that go.mod selects.
    return (await promisify(execFile)('go', ['version'], { cwd: sources })).stdout;
  } catch (cause) {
    // Whatever the reason is, the user has the same two ways out.
    throw new Error(
      'the test cluster needs Go (https://go.dev/dl), which cannot be run as "go"; or set PODIUM_CLUSTER_BINARY to a ready binary',
      { cause },
    );
  }
}

async function build(folder: string, binary: string, progress: Progress): Promise<void> {
  const version = await kubernetesVersion();
  progress(`building the cluster's programs (Kubernetes ${version}) once; this takes some minutes`);
  await mkdir(folder, { recursive: true });
  // A name of our own, so that two builders at the same time do not write one file.
  const unfinished = `${binary}.${process.pid}`;
  try {
    await run(
      'go',
      ['build', '-trimpath', '-tags', 'grpcnotrace', '-ldflags', linkFlags(version), '-o', unfinished, '.'],
      progress,
    );
    await rename(unfinished, binary);
  } finally {
    await rm(unfinished, { force: true });
  }
  progress(`built ${binary}`);
}

async function kubernetesVersion(): Promise<string> {
  const module = await readFile(join(sources, 'go.mod'), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes (v\S+)$/m.exec(module)?.[1];
  if (version === undefined) throw new Error('test/cluster/go.mod does not require k8s.io/kubernetes');
  return version;
}

/** Without these values, the API server and kubectl would say that they are v0.0.0. */
function linkFlags(version: string): string {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const values = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: 'module',
  };
  const settings = Object.entries(values).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ['-s', '-w', ...settings].join(' ');
}

function run(command: string, args: readonly string[], progress: Progress): Promise<void> {
  const child = spawn(command, args, {
    cwd: sources,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' },
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    progress(line);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`"${command} ${args[0] ?? ''}" ended with ${code}\n${lines.slice(-20).join('\n')}`));
    });
  });
}
