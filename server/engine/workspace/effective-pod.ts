import { namedPod, operatorPod } from '../model/effective/airflow-operator.ts';
import { reconcilePods } from '../model/effective/airflow-pod.ts';
import { constructJob, type K8sConfig, mergeConfig, noConfig } from '../model/effective/dagster-job.ts';
import {
  commonLabels,
  launcherDefaults,
  pipesPod,
  rawLayer,
  settingsLayer,
} from '../model/effective/dagster-layers.ts';
import {
  at,
  entriesIn,
  type Layered,
  type LayeredMap,
  made,
  readLayered,
  readModel,
  type Source,
} from '../model/effective/layered.ts';
import { renderJob } from '../model/effective/prefect-job.ts';
import { type Arguments, callArguments, dictArguments } from '../model/launchers/arguments.ts';
import { argumentsOf, taggedConfigs } from '../model/launchers/dagster.ts';
import { type RunLauncher, runLauncher } from '../model/launchers/dagster-instance.ts';
import type { LauncherFacts } from '../model/launchers/facts.ts';
import { type JobTemplate, jobTemplate } from '../model/launchers/job-template.ts';
import { type LauncherUse, usesOf } from '../model/launchers/launcher.ts';
import { jobVariables } from '../model/launchers/prefect.ts';
import { prefectDeployments } from '../model/launchers/prefect-deployments.ts';
import { located } from '../model/located.ts';
import { get, type Node } from '../syntax/node.ts';
import { covers, type Range } from '../text/document.ts';
import type { Lookups } from './lookups.ts';
import { dagsterInstanceKind, jobTemplateKind, type ObjectFact, podTemplateKind } from './object-fact.ts';
import type { Region } from './region.ts';

/** The pod, or the job, that an orchestrator makes of what stands at a place and of what else is known of it. */
export interface EffectivePod {
  /** `Job of deployment "nightly"` */
  readonly title: string;
  /** What it is made of, the lowest layer first. */
  readonly layers: readonly string[];
  /** What may change it and is not known. */
  readonly notes: readonly string[];
  readonly object: LayeredMap;
}

/** Undefined where nothing at that offset of the region makes a pod through an orchestrator. */
export function effectivePod(
  region: Region,
  offset: number,
  lookups: Lookups,
  facts: LauncherFacts,
): EffectivePod | undefined {
  const place: Place = { region, lookups, facts };
  return region.language === 'python' ? inPython(place, offset) : inYaml(place, offset);
}

interface Place {
  readonly region: Region;
  readonly lookups: Lookups;
  readonly facts: LauncherFacts;
}

function inPython(place: Place, offset: number): EffectivePod | undefined {
  const uses = place.region.model.launchers
    .filter((it) => it.kind !== 'import')
    .filter(
      ({ call }) => covers(call, offset) || (call.decorated && covers(call.decorated.nameRange, offset)),
    )
    .sort((a, b) => b.call.start - a.call.start || a.call.end - b.call.end);
  for (const use of uses) {
    const found = ofUse(use, place);
    if (found) return found;
  }
  return undefined;
}

function ofUse(use: LauncherUse, place: Place): EffectivePod | undefined {
  const { kind, call } = use;
  switch (kind) {
    case 'KubernetesPodOperator':
    case 'task.kubernetes':
      return ofOperator(use, place);
    case 'model':
      return isOverride(use, place.region.text) ? ofOverride(call.value, place) : undefined;
    case 'dagster tags':
      return ofTags(use, place);
    case 'k8s_job_executor':
      return ofStep([], `Job of a step`, place);
    case 'execute_k8s_job':
    case 'k8s_job_op':
      return ofOp(argumentsOf(kind, call, place.facts), `Job of ${kind}`, place);
    case 'K8sRunLauncher':
      return ofRun(callArguments(call), [], 'Job of a run', place);
    case 'PipesK8sClient.run': {
      const source = here(place, 'arguments of PipesK8sClient.run', true);
      const object = pipesPod(argumentsOf(kind, call, place.facts), place.facts.pythonModels.models, source);
      return { title: 'Pod of a Pipes session', layers: [source.layer], notes: [], object };
    }
    case 'flow.deploy':
    case 'flow.to_deployment':
    case 'prefect kubernetes': {
      const name = kind === 'prefect kubernetes' ? call.decorated?.name : deploymentName(use);
      return ofDeployment(jobVariables(kind, call), name, kind, place);
    }
    default:
      return undefined;
  }
}

const deploymentName = ({ call }: LauncherUse): string | undefined =>
  located(call.keywords.find(({ name }) => name === 'name')?.value ?? call.positional[0])?.value;

function inYaml(place: Place, offset: number): EffectivePod | undefined {
  const { documents, resources } = place.region.model;
  for (const document of documents) {
    if (!covers(document.node, offset)) continue;
    const launcher = runLauncher(document);
    if (launcher) return ofRun(dictArguments(launcher.config), [], 'Job of a run', place);
    const deployment = prefectDeployments(document).find(({ node }) => covers(node, offset));
    if (deployment) {
      const name = located(get(deployment.node, 'name'))?.value;
      return ofDeployment(deployment.jobVariables, name, 'deployment', place);
    }
    const template = jobTemplate(document);
    if (template) return ofTemplate(template, place);
  }
  const worker = resources.find((it) => it.kind === 'Pod' && !it.name && it.pod && covers(it.node, offset));
  return worker && ofOverride(undefined, place, worker.node);
}

/** Text in the file of the region; Dagster reads models in either spelling. */
const here = ({ region }: Pick<Place, 'region'>, layer: string, inPython = false): Source => ({
  layer,
  uri: region.uri,
  start: region.start,
  inPython,
});

// Airflow

function ofOperator({ kind, call }: LauncherUse, place: Place): EffectivePod | undefined {
  const { models } = place.facts.pythonModels;
  const given = callArguments(call);
  const pod = (name: string): LayeredMap | undefined => {
    const value = given.get(name)?.value;
    return value?.kind === 'map' ? asPod(value, here(place, name), place) : undefined;
  };
  const file = located(given.get('pod_template_file')?.value)?.value;
  const template =
    file === undefined ? undefined : templateNamed(file.slice(file.lastIndexOf('/') + 1), place);
  const layers = [template?.pod ?? pod('pod_template_dict'), pod('full_pod_spec')].filter(
    (it) => it !== undefined,
  );
  const source = here(place, `arguments of ${kind}`);
  const own = operatorPod(given, models, source);
  const object = [...layers, own].reduce<LayeredMap | undefined>(
    (a, b) => reconcilePods(a, b, models),
    undefined,
  );
  if (!object) return undefined;
  const notes = [
    ...(file !== undefined && !template ? [`the pod template "${file}" is not in this workspace`] : []),
    ...(call.open ? ['more arguments come by **, which are only known when the file runs'] : []),
  ];
  const task = located(given.get('task_id')?.value)?.value ?? call.decorated?.name;
  const title = task === undefined ? 'Pod of a task' : `Pod of task "${task}"`;
  return { title, layers: [...layers.map(layerOf), source.layer], notes, object: namedPod(object) };
}

/** A pod that `executor_config` hands to KubernetesExecutor, there or by the name that it was given. */
function isOverride({ call: { callee, start, assigned } }: LauncherUse, text: string): boolean {
  if (!callee.endsWith('.V1Pod')) return false;
  const isThere = (at: number): boolean =>
    /["']pod_override["']\s*:\s*$/.test(text.slice(Math.max(0, at - 100), at));
  return isThere(start) || assigned?.uses.some((it) => isThere(it.start)) === true;
}

function ofOverride(override: Node | undefined, place: Place, worker?: Node): EffectivePod | undefined {
  const { models } = place.facts.pythonModels;
  const templates = place.lookups.all(podTemplateKind);
  const [only, ...others] = templates;
  const written = worker && asPod(worker, here(place, 'pod template'), place);
  const template = written ?? (only && others.length === 0 ? templateOf(only, place) : undefined);
  const base = reconcilePods(template, executorPod, models);
  const above = override?.kind === 'map' ? asPod(override, here(place, 'pod_override'), place) : undefined;
  const object = reconcilePods(base, above, models);
  if (!object) return undefined;
  const notes =
    template !== undefined
      ? []
      : [only ? 'several pod templates are in this workspace' : 'no pod template is in this workspace'];
  const layers = [template, executorPod, above].filter((it) => it !== undefined).map(layerOf);
  return { title: 'Pod of a worker', layers, notes, object };
}

/** What KubernetesExecutor sets, but for labels and annotations that name the task. */
const executorPod = made(
  {
    metadata: {},
    spec: { containers: [{ name: 'base', env: [{ name: 'AIRFLOW_IS_K8S_EXECUTOR_POD', value: 'True' }] }] },
  },
  'KubernetesExecutor',
) as LayeredMap;

const asPod = (node: Node, source: Source, { facts }: Pick<Place, 'facts'>): LayeredMap | undefined => {
  const pod = readModel(node, 'V1Pod', facts.pythonModels.models, source);
  return pod?.kind === 'map' ? pod : undefined;
};

function templateNamed(file: string, place: Place): { readonly pod: LayeredMap | undefined } | undefined {
  const [only, ...others] = place.lookups.all(podTemplateKind).filter(({ name }) => name === file);
  return only && others.length === 0 ? { pod: templateOf(only, place) } : undefined;
}

function templateOf({ place, name }: ObjectFact, { facts }: Place): LayeredMap | undefined {
  if (!place) return undefined;
  const { region, whole } = place;
  const { resources, embedded } = region.model;
  const node = [...resources, ...embedded].find((it) => it.node.start === whole.start)?.node;
  return node && asPod(node, here({ region }, `pod template ${name}`), { facts });
}

const layerOf = ({ origin }: Layered): string => origin.layer;

// Dagster

interface Instance {
  readonly launcher: RunLauncher;
  readonly region: Region;
}

function instanceOf({ lookups }: Place): Instance | undefined {
  const [only, ...others] = lookups.all(dagsterInstanceKind);
  const region = only && others.length === 0 ? only.place?.region : undefined;
  const launcher = region?.model.documents.flatMap((it) => runLauncher(it) ?? [])[0];
  return region && launcher ? { region, launcher } : undefined;
}

function ofTags(use: LauncherUse, place: Place): EffectivePod | undefined {
  const { call } = use;
  const [config] = taggedConfigs(call);
  if (!config) return undefined;
  const isStep = /\.(?:op|asset|multi_asset|asset_check|observable_source_asset|tag)$/.test(call.callee);
  const name = call.decorated?.name ?? located(call.positional[0])?.value;
  const whose = name === undefined ? '' : ` "${name}"`;
  const source = here(place, `tags${isStep ? ' of the op' : ' of the job'}`, true);
  const layer = rawLayer(config, place.facts.pythonModels.models, source);
  if (isStep) return ofStep([{ layer, name: source.layer }], `Job of step${whose}`, place);
  return ofRun(
    undefined,
    [{ layer, name: source.layer }],
    `Job of a run${whose && ` of job${whose}`}`,
    place,
  );
}

interface NamedLayer {
  readonly name: string;
  readonly layer: K8sConfig;
}

/** The job of a run: the instance, and above it code location and tags. */
function ofRun(
  given: Arguments | undefined,
  above: readonly NamedLayer[],
  title: string,
  place: Place,
): EffectivePod {
  const base = instanceLayers(given, place);
  const config = [...base.layers, ...above].reduce((a, b) => mergeConfig(a, b.layer), noConfig);
  const notes = [
    ...base.notes,
    ...(above.length > 0 ? ['what the code location says (container_context) is not known'] : []),
  ];
  const settings = base.settings(place.facts);
  const object = constructJob(config, {
    ...settings,
    args: made(undefined, 'Dagster'),
    name: made(undefined, 'Dagster'),
    labels: commonLabels,
  });
  return { title, layers: [...base.layers, ...above].map((it) => it.name), notes, object };
}

/** The job of a step: the instance, the executor of the file, and above it what the op says. Tags of the job do not count. */
function ofStep(above: readonly NamedLayer[], title: string, place: Place): EffectivePod {
  const { models } = place.facts.pythonModels;
  const base = instanceLayers(undefined, place);
  const [executor, ...others] = usesOf(place.region.model.launchers, 'k8s_job_executor');
  const given =
    executor && others.length === 0 ? argumentsOf('k8s_job_executor', executor.call, place.facts) : undefined;
  const source = here(place, 'k8s_job_executor', true);
  const own = given ? [{ name: source.layer, layer: settingsLayer(given, models, source) }] : [];
  const layers = [...base.layers, ...own, ...above];
  const image = given?.get('job_image');
  const settings = base.settings(place.facts);
  const object = constructJob(
    layers.reduce((a, b) => mergeConfig(a, b.layer), noConfig),
    {
      ...settings,
      image: image ? readModel(image.value, 'str', models, source, image.nameRange) : settings.image,
      args: made(undefined, 'Dagster'),
      name: made(undefined, 'Dagster'),
      labels: commonLabels,
    },
  );
  const notes = [...base.notes, ...(given ? [] : ['only k8s_job_executor makes a job of each step'])];
  return { title, layers: layers.map((it) => it.name), notes, object };
}

/** The job that an op starts itself: the instance without its image, and what the op says. */
function ofOp(given: Arguments, title: string, place: Place): EffectivePod {
  const { models } = place.facts.pythonModels;
  const base = instanceLayers(undefined, place);
  const source = here(place, 'arguments of the op', true);
  const own = { name: source.layer, layer: settingsLayer(given, models, source) };
  const layers = [...base.layers, own];
  const read = (name: string): Layered | undefined => {
    const found = given.get(name);
    return found && readLayered(found.value, source, found.nameRange);
  };
  const object = constructJob(
    layers.reduce((a, b) => mergeConfig(a, b.layer), noConfig),
    {
      image: read('image'),
      args: read('args'),
      name: read('k8s_job_name') ?? made(undefined, 'Dagster'),
      labels: commonLabels,
    },
  );
  return { title, layers: layers.map((it) => it.name), notes: base.notes, object };
}

interface InstanceLayers {
  readonly layers: readonly NamedLayer[];
  readonly notes: readonly string[];
  readonly settings: (facts: LauncherFacts) => {
    readonly image: Layered | undefined;
    readonly dagsterHome: Layered | undefined;
    readonly postgresPasswordSecret: Layered | undefined;
  };
}

/** The layer of the instance: its run launcher as it is given, or the one of the workspace. */
function instanceLayers(own: Arguments | undefined, place: Place): InstanceLayers {
  const known = own ? undefined : instanceOf(place);
  const given = own ?? dictArguments(known?.launcher.config);
  const source = here(known ? { region: known.region } : place, 'K8sRunLauncher of the instance', true);
  const read = (name: string): Layered | undefined => {
    const found = given.get(name);
    return found && readModel(found.value, 'str', place.facts.pythonModels.models, source, found.nameRange);
  };
  const layer = (facts: LauncherFacts): K8sConfig =>
    mergeConfig(launcherDefaults, settingsLayer(given, facts.pythonModels.models, source));
  return {
    layers: own || known ? [{ name: source.layer, layer: layer(place.facts) }] : [],
    notes: own || known ? [] : ['no dagster.yaml with a K8sRunLauncher, or several, in this workspace'],
    settings: () => ({
      image: read('job_image'),
      dagsterHome: read('dagster_home') ?? made('/opt/dagster/dagster_home', 'K8sRunLauncher'),
      postgresPasswordSecret: read('postgres_password_secret'),
    }),
  };
}

// Prefect

function ofDeployment(
  given: Arguments,
  name: string | undefined,
  layer: string,
  place: Place,
): EffectivePod | undefined {
  const source = here(place, `job variables of ${layer}`);
  const values = new Map(
    [...given].map(([key, { value, nameRange }]) => [key, readLayered(value, source, nameRange)]),
  );
  const base = templateLayer(place);
  const object = renderJob({ ...base, values });
  if (!object) return undefined;
  const title = name === undefined ? 'Job of a flow run' : `Job of deployment "${name}"`;
  const notes = [...base.notes, 'labels, variables and the name of the run come on top'];
  return { title, layers: [base.layer, source.layer], notes, object };
}

function ofTemplate(template: JobTemplate, place: Place): EffectivePod | undefined {
  const object = renderJob({
    ...readTemplate(template, here(place, 'base job template')),
    values: new Map<string, Layered>(),
  });
  return object && { title: 'Job of a flow run', layers: ['base job template'], notes: [], object };
}

/** The one template of the workspace, else the one that pools are created with. */
function templateLayer({ lookups, facts }: Place) {
  const [only, ...others] = lookups.all(jobTemplateKind);
  const region = only && others.length === 0 ? only.place?.region : undefined;
  const written = region?.model.documents.flatMap((it) => jobTemplate(it) ?? [])[0];
  if (region && written) {
    const layer = 'base job template';
    return { layer, notes: [], ...readTemplate(written, here({ region }, layer)) };
  }
  const layer = 'default base job template';
  const template = made(facts.prefect.baseJobTemplate, layer);
  return {
    layer,
    notes: only ? ['several base job templates are in this workspace'] : [],
    configuration: at(template, 'job_configuration') as LayeredMap,
    variables: entriesIn(at(template, 'variables', 'properties')),
  };
}

function readTemplate({ configuration, variables }: JobTemplate, source: Source) {
  return {
    configuration: readLayered(configuration, source) as LayeredMap,
    variables: new Map(
      variables.map(({ key, value }) => [key.value, readLayered(value, source, rangeOf(key))]),
    ),
  };
}

const rangeOf = ({ start, end }: Range): Range => ({ start, end });
