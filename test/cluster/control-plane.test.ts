import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test as pureTest } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { clusterBinary } from './binary.ts';
import { startControlPlane } from './control-plane.ts';
import { findBinary, testWith } from './support/control-plane.ts';

const test = testWith(await findBinary());

const folder = await mkdtemp(join(tmpdir(), 'podium-control-plane-'));
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the cluster of a program that is killed ends with it', async () => {
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [main, 'up', join(folder, 'up')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let kubeconfig: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    kubeconfig = /^kubeconfig (.*)$/.exec(line)?.[1];
    if (kubeconfig !== undefined) break;
  }
  assert.ok(kubeconfig);
  const { clusters } = JSON.parse(await readFile(kubeconfig, 'utf8')) as {
    clusters: [{ cluster: { server: string } }];
  };
  const port = Number(new URL(clusters[0].cluster.server).port);
  assert.equal(await isListening(port), true);
  child.kill('SIGKILL');
  while (await isListening(port)) await pause(20);
});

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

pureTest('a part that ends early shows the end of its log', async () => {
  // Node takes the name of the part for a script, which is not there.
  const starting = startControlPlane({ directory: join(folder, 'early'), binary: process.execPath });
  await assert.rejects(
    starting,
    /^Error: etcd ended early with 1; the end of .*etcd\.log:[^]*MODULE_NOT_FOUND/,
  );
});

const noBuild = () => assert.fail('nothing may be built');

pureTest('what is missing for the binary is said', async (context) => {
  const { PATH, PODIUM_CLUSTER_BINARY } = process.env;
  context.after(() => {
    process.env.PATH = PATH;
    if (PODIUM_CLUSTER_BINARY === undefined) delete process.env.PODIUM_CLUSTER_BINARY;
    else process.env.PODIUM_CLUSTER_BINARY = PODIUM_CLUSTER_BINARY;
  });
  process.env.PODIUM_CLUSTER_BINARY = join(folder, 'nothing');
  await assert.rejects(
    clusterBinary(noBuild),
    /PODIUM_CLUSTER_BINARY names ".*nothing", which does not exist/,
  );
  delete process.env.PODIUM_CLUSTER_BINARY;
  process.env.PATH = folder;
  await assert.rejects(clusterBinary(noBuild), /the test cluster needs Go \(https:\/\/go\.dev\/dl\)/);
});
