import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Starts a control plane of its own, hands its kubeconfig to `run`, and ends it afterwards. */
export async function withCluster(run: (kubeconfig: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'podium-cluster-'));
  const cluster = spawn(process.execPath, ['test/cluster/main.ts', 'up', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => cluster.once('exit', resolve));
  try {
    await run(await kubeconfigIn(cluster.stdout));
  } finally {
    cluster.kill('SIGINT');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

async function kubeconfigIn(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) {
    const [, path] = /^kubeconfig (.+)$/.exec(line) ?? [];
    if (path !== undefined) return path;
  }
  throw new Error('the control plane did not come up');
}
