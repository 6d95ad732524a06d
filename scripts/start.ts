import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, cp, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { build } from './build.ts';
import { startVscodeServer, workbenchAddress } from './host/vscode-server.ts';
import { servedVscode } from './host/vscode.ts';

/**
 * Shows Podium at work: opens a VS Code with the extension on a copy of the samples, and brings up a cluster beside it.
 * The VS Code is the desktop's own where `code` is on the PATH, else one from npm for the browser.
 */
const repository = resolve(import.meta.dirname, '..');
const progress = (line: string) => {
  console.log(`podium: ${line}`);
};

await build();
const scratch = await mkdtemp(join(tmpdir(), 'podium-start-'));
const workspace = await copySamples();
// It is not there yet; the extension reads it as soon as it is.
const kubeconfig = join(scratch, 'kubeconfig');
let isStopping = false;
const editor = await openEditor();
const cluster = startCluster();

await Promise.race([editor.ended, interrupted()]);
isStopping = true;
progress('stopping');
await Promise.all([editor.stop(), stop(cluster)]);
await rm(scratch, { recursive: true, force: true });

/** The samples stay as they are: what is tried is tried on a copy, whose settings name the cluster's context. */
async function copySamples(): Promise<string> {
  const folder = join(scratch, 'samples');
  await cp(join(repository, 'test', 'workspaces', 'samples'), folder, { recursive: true });
  await mkdir(join(folder, '.vscode'));
  const target = { 'podium.target.context': 'podium-test', 'podium.target.namespaces': ['data-platform'] };
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(target, undefined, 2));
  return folder;
}

interface Editor {
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

async function openEditor(): Promise<Editor> {
  const env = { KUBECONFIG: kubeconfig };
  const code = await findCode();
  if (code) {
    progress('opening VS Code');
    const userData = join(scratch, 'user-data');
    // Its own user data: a VS Code that runs already would take the folder over without our environment.
    const args = [
      `--extensionDevelopmentPath=${repository}`,
      `--user-data-dir=${userData}`,
      '--wait',
      workspace,
    ];
    const child = spawn(code, args, { stdio: 'ignore', env: { ...process.env, ...env } });
    return { ended: once(child, 'exit'), stop: () => stop(child) };
  }
  const folder = await servedVscode(progress);
  const dataFolder = join(scratch, 'vscode');
  const server = await startVscodeServer({
    folder,
    dataFolder,
    extensions: [repository],
    env,
    trusted: true,
  });
  progress(`VS Code is at ${workbenchAddress(server, workspace)}`);
  return server;
}

/** Along the PATH, as a shell would. On Windows `code` is a script that only a shell can run: there, the browser is used. */
async function findCode(): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'code');
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** In the background: what it takes its time for is said, and whatever fails leaves the editor alone. */
function startCluster(): ChildProcess {
  progress('bringing up a cluster in the background; the first time it is built, which takes minutes');
  const program = join(repository, 'test', 'cluster', 'main.ts');
  const child = spawn(process.execPath, [program, 'up', join(scratch, 'cluster')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors = createInterface({ input: child.stderr });
  errors.on('line', (line) => {
    progress(`cluster: ${line}`);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ready = /^kubeconfig (.+)$/.exec(line)?.[1];
    if (ready) void handOver(ready);
    else progress(`cluster: ${line}`);
  });
  child.on('exit', (code) => {
    if (code && !isStopping) progress('there is no cluster; everything else works without one');
  });
  return child;
}

async function handOver(ready: string): Promise<void> {
  const program = join(repository, 'test', 'host', 'prepare-cluster.ts');
  await promisify(execFile)(process.execPath, [program, ready]);
  // Renamed into place, so that nobody reads half of it.
  await copyFile(ready, `${kubeconfig}.new`);
  await rename(`${kubeconfig}.new`, kubeconfig);
  progress('the cluster is up: see Podium in the activity bar');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

function interrupted(): Promise<unknown> {
  return Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
