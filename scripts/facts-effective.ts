import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes `test/engine/effective/*-results.json`, what the orchestrators make of the cases beside them, by their own packages
 * in throwaway environments. For maintainers, with Python and 1.5 GB of disk:
 *
 *     node scripts/facts-effective.ts [airflow|dagster|prefect]…
 */
const packages = {
  airflow: ['apache-airflow==3.3.2', 'apache-airflow-providers-cncf-kubernetes==10.25.0'],
  dagster: ['dagster==1.13.27', 'dagster-k8s==0.29.27'],
  prefect: ['prefect==3.9.1', 'prefect-kubernetes==0.8.0'],
} as const;

const root = join(import.meta.dirname, '..');
const named = process.argv.slice(2);
const all = Object.keys(packages) as (keyof typeof packages)[];
for (const orchestrator of all.filter((it) => named.length === 0 || named.includes(it))) {
  const scratch = mkdtempSync(join(tmpdir(), `podium-${orchestrator}-`));
  try {
    execFileSync('python3', ['-m', 'venv', scratch]);
    const python = join(scratch, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    execFileSync(python, [...install, ...packages[orchestrator]], { stdio: 'inherit' });
    const env = { ...process.env, AIRFLOW_HOME: scratch, PREFECT_HOME: scratch };
    execFileSync(python, [join('schemas', orchestrator, 'effective.py')], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
