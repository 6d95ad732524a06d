import { type Json, yamlDocument } from '../../syntax/edit.ts';
import type { FileChange } from '../../text/document.ts';
import type { Parameters } from './facts.ts';
import type { LauncherUse } from './launcher.ts';
import { isMap, literal } from './literal.ts';

/** Arguments that `K8sRunLauncher` does not have, and those that mean what was meant. */
export const launcherNames: Readonly<Record<string, string>> = {
  image: 'job_image',
  namespace: 'job_namespace',
  job_image_pull_policy: 'image_pull_policy',
  env: 'env_vars',
};

/**
 * The `run_launcher` of a dagster.yaml beside the Python file that says what this call of `K8sRunLauncher` says. Undefined
 * where a value of it is only known when the file runs.
 */
export function dagsterYaml(
  uri: string,
  { call }: LauncherUse,
  parameters: Parameters,
): FileChange | undefined {
  if (call.open || call.positional.length > 0) return undefined;
  const config: Record<string, Json> = { ...chartNames };
  for (const { name, value } of call.keywords) {
    const known = literal(value);
    if (known === undefined) return undefined;
    const option = launcherNames[name] ?? name;
    if (Object.hasOwn(parameters, option) && known !== null) config[option] = inShape(option, known);
  }
  const document = { run_launcher: { module: 'dagster_k8s', class: 'K8sRunLauncher', config } };
  return { uri: uri.slice(0, uri.lastIndexOf('/') + 1) + 'dagster.yaml', append: yamlDocument(document) };
}

/** What the launcher does not do without, as Dagster's Helm chart names it by default. */
const chartNames = { service_account_name: 'dagster', instance_config_map: 'dagster-instance' };

/** Environment variables are a list of `NAME=value` there. */
function inShape(option: string, value: Json): Json {
  if (option !== 'env_vars' || !isMap(value)) return value;
  return Object.entries(value).map(([name, it]) => `${name}=${typeof it === 'object' ? '' : String(it)}`);
}
