import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { clusterBinary } from '../cluster/binary.ts';
import { startControlPlane } from '../cluster/control-plane.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';

const repository = resolve(import.meta.dirname, '..', '..');
const output = join(repository, 'out', 'host');
const screenshots = join(repository, 'out', 'screenshots');

// Runs the host suite: `node test/host/launch.ts [FOLDER]`, where FOLDER is an unpacked VSIX to test in place of
// this repository. PODIUM_VSCODE names the executable of a desktop VS Code; without it one from npm is used.
try {
  await launch(resolve(process.argv[2] ?? repository));
} catch (error) {
  // The suite has said itself which tests failed.
  if (!(error instanceof TestRunFailedError)) throw error;
  process.exitCode = 1;
}

async function launch(extensionDevelopmentPath: string): Promise<void> {
  await using cleanUp = new AsyncDisposableStack();
  // The programs of the cluster do not keep this process alive while it waits for their end.
  const alive = setInterval(() => undefined, 2 ** 30);
  cleanUp.defer(() => {
    clearInterval(alive);
  });
  const scratch = await mkdtemp(join(tmpdir(), 'podium-suite-'));
  cleanUp.defer(() => rm(scratch, { recursive: true, force: true }));
  const workspace = join(scratch, 'workspace');
  await cp(join(repository, 'test', 'workspaces', 'samples'), workspace, { recursive: true });
  await cp(join(import.meta.dirname, 'workspace'), workspace, { recursive: true });

  // Pictures of another run would only confuse.
  await rm(screenshots, { recursive: true, force: true });
  await mkdir(screenshots, { recursive: true });
  const extensionTestsPath = await bundleSuite();
  const cluster = await startCluster(join(scratch, 'cluster'));
  if (cluster) cleanUp.defer(() => cluster.stop());
  await cluster?.kubectl([
    'apply',
    `--filename=${join(repository, 'test', 'workspaces', 'samples-cluster.yaml')}`,
  ]);

  await runTests({
    vscodeExecutablePath: process.env.PODIUM_VSCODE ?? (await writeExecutable()),
    extensionDevelopmentPath,
    extensionTestsPath,
    launchArgs: [workspace],
    extensionTestsEnv: {
      // Never the developer's own clusters.
      KUBECONFIG: cluster?.kubeconfig ?? join(scratch, 'no-kubeconfig'),
      PODIUM_HOST_CLUSTER: cluster ? 'up' : undefined,
      PODIUM_REPOSITORY: repository,
    },
  });
}

/** Gives the file whose `run()` a desktop VS Code calls; its folder is an extension that does so by itself. */
async function bundleSuite(): Promise<string> {
  const outfile = join(output, 'index.cjs');
  const entryPoints = [join(import.meta.dirname, 'index.ts')];
  const external = ['vscode', 'mocha'];
  await build({
    entryPoints,
    outfile,
    external,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    sourcemap: 'inline',
  });
  const manifest = {
    name: 'host-suite',
    publisher: 'podium',
    version: '0.0.0',
    engines: { vscode: '^1.106.0' },
    main: './index.cjs',
    activationEvents: ['onStartupFinished'],
  };
  await writeFile(join(output, 'package.json'), JSON.stringify(manifest));
  return outfile;
}

/** A program that takes the arguments of a desktop VS Code. It is written here, so that it can be executed. */
async function writeExecutable(): Promise<string> {
  const program = join(import.meta.dirname, 'driven-vscode.ts');
  const windows = process.platform === 'win32';
  const path = join(output, windows ? 'vscode.cmd' : 'vscode');
  const text = windows
    ? `@"${process.execPath}" "${program}" %*\r\n`
    : `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
  await writeFile(path, text, { mode: 0o755 });
  return path;
}

/** Undefined where there is no cluster to be had: the tests that need one then say so by name. */
async function startCluster(directory: string): Promise<ControlPlane | undefined> {
  try {
    const binary = await clusterBinary(console.log);
    return await startControlPlane({ directory, binary });
  } catch (error) {
    // On a developer's machine without Go the rest of the suite is still worth running; in CI nothing may be left out.
    if (process.env.CI) throw error;
    console.warn(error instanceof Error ? error.message : error);
    return undefined;
  }
}
