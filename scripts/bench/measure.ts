import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a program cost. Seconds and megabytes; undefined where this system cannot tell. */
export interface Cost {
  readonly wall: number;
  /** User and system time of the program and of what it started. */
  readonly cpu: number | undefined;
  readonly rss: number | undefined;
  /** It was ended at its limit, so a whole run costs more. */
  readonly cut: boolean;
}

interface RunOptions {
  /** Exit codes of a run that went well. */
  readonly expected: readonly number[];
  /** Seconds after which the program is ended. */
  readonly limit?: number;
  readonly cwd?: string;
}

/**
 * Runs a program to its end or its limit. Throws where its exit code is none of those expected, or where it prints
 * nothing, which is how some programs fail with an exit code that also means findings.
 */
export async function costOf(argv: readonly string[], { expected, limit, cwd }: RunOptions): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'podium-cost-'));
  const report = join(folder, 'cost');
  const output = join(folder, 'output');
  // GNU time, which sees children too; Node knows only its own cost.
  const timed = existsSync('/usr/bin/time') && process.platform === 'linux';
  // Ending GNU time would leave what it times running.
  const limited = limit === undefined ? argv : ['timeout', String(limit), ...argv];
  const [program = '', ...rest] = timed
    ? ['/usr/bin/time', '-f', '%U %S %M', '-o', report, ...limited]
    : argv;
  const written = openSync(output, 'w');
  const start = performance.now();
  const child = spawn(program, rest, {
    stdio: ['ignore', written, 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(timed || limit === undefined ? {} : { timeout: limit * 1000 }),
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const wall = (performance.now() - start) / 1000;
  closeSync(written);
  const printed = statSync(output).size > 0;
  const cut = limit !== undefined && (timed ? code === 124 : child.signalCode === 'SIGTERM');
  const numbers = timed
    ? (readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '').split(' ').map(Number)
    : [];
  rmSync(folder, { recursive: true });
  const command = argv.slice(0, 5).join(' ');
  if (!cut && (code === null || !expected.includes(code))) throw new Error(`${command} ended with ${code}`);
  if (!cut && !printed) throw new Error(`${command} printed nothing`);
  const [user, system, kilobytes] = numbers;
  return {
    wall,
    cpu: user !== undefined && system !== undefined ? user + system : undefined,
    rss: kilobytes === undefined ? undefined : kilobytes / 1024,
    cut,
  };
}

/** Memory of a running process in megabytes; undefined where `ps` cannot tell. */
export function memoryOf(pid: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kilobytes = Number(stdout.trim());
  return stdout.trim() === '' || Number.isNaN(kilobytes) ? undefined : kilobytes / 1024;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}
