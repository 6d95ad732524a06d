import { spawnSync } from 'node:child_process';

/** A step that did not succeed; its own output has said why. */
export class StepFailed extends Error {}

/** Says what begins, does it, says how long it took. */
export async function step<T>(title: string, run: () => Promise<T> | T): Promise<T> {
  console.log(`\n▸ ${title}`);
  const start = performance.now();
  const result = await run();
  console.log(`  ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs a program of this project's dependencies with its output shown. Throws `StepFailed` unless it exits with 0. */
export function runProgram(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new StepFailed(`${command} ${args.join(' ')} exited with ${status ?? 'a signal'}`);
}
