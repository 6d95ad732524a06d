import { get, Node, target, text } from '../../syntax/node.ts';
import type { PythonModels } from '../../syntax/python-values.ts';
import type { Arguments } from '../launchers/arguments.ts';
import { type K8sConfig, mergeConfig } from './dagster-job.ts';
import {
  at,
  entriesIn,
  itemsOf,
  type Layered,
  type LayeredMap,
  listOf,
  made,
  mapOf,
  readLayered,
  readModel,
  type Source,
  withEntries,
  withMerged,
} from './layered.ts';

/** Raw Kubernetes configuration as a layer of its own: a tag, `run_k8s_config`… */
export function rawLayer(config: Node | undefined, models: PythonModels, source: Source): K8sConfig {
  const found = Object.entries(partTypes).map(([part, type]) => {
    const value = get(config, part);
    return [part, value && readModel(value, type, models, source)] as const;
  });
  return {
    parts: mapOf(found, source.layer),
    isShallow: text(get(config, 'merge_behavior')) === 'SHALLOW',
  };
}

const partTypes: Readonly<Record<string, string>> = {
  container_config: 'V1Container',
  pod_spec_config: 'V1PodSpec',
  pod_template_spec_metadata: 'V1ObjectMeta',
  job_config: 'V1Job',
  job_metadata: 'V1ObjectMeta',
  job_spec_config: 'V1JobSpec',
};

/** The settings of a launcher, an executor or an op, with their raw configuration over them. */
export function settingsLayer(given: Arguments, models: PythonModels, source: Source): K8sConfig {
  const read = (name: string, type: string): Layered | undefined => {
    const found = given.get(name);
    return found && readModel(found.value, type, models, source, found.nameRange);
  };
  const labels = read('labels', 'dict[str, str]');
  const own = mapOf(
    [
      [
        'container_config',
        part(source, [
          ['command', read('command', 'list[str]')],
          ['volumeMounts', read('volume_mounts', 'list[V1VolumeMount]')],
          ['resources', read('resources', 'V1ResourceRequirements')],
          ['imagePullPolicy', read('image_pull_policy', 'str')],
          ['envFrom', sources(given, source)],
          ['env', variables(given, models, source)],
          ['securityContext', read('security_context', 'V1SecurityContext')],
        ]),
      ],
      [
        'pod_spec_config',
        part(source, [
          ['imagePullSecrets', read('image_pull_secrets', 'list[V1LocalObjectReference]')],
          ['volumes', read('volumes', 'list[V1Volume]')],
          ['serviceAccountName', read('service_account_name', 'str')],
          ['schedulerName', read('scheduler_name', 'str')],
        ]),
      ],
      ['pod_template_spec_metadata', part(source, [['labels', labels]])],
      ['job_metadata', part(source, [['labels', labels]])],
    ],
    source.layer,
  );
  const raw = given.get('run_k8s_config') ?? given.get('step_k8s_config');
  const parts = [...given].filter(([name]) => Object.hasOwn(partTypes, name));
  const base = { parts: own, isShallow: false };
  if (raw) return mergeConfig(base, rawLayer(raw.value, models, source));
  if (parts.length === 0) return base;
  const read2 = parts.map(([name, { value, nameRange }]) => {
    const type = partTypes[name] ?? '';
    return [name, readModel(value, type, models, source, nameRange)] as const;
  });
  const isShallow = text(given.get('merge_behavior')?.value) === 'SHALLOW';
  return mergeConfig(base, { parts: mapOf(read2, source.layer), isShallow });
}

function part(
  source: Source,
  found: readonly (readonly [string, Layered | undefined])[],
): LayeredMap | undefined {
  return found.some(([, value]) => value) ? mapOf(found, source.layer) : undefined;
}

function sources(given: Arguments, source: Source): Layered | undefined {
  const named = (name: string, reference: string): Layered[] => {
    const found = given.get(name);
    return itemsOf(found && readLayered(found.value, source, found.nameRange)).map((it) =>
      mapOf([[reference, mapOf([['name', it]], source.layer)]], source.layer),
    );
  };
  const all = [...named('env_config_maps', 'configMapRef'), ...named('env_secrets', 'secretRef')];
  return all.length > 0 ? listOf(all, source.layer) : undefined;
}

/** `env_vars`, a list of `NAME=value`, and `env` behind it. A name alone takes its value from the launching process. */
function variables(given: Arguments, models: PythonModels, source: Source): Layered | undefined {
  const assignments = given.get('env_vars');
  const listed = itemsOf(assignments && readLayered(assignments.value, source, assignments.nameRange));
  const env = given.get('env');
  const isList = env && target(env.value).kind === 'seq';
  const own = itemsOf(isList ? readModel(env.value, 'list[V1EnvVar]', models, source) : undefined);
  const all = [...listed.map((it) => variable(it)), ...own];
  return all.length > 0 ? listOf(all, source.layer) : undefined;
}

function variable(written: Layered): Layered {
  const { origin } = written;
  const value = written.kind === 'scalar' && typeof written.value === 'string' ? written.value : undefined;
  const equals = value?.indexOf('=') ?? -1;
  const scalar = (it: string | undefined): Layered => ({ kind: 'scalar', origin, value: it });
  const name = equals < 0 ? value : value?.slice(0, equals);
  return mapOf(
    [
      ['name', scalar(name)],
      ['value', scalar(equals < 0 ? undefined : value?.slice(equals + 1))],
    ],
    origin.layer,
  );
}

/** What K8sRunLauncher sets where its configuration does not (`dagster_k8s/launcher.py`). */
export const launcherDefaults: K8sConfig = {
  parts: made({ container_config: { imagePullPolicy: 'IfNotPresent' } }, 'K8sRunLauncher') as LayeredMap,
  isShallow: false,
};

/** The pod of `PipesK8sClient.run` (`build_pod_body` of dagster-k8s 0.29), without what its session adds. */
export function pipesPod(given: Arguments, models: PythonModels, source: Source): LayeredMap {
  const read = (name: string, type: string): Layered | undefined => {
    const found = given.get(name);
    return found && readModel(found.value, type, models, source, found.nameRange);
  };
  const pipes = 'PipesK8sClient';
  const spec = asMap(read('base_pod_spec', 'V1PodSpec'), source);
  const [first, ...others] = itemsOf(at(spec, 'containers'));
  const base = asMap(first, source);
  const isAlone = others.length === 0 && itemsOf(at(spec, 'initContainers')).length === 0;
  const env = [...itemsOf(at(base, 'env')), ...environmentOf(given.get('env'), models, source)];
  const container = withEntries(base, [
    ['name', at(base, 'name') ?? made('dagster-pipes-execution', pipes)],
    ...(isAlone
      ? [['image', read('image', 'str')] as const, ['command', read('command', 'list[str]')] as const]
      : []),
    ['env', env.length > 0 ? listOf(env, source.layer) : undefined],
  ]);
  const metadata = asMap(read('base_pod_meta', 'V1ObjectMeta'), source);
  return mapOf(
    [
      [
        'metadata',
        withEntries(metadata, [
          ['name', made(undefined, pipes)],
          ['labels', withEntries(commonLabels, entriesIn(at(metadata, 'labels')))],
        ]),
      ],
      [
        'spec',
        withEntries(spec, [
          ['restartPolicy', at(spec, 'restartPolicy') ?? made('Never', pipes)],
          ['containers', listOf([container, ...others], source.layer)],
        ]),
      ],
    ],
    source.layer,
  );
}

const asMap = (value: Layered | undefined, { layer }: Source): LayeredMap =>
  value?.kind === 'map' ? value : mapOf([], layer);

function environmentOf(
  given: { readonly value: Node } | undefined,
  models: PythonModels,
  source: Source,
): Layered[] {
  return withMerged(given ? target(given.value) : noNode).map(([key, value]) =>
    mapOf(
      [
        ['name', readLayered(key, source)],
        ['value', readModel(value, 'str', models, source, key)],
      ],
      source.layer,
    ),
  );
}

const noNode = new Node('map', 0, 0, '', [], 'flow');

/** Labels of all that Dagster makes (`get_common_labels`), without its version. */
export const commonLabels = made(
  {
    'app.kubernetes.io/name': 'dagster',
    'app.kubernetes.io/instance': 'dagster',
    'app.kubernetes.io/part-of': 'dagster',
  },
  'Dagster',
) as LayeredMap;
