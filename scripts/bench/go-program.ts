import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A peer's program of a pinned release, installed by Go where it is not there yet; undefined where Go cannot. */
export function goProgram(folder: string, command: string, release: string): string | undefined {
  const name = command.slice(command.lastIndexOf('/') + 1);
  const bin = join(folder, `${name}-${release}`);
  const program = join(bin, name);
  if (existsSync(program)) return program;
  const { status } = spawnSync('go', ['install', `${command}@${release}`], {
    env: { ...process.env, GOBIN: bin },
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 300_000,
  });
  return status === 0 ? program : undefined;
}
