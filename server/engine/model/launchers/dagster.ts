import type { SchemaDocument } from '../../schema/schema.ts';
import { entries, entry, get, items, Node, target } from '../../syntax/node.ts';
import type { PythonCall } from '../../syntax/python-file.ts';
import type { PythonModels } from '../../syntax/python-values.ts';
import type { Range } from '../../text/document.ts';
import { located } from '../located.ts';
import { type PodSpec, readPod } from '../pod.ts';
import {
  type Argument,
  type Arguments,
  assignments,
  callArguments,
  dictArguments,
  entryOf,
  environment,
  environmentFrom,
  inManifestCase,
  keyAt,
  mapAt,
  mapped,
  nameOf,
  seqAt,
} from './arguments.ts';
import { runLauncher } from './dagster-instance.ts';
import type { DagsterCallable, LauncherFacts } from './facts.ts';

/** Which of Dagster's callables a qualified name is, by whatever path it is imported. */
export function dagsterLauncher(callee: string): DagsterCallable | undefined {
  if (/^dagster(?:\.\w+)*\.Definitions$/.test(callee)) return 'Definitions';
  const [, name, configured] =
    /^dagster_k8s(?:\.\w+)*?\.(K8sRunLauncher|execute_k8s_job|k8s_job_executor|k8s_job_op|PipesK8sClient(?:\(\)\.run)?)(\.configured)?$/.exec(
      callee,
    ) ?? [];
  const isConfigured = name === 'k8s_job_executor' || name === 'k8s_job_op';
  return isConfigured === (configured !== undefined)
    ? (name?.replace('()', '') as DagsterCallable | undefined)
    : undefined;
}

/** What a call says, whether as arguments or in the dict given to `.configured`. */
export function argumentsOf(
  callable: DagsterCallable,
  call: PythonCall,
  { dagster }: LauncherFacts,
): Arguments {
  if (callable === 'k8s_job_executor' || callable === 'k8s_job_op') return dictArguments(call.positional[0]);
  // What `run` of a Pipes client takes is given by name.
  const order = callable === 'PipesK8sClient.run' ? [] : Object.keys(dagster.parameters[callable]);
  return callArguments(call, order);
}

/** The pods that a launcher, an executor or an op starts. All else of them is set elsewhere: nothing is missing. */
export function dagsterPod(
  launcher: DagsterCallable,
  call: PythonCall,
  text: string,
  facts: LauncherFacts,
): PodSpec | undefined {
  if (launcher === 'Definitions' || launcher === 'PipesK8sClient') return undefined;
  const given = argumentsOf(launcher, call, facts);
  if (given.size === 0) return undefined;
  const namespace = given.get('job_namespace') ?? given.get('namespace');
  const { models } = facts.pythonModels;
  const at = call.calleeRange;
  const node =
    launcher === 'PipesK8sClient.run' ? pipesPod(call, given, models) : podNode({ at, given, text }, models);
  return podOf(launcher, at, namespace, node);
}

/** The pods that the `run_launcher` of a dagster.yaml starts, the run workers. */
export function instancePods(
  documents: readonly SchemaDocument[],
  text: string,
  { pythonModels }: LauncherFacts,
): PodSpec[] {
  return documents.flatMap((document) => {
    const launcher = runLauncher(document);
    const given = dictArguments(launcher?.config);
    if (!launcher || given.size === 0) return [];
    const { at } = launcher;
    const node = podNode({ at, given, text }, pythonModels.models);
    return [podOf('K8sRunLauncher', at, given.get('job_namespace'), node)];
  });
}

/** The pods of `tags={"dagster-k8s/config": {...}}` on jobs, ops and assets. */
export function taggedPods(call: PythonCall, { pythonModels }: LauncherFacts): PodSpec[] {
  return taggedConfigs(call).map((config) => {
    const given = new Map([['run_k8s_config', { nameRange: config, value: config }]]);
    const at = call.calleeRange;
    return podOf('dagster-k8s/config', at, undefined, podNode({ at, given, text: '' }, pythonModels.models));
  });
}

/** The dicts of the tag `dagster-k8s/config` in the arguments of a call, whichever kind of tags they are. */
export function taggedConfigs(call: PythonCall): Node[] {
  if (!/^dagster(?:_\w+)?\./.test(call.callee)) return [];
  const tags = call.callee.endsWith('().tag') ? call.positional.slice(0, 1) : [];
  const named = call.keywords.filter(({ name }) => /^(?:op_|run_)?tags$/.test(name));
  return [...tags, ...named.map(({ value }) => value)].flatMap((it) => {
    const config = get(it, 'dagster-k8s/config');
    return config?.kind === 'map' ? [config] : [];
  });
}

function podOf(kind: string, at: Range, namespace: Argument | undefined, node: Node): PodSpec {
  const owner = { kind, name: undefined, namespace: located(namespace?.value), at };
  return readPod(node, { owner, partial: false, longRunning: false, labels: undefined });
}

interface PodSource {
  /** Where to point when the pod as a whole is meant. */
  readonly at: Range;
  readonly given: Arguments;
  readonly text: string;
}

/** Arguments as a pod spec. Wrong names that can only mean one thing (`image`, `env`) count as what they mean. */
function podNode({ at, given, text }: PodSource, models: PythonModels): Node {
  const as = (argument: string, type: string): Argument | undefined =>
    mapped(given.get(argument), (value) => inManifestCase(value, type, models));
  const config = [given.get('run_k8s_config'), given.get('step_k8s_config')].map((it) => it?.value);
  const ofConfig = (key: string, type: string): Node[] =>
    [...config.map((it) => get(it, key)), given.get(key)?.value].flatMap((it) =>
      it ? entries(inManifestCase(target(it), type, models)).flatMap((each) => [each.key, each.value]) : [],
    );
  const container = mapAt(
    at,
    withJoinedLists([
      ...ofConfig('container_config', 'V1Container'),
      ...nameOf(at, undefined, 'dagster'),
      ...entryOf('image', given.get('job_image') ?? given.get('image')),
      ...entryOf('imagePullPolicy', given.get('image_pull_policy') ?? given.get('job_image_pull_policy')),
      ...entryOf(
        'env',
        mapped(given.get('env_vars') ?? given.get('env'), (it) => assignments(it, text)),
      ),
      ...entryOf('env', mapped(given.get('postgres_password_secret'), passwordVariable)),
      ...envFrom('configMapRef', given.get('env_config_maps')),
      ...envFrom('secretRef', given.get('env_secrets')),
      ...entryOf('resources', given.get('resources')),
      ...entryOf('securityContext', as('security_context', 'V1SecurityContext')),
      ...entryOf('volumeMounts', as('volume_mounts', 'list[V1VolumeMount]')),
    ]),
    true,
  );
  const pod = withJoinedLists([
    ...ofConfig('pod_spec_config', 'V1PodSpec'),
    ...entryOf('serviceAccountName', given.get('service_account_name')),
    ...entryOf('schedulerName', given.get('scheduler_name')),
    ...entryOf('imagePullSecrets', given.get('image_pull_secrets')),
    ...entryOf('volumes', as('volumes', 'list[V1Volume]')),
  ]);
  return withFirstContainer(at, pod, container, true);
}

/** Containers of the raw configuration stand behind the one that Dagster makes. */
function withFirstContainer(at: Range, pod: readonly Node[], container: Node, open: boolean): Node {
  const all = mapAt(at, pod);
  const others = entry(all, 'containers');
  const rest = entries(all).filter(({ key }) => key.value !== 'containers');
  const containers = seqAt(at, [container, ...items(others?.value)], others?.value.open);
  return mapAt(
    at,
    [...rest.flatMap(({ key, value }) => [key, value]), keyAt(at, 'containers'), containers],
    open,
  );
}

/** The variable that Dagster takes the password of its database from (`dagster_k8s.job`). */
function passwordVariable(secret: Node): Node {
  const word = (value: string): Node => new Node('scalar', secret.start, secret.end, value, [], 'double');
  const reference = mapAt(secret, [
    keyAt(secret, 'name'),
    secret,
    keyAt(secret, 'key'),
    word('postgresql-password'),
  ]);
  const source = mapAt(secret, [keyAt(secret, 'secretKeyRef'), reference]);
  const variable = [keyAt(secret, 'name'), word('DAGSTER_PG_PASSWORD'), keyAt(secret, 'valueFrom'), source];
  return seqAt(secret, [mapAt(secret, variable)]);
}

/** The pod of `PipesK8sClient.run`, all of which is said in the call: `base_pod_spec` and what is set on its first container. */
function pipesPod(call: PythonCall, given: Arguments, models: PythonModels): Node {
  const at = call.calleeRange;
  const base = mapped(given.get('base_pod_spec'), (it) => inManifestCase(it, 'V1PodSpec', models))?.value;
  const containers = entry(base, 'containers')?.value;
  const [first, ...others] = items(containers);
  const isOpen = call.open || (base !== undefined && (base.kind !== 'map' || base.open));
  const own = withJoinedLists([
    ...entryOf('image', given.get('image')),
    ...entryOf('command', given.get('command')),
    ...entries(first).flatMap(({ key, value }) => [key, value]),
    ...entryOf('env', mapped(given.get('env'), environment)),
    ...nameOf(at, undefined, 'dagster-pipes-execution'),
  ]);
  const isFirstOpen =
    isOpen || containers?.open === true || first?.open === true || first?.kind === 'unknown';
  const rest = entries(base).filter(({ key }) => key.value !== 'containers');
  return mapAt(
    at,
    [
      ...rest.flatMap(({ key, value }) => [key, value]),
      keyAt(at, 'containers'),
      seqAt(at, [mapAt(first ?? at, own, isFirstOpen), ...others], containers?.open),
    ],
    isOpen,
  );
}

function envFrom(kind: 'configMapRef' | 'secretRef', names: Argument | undefined): Node[] {
  return entryOf(
    'envFrom',
    mapped(names, (it) => seqAt(it, environmentFrom(kind, it))),
  );
}

/** Entries with lists of the same key put together, as Dagster merges its configurations; of other values the first counts. */
function withJoinedLists(children: readonly Node[]): Node[] {
  const found = new Map<string, [key: Node, value: Node]>();
  for (const { key, value } of entries(mapAt({ start: 0, end: 0 }, children))) {
    const there = found.get(key.value);
    if (!there) found.set(key.value, [key, value]);
    else if (there[1].kind === 'seq' && value.kind === 'seq') {
      const all = [...items(there[1]), ...items(value)];
      const open = there[1].open || value.open;
      there[1] = new Node('seq', there[1].start, there[1].end, '', all, value.style, value.tag, open);
    }
  }
  return [...found.values()].flat();
}
