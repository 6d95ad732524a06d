import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterBinary } from './binary.ts';
import { startControlPlane } from './control-plane.ts';

const usage = 'usage: node test/cluster/main.ts up [directory]';

/** Keeps a cluster up until it is interrupted. Prints `kubeconfig PATH` on a line of its own when it can be used. */
async function main([command, directory]: readonly string[]): Promise<void> {
  if (command !== 'up') throw new Error(usage);
  const progress = (line: string) => {
    console.log(line);
  };
  const binary = await clusterBinary(progress);
  const folder = directory ?? (await mkdtemp(join(tmpdir(), 'podium-cluster-')));
  const controlPlane = await startControlPlane({ directory: folder, binary, progress });
  console.log(`kubeconfig ${controlPlane.kubeconfig}`);
  // The cluster itself does not keep this process alive, so this must, until all of it is stopped.
  const alive = setInterval(() => undefined, 2 ** 30);
  await interrupted();
  await controlPlane.stop();
  clearInterval(alive);
}

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        resolve();
      });
  });

try {
  await main(process.argv.slice(2));
} catch (error) {
  // The fence of this program: whoever runs it wants the reason, not a stack.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
