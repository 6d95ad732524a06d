import { modelName } from '../../syntax/python-values.ts';
import { operatorOf, operatorParameters } from '../airflow-operators.ts';
import type { InstalledVersions } from '../versions.ts';
import { dagsterLauncher } from './dagster.ts';
import type { LauncherFacts, Parameter, Parameters } from './facts.ts';
import { prefectLauncher } from './prefect.ts';

/** What a callable takes, in the words of its documentation. */
export interface Callable {
  /** `K8sRunLauncher`, `V1Container`… */
  readonly name: string;
  /** The package and version that say so. */
  readonly source: string;
  readonly parameters: Parameters;
  /** Any other argument is accepted, and nothing comes of it. */
  readonly ignoresOthers: boolean;
  /** It takes a dict of these (`.configured({...})`) in place of arguments. */
  readonly inDict: boolean;
}

/** What is known of the callable with a qualified name; undefined for all others. */
export function callableOf(
  qualified: string,
  { airflowOperators, dagster, prefect, pythonModels }: LauncherFacts,
  versions: InstalledVersions = noVersions,
): Callable | undefined {
  const rest = { ignoresOthers: false, inDict: false };
  const operator = operatorOf(airflowOperators, qualified);
  if (operator !== undefined) {
    const parameters = operatorParameters(airflowOperators, operator, versions);
    const version = versions.airflowProvider ?? airflowOperators.providers.at(-1)?.version ?? '';
    return { ...rest, name: operator, source: `cncf-kubernetes ${version}`, parameters };
  }
  const ofDagster = dagsterLauncher(qualified);
  if (ofDagster) {
    const name = ofDagster === 'Definitions' ? 'dagster' : 'dagster-k8s';
    const source = `${name} ${dagster.versions[name] ?? ''}`;
    const parameters = dagster.parameters[ofDagster];
    return { ...rest, name: ofDagster, source, parameters, inDict: qualified.endsWith('.configured') };
  }
  switch (prefectLauncher(qualified)) {
    case 'KubernetesJob': {
      const source = `Prefect ${prefect.versions.KubernetesJob ?? ''}`;
      return {
        ...rest,
        name: 'KubernetesJob',
        source,
        parameters: prefect.parameters.KubernetesJob,
        ignoresOthers: true,
      };
    }
    case 'flow':
      return ofFlow('flow', prefect);
    case 'flow.deploy':
      return ofFlow('flow.deploy', prefect);
    case 'flow.to_deployment':
      return ofFlow('flow.to_deployment', prefect);
    case 'prefect kubernetes': {
      const source = `prefect-kubernetes ${prefect.versions['prefect-kubernetes'] ?? ''}`;
      return {
        ...rest,
        name: 'kubernetes',
        source,
        parameters: { work_pool: workPool, ...prefect.jobVariables },
      };
    }
    case undefined:
  }
  const model = modelName(qualified);
  const parameters = model === undefined ? undefined : modelParameters(model, { pythonModels });
  if (model === undefined || !parameters) return undefined;
  return { ...rest, name: model, source: `kubernetes ${pythonModels.versions.kubernetes ?? ''}`, parameters };
}

const ofFlow = (
  name: 'flow' | 'flow.deploy' | 'flow.to_deployment',
  { versions, parameters }: LauncherFacts['prefect'],
): Callable => ({
  name,
  source: `Prefect ${versions.prefect ?? ''}`,
  parameters: parameters[name],
  ignoresOthers: false,
  inDict: false,
});

const noVersions: InstalledVersions = {
  airflow: undefined,
  airflowProvider: undefined,
  dagster: undefined,
  prefect: undefined,
};

/** The arguments of a model of the Kubernetes client; undefined for one that does not exist. */
function modelParameters(
  model: string,
  { pythonModels }: Pick<LauncherFacts, 'pythonModels'>,
): Parameters | undefined {
  const known = Object.hasOwn(pythonModels.models, model) ? pythonModels.models[model] : undefined;
  if (!known) return undefined;
  const parameter = (name: string, type: string): Parameter =>
    known.required.includes(name) ? { type, required: true } : { type };
  return Object.fromEntries(
    Object.entries(known.fields).map(([name, [, type]]) => [name, parameter(name, type)]),
  );
}

const workPool: Parameter = { type: 'str', required: true };

/** `str, required` or `str, default "Always"`: a parameter in one line. */
export function describeParameter({ type, required, default: standard }: Parameter): string {
  const parts = [type, required && 'required', standard === undefined ? undefined : `default ${standard}`];
  return parts.filter((it) => it !== undefined).join(', ');
}

/** What an argument, or a key of a dict given to `.configured`, is turned into; undefined where any value will do. */
export function argumentType(callable: string | undefined, name: string): string | undefined {
  if (name === k8sConfig || /^(?:run|step)_k8s_config$/.test(name)) return k8sConfig;
  if (callable === undefined) return undefined;
  if (callable === k8sConfig) return configTypes[name];
  if (callable === 'PipesK8sClient.run') return pipesTypes[name];
  const isDeployment = callable === 'flow.deploy' || callable === 'flow.to_deployment';
  if (isDeployment) return name === 'job_variables' ? jobVariables : undefined;
  const isDagster = /^(?:K8sRunLauncher|k8s_job_executor|k8s_job_op|execute_k8s_job)$/.test(callable);
  return isDagster ? (dagsterTypes[name] ?? configTypes[name]) : undefined;
}

/** What a key of a dict of that type is turned into. */
export function keyType(type: string, name: string, facts: LauncherFacts): string | undefined {
  if (type === k8sConfig) return configTypes[name];
  return /^dict\[str, (.*)\]$/.exec(type)?.[1] ?? modelParameters(type, facts)?.[name]?.type;
}

/** The type of the items of a list; of anything else the type itself. */
export const elementType = (type: string): string => /^list\[(.*)\]$/.exec(type)?.[1] ?? type;

/** The keys of a dict of that type. */
export function dictKeys(type: string, facts: LauncherFacts): Parameters | undefined {
  if (type === dagsterTypes.resources) return { limits: quantities, requests: quantities };
  if (type === jobVariables) return facts.prefect.jobVariables;
  if (type !== k8sConfig) return modelParameters(type, facts);
  return {
    ...Object.fromEntries(Object.entries(configTypes).map(([name, model]) => [name, { type: model }])),
    merge_behavior: { type: '"SHALLOW" | "DEEP"', default: '"DEEP"' },
  };
}

/** The tag, and the type of what it holds: raw Kubernetes configuration by the part that it is for. */
export const k8sConfig = 'dagster-k8s/config';

/** What a deployment of Prefect hands to its work pool. */
const jobVariables = 'job variables';

/** What that tag holds, by `dagster_k8s.job.UserDefinedDagsterK8sConfig`. */
const configTypes: Readonly<Record<string, string>> = {
  container_config: 'V1Container',
  pod_template_spec_metadata: 'V1ObjectMeta',
  pod_spec_config: 'V1PodSpec',
  job_config: 'V1Job',
  job_metadata: 'V1ObjectMeta',
  job_spec_config: 'V1JobSpec',
};

const quantities: Parameter = { type: 'dict[str, str]' };

/** Arguments of Dagster that are turned into models, or into lists of them. */
const dagsterTypes: Readonly<Record<string, string>> = {
  per_step_k8s_config: `dict[str, ${k8sConfig}]`,
  args: 'list[str]',
  command: 'list[str]',
  resources: 'resources',
  security_context: 'V1SecurityContext',
  volume_mounts: 'list[V1VolumeMount]',
  volumes: 'list[V1Volume]',
};

const pipesTypes: Readonly<Record<string, string>> = {
  command: 'list[str]',
  base_pod_meta: 'V1ObjectMeta',
  base_pod_spec: 'V1PodSpec',
};
