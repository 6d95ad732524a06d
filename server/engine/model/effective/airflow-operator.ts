import { entries, type Node, target } from '../../syntax/node.ts';
import type { PythonModels } from '../../syntax/python-values.ts';
import type { Range } from '../../text/document.ts';
import {
  at,
  type Layered,
  type LayeredMap,
  listOf,
  made,
  mapOf,
  readLayered,
  readModel,
  type Source,
  withEntries,
} from './layered.ts';

/** An argument of the operator. */
interface Given {
  readonly nameRange: Range;
  readonly value: Node;
}

const operator = 'KubernetesPodOperator';

/** The pod that the arguments of a KubernetesPodOperator say (`build_pod_request_obj` of the provider 10.25), alone. */
export function operatorPod(
  given: ReadonlyMap<string, Given>,
  models: PythonModels,
  source: Source,
): LayeredMap {
  const read = (name: string, type: string): Layered | undefined => {
    const found = given.get(name);
    return found && readModel(found.value, type, models, source, found.nameRange);
  };
  const fields = (table: Readonly<Record<string, readonly [string, string]>>) =>
    Object.entries(table).map(([name, [field, type]]) => [field, read(name, type)] as const);
  const container = mapOf(
    [
      ['name', read('base_container_name', 'str') ?? made('base', operator)],
      ...fields(containerFields),
      ['env', environment(given.get('env_vars'), models, source)],
      ['envFrom', sources(given, models, source)],
      ['terminationMessagePolicy', read('termination_message_policy', 'str') ?? made('File', operator)],
    ],
    source.layer,
  );
  return mapOf(
    [
      ['apiVersion', made('v1', operator)],
      ['kind', made('Pod', operator)],
      ['metadata', mapOf(fields(metadataFields), source.layer)],
      [
        'spec',
        mapOf(
          [
            ...fields(podFields),
            ['hostNetwork', read('hostnetwork', 'bool') ?? made(false, operator)],
            ['restartPolicy', made('Never', operator)],
            ['containers', listOf([container], source.layer)],
          ],
          source.layer,
        ),
      ],
    ],
    source.layer,
  );
}

const metadataFields = {
  namespace: ['namespace', 'str'],
  name: ['name', 'str'],
  labels: ['labels', 'dict[str, str]'],
  annotations: ['annotations', 'dict[str, str]'],
} as const;

const podFields = {
  active_deadline_seconds: ['activeDeadlineSeconds', 'int'],
  affinity: ['affinity', 'V1Affinity'],
  automount_service_account_token: ['automountServiceAccountToken', 'bool'],
  dns_config: ['dnsConfig', 'V1PodDNSConfig'],
  dnspolicy: ['dnsPolicy', 'str'],
  host_aliases: ['hostAliases', 'list[V1HostAlias]'],
  hostname: ['hostname', 'str'],
  image_pull_secrets: ['imagePullSecrets', 'list[V1LocalObjectReference]'],
  init_containers: ['initContainers', 'list[V1Container]'],
  node_selector: ['nodeSelector', 'dict[str, str]'],
  priority_class_name: ['priorityClassName', 'str'],
  runtime_class_name: ['runtimeClassName', 'str'],
  schedulername: ['schedulerName', 'str'],
  security_context: ['securityContext', 'V1PodSecurityContext'],
  service_account_name: ['serviceAccountName', 'str'],
  subdomain: ['subdomain', 'str'],
  termination_grace_period: ['terminationGracePeriodSeconds', 'int'],
  tolerations: ['tolerations', 'list[V1Toleration]'],
  volumes: ['volumes', 'list[V1Volume]'],
} as const;

const containerFields = {
  arguments: ['args', 'list[str]'],
  cmds: ['command', 'list[str]'],
  container_resources: ['resources', 'V1ResourceRequirements'],
  container_security_context: ['securityContext', 'V1SecurityContext'],
  image: ['image', 'str'],
  image_pull_policy: ['imagePullPolicy', 'str'],
  ports: ['ports', 'list[V1ContainerPort]'],
  volume_mounts: ['volumeMounts', 'list[V1VolumeMount]'],
} as const;

/** The pod as it is sent: one without a name gets one of its task. */
export function namedPod(pod: LayeredMap): LayeredMap {
  const metadata = at(pod, 'metadata');
  if (metadata?.kind !== 'map' || metadata.entries.has('name')) return pod;
  return withEntries(pod, [['metadata', withEntries(metadata, [['name', made(undefined, operator)]])]]);
}

/** Variables are a dict, or a list of `V1EnvVar`. */
function environment(given: Given | undefined, models: PythonModels, source: Source): Layered | undefined {
  const value = given && target(given.value);
  if (value?.kind !== 'map') return value && readModel(value, 'list[V1EnvVar]', models, source);
  const variables = entries(value).map(({ key, value: it }) =>
    mapOf(
      [
        ['name', readLayered(key, source)],
        ['value', readModel(it, 'str', models, source, key)],
      ],
      source.layer,
    ),
  );
  return listOf(variables, source.layer);
}

/** `env_from`, and the ConfigMaps of `configmaps` behind it. */
function sources(
  given: ReadonlyMap<string, Given>,
  models: PythonModels,
  source: Source,
): Layered | undefined {
  const listed = given.get('env_from');
  const named = given.get('configmaps');
  const own = listed && readModel(listed.value, 'list[V1EnvFromSource]', models, source);
  const maps = named && readLayered(named.value, source);
  const all = [
    ...(own?.kind === 'list' ? own.items : []),
    ...(maps?.kind === 'list' ? maps.items : []).map((it) =>
      mapOf([['configMapRef', mapOf([['name', it]], source.layer)]], source.layer),
    ),
  ];
  return all.length > 0 ? listOf(all, source.layer) : own;
}
