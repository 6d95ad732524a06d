import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes `schemas/airflow/options.json` and `operators.json`, the table that a test compares verdicts with, and the hashes
 * in `schemas/sources.json`, from released wheels. Nothing of them is run. For maintainers, with Python and 200 MB of disk:
 *
 *     node scripts/facts-airflow.ts [DIRECTORY]
 *
 * Wheels that are in the directory already are not downloaded again; without one nothing stays behind.
 */
const releases: Readonly<Record<string, readonly string[]>> = {
  'apache-airflow': [
    '1.10.15',
    '2.0.2',
    '2.1.4',
    '2.2.5',
    '2.3.4',
    '2.4.3',
    '2.5.3',
    '2.6.3',
    '2.7.0',
    '2.7.3',
    '2.8.4',
    '2.9.3',
    '2.10.5',
    '2.11.2',
  ],
  'apache-airflow-core': ['3.0.6', '3.1.8', '3.2.2', '3.3.2'],
  'apache-airflow-task-sdk': ['1.0.6', '1.1.8', '1.2.2', '1.3.2'],
  'apache-airflow-providers-cncf-kubernetes': [
    '4.4.0',
    '5.0.0',
    '5.3.0',
    '6.1.0',
    '7.0.0',
    '7.1.0',
    '7.2.0',
    '7.3.0',
    '7.4.2',
    '7.8.0',
    '7.14.0',
    '8.0.1',
    '8.1.1',
    '8.4.2',
    '9.0.1',
    '10.0.0',
    '10.0.1',
    '10.1.0',
    '10.4.3',
    '10.8.2',
    '10.12.4',
    '10.16.1',
    '10.20.0',
    '10.22.0',
    '10.23.0',
    '10.24.0',
    '10.25.0',
  ],
  'apache-airflow-providers-celery': ['3.3.2', '3.26.0'],
  'apache-airflow-providers-common-io': ['1.11.0'],
  'apache-airflow-providers-fab': ['3.10.2'],
  'apache-airflow-providers-imap': ['3.13.1'],
  'apache-airflow-providers-standard': ['1.21.0'],
};

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'podium-facts-'));
try {
  const wheels = process.argv[2] ?? join(scratch, 'wheels');
  const python = virtualEnvironment();
  download(python, wheels);
  const table = join(root, 'test', 'engine', 'golden', 'airflow-options.json');
  write('airflow/options.json', extract(python, 'extract-options.py', wheels, table));
  write('airflow/operators.json', extract(python, 'extract-operators.py', wheels));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** A throwaway environment; gives the path of its interpreter. */
function virtualEnvironment(): string {
  const folder = join(scratch, 'environment');
  execFileSync('python3', ['-m', 'venv', folder]);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'PyYAML==6.0.3']);
  return python;
}

function download(python: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder);
  for (const [name, versions] of Object.entries(releases)) {
    for (const version of versions) {
      const stem = `${name.replaceAll('-', '_')}-${version}-`;
      if (there.some((it) => it.startsWith(stem))) continue;
      console.log(`${name} ${version}`);
      // Only for whom the wheel is meant is asked here, not whether this Python is among them.
      const meant = /^(?:1|2\.[0-2])\./.test(version) && name === 'apache-airflow' ? '3.8' : '3.11';
      const wheelsOnly = ['--no-deps', '--only-binary=:all:', '--python-version', meant];
      const quiet = ['--quiet', '--disable-pip-version-check'];
      const target = ['--dest', folder, `${name}==${version}`];
      execFileSync(python, ['-m', 'pip', 'download', ...quiet, ...wheelsOnly, ...target], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    }
  }
}

function extract(python: string, program: string, ...args: readonly string[]): string {
  const path = join(root, 'schemas', 'airflow', program);
  return execFileSync(python, [path, ...args], { encoding: 'utf8', maxBuffer: 50_000_000 });
}

function write(file: string, text: string): void {
  writeFileSync(join(root, 'schemas', file), text);
  const path = join(root, 'schemas', 'sources.json');
  const sources = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>;
  const sha256 = createHash('sha256').update(text).digest('hex');
  sources[file] = { ...sources[file], sha256 };
  writeFileSync(path, `${JSON.stringify(sources, undefined, 2)}\n`);
  console.log(`wrote schemas/${file}`);
}
