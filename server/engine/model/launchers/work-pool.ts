import { type Json, yamlDocument } from '../../syntax/edit.ts';
import type { FileChange, TextEdit } from '../../text/document.ts';
import type { LauncherFacts, Parameters } from './facts.ts';
import { type LauncherCall, type LauncherUse, usesOf } from './launcher.ts';
import { isMap, literal } from './literal.ts';
import { canRemove, launcherOf, removeLauncher } from './removal.ts';

/** What to do with the `KubernetesJob` of a file: edits to the file itself, and the file that takes its place. */
export interface WorkPoolMove {
  readonly title: string;
  readonly edits: () => readonly TextEdit[];
  readonly files: () => readonly FileChange[];
}

/**
 * Moves the first `KubernetesJob` that is given to a flow of the file to the job variables of a deployment. Undefined where
 * there is none, where it is used elsewhere too, or where job variables cannot say it.
 */
export function moveToWorkPool(
  launchers: readonly LauncherCall[],
  { uri, text, facts }: { readonly uri: string; readonly text: string; readonly facts: LauncherFacts },
): WorkPoolMove | undefined {
  const jobs = usesOf(launchers, 'KubernetesJob');
  for (const { call, file } of usesOf(launchers, 'flow')) {
    const argument = call.keywords.find((it) => it.name === 'infrastructure' && !it.spread);
    const job = argument && launcherOf(jobs, argument);
    const flow = call.decorated?.name;
    const created = job && flow !== undefined && prefectYaml(uri, flow, job, facts.prefect.jobVariables);
    if (!created || !canRemove(text, argument, job)) continue;
    return {
      title: 'Move to a Kubernetes work pool in prefect.yaml',
      edits: () => removeLauncher(text, file, argument, job),
      files: () => [created],
    };
  }
  return undefined;
}

/**
 * A prefect.yaml beside the Python file with a deployment of `flow` whose job variables say what this call of
 * `KubernetesJob` says. Undefined where the call holds what job variables cannot, or what is only known when the file runs.
 */
function prefectYaml(
  uri: string,
  flow: string,
  { call }: LauncherUse,
  variables: Parameters,
): FileChange | undefined {
  if (call.open || call.positional.length > 0) return undefined;
  const found: Record<string, Json> = {};
  for (const { name, value } of call.keywords) {
    const known = literal(value);
    const translated = known === undefined ? undefined : jobVariables(name, known, variables);
    if (!translated) return undefined;
    Object.assign(found, translated);
  }
  const slash = uri.lastIndexOf('/') + 1;
  const deployment = {
    name: flow.replaceAll('_', '-'),
    entrypoint: `${decodeURIComponent(uri.slice(slash))}:${flow}`,
    work_pool: { name: 'kubernetes', job_variables: found },
  };
  return { uri: `${uri.slice(0, slash)}prefect.yaml`, create: yamlDocument({ deployments: [deployment] }) };
}

/** One argument of `KubernetesJob` as job variables; undefined for what they have no place for. */
function jobVariables(
  name: string,
  value: Json,
  variables: Parameters,
): Readonly<Record<string, Json>> | undefined {
  if (value === null || name === 'type') return {};
  if (name === 'resources') return isMap(value) ? resourceVariables(value) : undefined;
  // Prefect fills in no `{run_name}`, and names a job after its run where nothing is said.
  const isName = name === 'name' || name === 'job_name';
  if (isName) return /[{}]/.test(JSON.stringify(value)) ? {} : { name: value };
  if (name === 'command' && isList(value)) {
    const words = value.filter((it) => typeof it === 'string').filter((it) => /^[\w@%+=:,./-]+$/.test(it));
    return words.length === value.length ? { command: words.join(' ') } : undefined;
  }
  return Object.hasOwn(variables, name) && name !== 'cluster_config' ? { [name]: value } : undefined;
}

function resourceVariables(resources: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = {};
  for (const kind of ['request', 'limit']) {
    const amounts = resources[kind] ?? resources[`${kind}s`];
    for (const resource of ['cpu', 'memory']) {
      const amount = isMap(amounts) ? amounts[resource] : undefined;
      if (amount !== undefined && amount !== null) found[`${resource}_${kind}`] = amount;
    }
  }
  return found;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
