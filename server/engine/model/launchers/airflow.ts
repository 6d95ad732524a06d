import { entry, isNull, type Node } from '../../syntax/node.ts';
import type { PythonCall, PythonFile } from '../../syntax/python-file.ts';
import { located } from '../located.ts';
import { type PodSpec, readPod } from '../pod.ts';
import {
  type Arguments,
  callArguments,
  entryOf,
  environment,
  keyAt,
  mapAt,
  mapped,
  nameOf,
  seqAt,
  withoutTemplates,
} from './arguments.ts';

export type AirflowCallable =
  | 'KubernetesPodOperator'
  | 'KubernetesJobOperator'
  | 'task.kubernetes'
  /** Any other of the Kubernetes provider's, which makes no pod that could be read from its arguments. */
  | 'airflow operator';

/** Which of Airflow's callables for Kubernetes a qualified name is, old import paths included. */
export function airflowLauncher(callee: string): AirflowCallable | undefined {
  if (operators.test(callee)) return 'KubernetesPodOperator';
  if (jobOperators.test(callee)) return 'KubernetesJobOperator';
  if (otherOperators.test(callee)) return 'airflow operator';
  return /^airflow\.(?:sdk|decorators)\.task\.kubernetes(?:_cmd)?$/.test(callee)
    ? 'task.kubernetes'
    : undefined;
}

/** The operators of the cloud providers are the same one with a login before it. */
const operators =
  /^airflow\.(?:\w+\.)+(?:KubernetesPodOperator|EksPodOperator|GKEStartPodOperator)(?:\.partial)?$/;

const jobOperators =
  /^airflow\.providers\.(?:\w+\.)+(?:KubernetesJobOperator|KubernetesStartKueueJobOperator)(?:\.partial)?$/;

const otherOperators =
  /^airflow\.providers\.cncf\.kubernetes\.(?:operators|sensors)\.\w+\.\w+(?:Operator|Sensor)(?:\.partial)?$/;

/** The pod of a task: its arguments, which Airflow merges into a template where one is named. `inherits`: see `mayInherit`. */
export function airflowPod(
  launcher: AirflowCallable,
  call: PythonCall,
  inherits: boolean,
): PodSpec | undefined {
  if (launcher === 'airflow operator') return undefined;
  const given = callArguments(call);
  const open = call.open || call.callee.endsWith('.partial') || inherits;
  const node = withoutTemplates(podNode(call, given, open));
  return readPod(node, {
    owner: {
      kind: launcher,
      name: located(given.get('name')?.value),
      namespace: located(withoutTemplates(given.get('namespace')?.value ?? node)),
      at: call.calleeRange,
    },
    partial: templates.some((it) => given.has(it) && !isNull(given.get(it)?.value)),
    longRunning: false,
    labels: given.get('labels')?.value,
  });
}

const templates = [
  'pod_template_file',
  'pod_template_dict',
  'full_pod_spec',
  'job_template_file',
  'full_job_spec',
];

/** Whether a DAG of the file may give its tasks arguments of their pods: `default_args`. */
export const mayInherit = ({ calls }: PythonFile): boolean =>
  calls.some(({ callee, keywords }) => {
    const given = callee.startsWith('airflow.')
      ? keywords.find((it) => it.name === 'default_args')?.value
      : undefined;
    if (!given) return false;
    return given.kind !== 'map' || given.open || podArguments.some((it) => entry(given, it));
  });

const podArguments = [
  'container_resources',
  'container_security_context',
  'pod_template_dict',
  'pod_template_file',
  'security_context',
  'service_account_name',
];

function podNode(call: PythonCall, given: Arguments, open: boolean): Node {
  const container = mapAt(
    call,
    [
      ...nameOf(call.calleeRange, given.get('base_container_name'), 'base'),
      ...entryOf('image', given.get('image')),
      ...entryOf('imagePullPolicy', given.get('image_pull_policy')),
      ...entryOf('command', given.get('cmds')),
      ...entryOf('args', given.get('arguments')),
      ...entryOf('env', mapped(given.get('env_vars'), environment)),
      ...entryOf('envFrom', given.get('env_from')),
      ...entryOf('ports', given.get('ports')),
      ...entryOf('resources', given.get('container_resources')),
      ...entryOf('securityContext', given.get('container_security_context')),
      ...entryOf('volumeMounts', given.get('volume_mounts')),
    ],
    open,
  );
  const pod = [
    ...entryOf('serviceAccountName', given.get('service_account_name')),
    ...entryOf('hostNetwork', given.get('hostnetwork')),
    ...entryOf('imagePullSecrets', given.get('image_pull_secrets')),
    ...entryOf('initContainers', given.get('init_containers')),
    ...entryOf('nodeSelector', given.get('node_selector')),
    ...entryOf('schedulerName', given.get('schedulername')),
    ...entryOf('securityContext', given.get('security_context')),
    ...entryOf('volumes', given.get('volumes')),
  ];
  return mapAt(call, [...pod, keyAt(call, 'containers'), seqAt(call, [container])], open);
}
