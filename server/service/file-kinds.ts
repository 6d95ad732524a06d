import type { Language } from '../engine/model/region.ts';
import { isEnvironmentFile } from './versions.ts';

/** Whether a file is looked at when a folder is searched, by its name alone. */
export const isCandidate = (name: string): boolean =>
  /\.(?:ya?ml|py)$|^airflow\.cfg$|(?:template|pool)[^/]*\.json$/i.test(name) || isEnvironmentFile(name);

/** Whether a folder inside a searched one is left out: dependencies, build results and what tools keep for themselves. */
export const isSkippedFolder = (name: string): boolean => skippedFolders.has(name);

const skippedFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.mypy_cache',
  '.nox',
  '.pytest_cache',
  '.ruff_cache',
  '.terraform',
  '.tox',
  '.venv',
  '__pycache__',
  'dist',
  'node_modules',
  'site-packages',
  'venv',
]);

/** Whatever its name says nothing else of is read as YAML. */
export function languageOf(uri: string): Language {
  if (/\.pyi?$/.test(uri)) return 'python';
  if (/(?:^|\/)airflow\.cfg$/.test(uri)) return 'ini';
  return isDockerfile(uri) ? 'dockerfile' : 'yaml';
}

const isDockerfile = (uri: string): boolean =>
  /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.Dockerfile$/.test(uri);

/**
 * Whether a text is worth parsing: a manifest, a configuration file that we know by name, or Python that mentions an
 * orchestrator or the Kubernetes client. Other files get no findings, however broken they are.
 */
export function concernsUs(language: Language, uri: string, text: string): boolean {
  if (language === 'ini') return true;
  if (language === 'dockerfile') return text.includes('AIRFLOW_');
  if (language === 'python') return /\b(?:airflow|dagster|prefect|kubernetes)/.test(text);
  if (ownNames.test(uri)) return true;
  if (/(?:^|[/.-])compose[^/]*\.ya?ml$/.test(uri) && text.includes('AIRFLOW_')) return true;
  if (/(?:^|\/)[^/]*values[^/]*\.ya?ml$/.test(uri) && isAirflowValues(text)) return true;
  if (/prometheus[^/]*$/i.test(uri) && text.includes('scrape_configs')) return true;
  return apiVersionKey.test(text) && kindKey.test(text);
}

/** Whether values are those of Airflow's chart: an executor beside parts that only Airflow has. */
const isAirflowValues = (text: string): boolean =>
  /^executor[ \t]*:[ \t]*["']?(?:\w*Executor)/m.test(text) &&
  /^(?:images|webserver|scheduler|workers|triggerer|apiServer|dags|airflowVersion)[ \t]*:/m.test(text);

const ownNames =
  /(?:^|\/)(?:\.podium\.ya?ml|dagster\.yaml|workspace\.yaml|prefect\.yaml|prometheus\.ya?ml|kustomization\.ya?ml)$/;
const apiVersionKey = /(?:^|[\s{,"'])apiVersion["']?[ \t]*:/;
const kindKey = /(?:^|[\s{,"'])kind["']?[ \t]*:/;
