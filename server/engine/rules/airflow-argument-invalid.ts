import { isOperator, isProviderFrom, type OperatorFacts, operatorOf } from '../model/airflow-operators.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import { nearestNames } from '../schema/nearest.ts';
import type { InstalledVersions } from '../model/versions.ts';
import { entry, get, type Node } from '../syntax/node.ts';
import type { PythonCall } from '../syntax/python-file.ts';
import { within } from '../text/document.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowArgumentInvalid = defineRule({
  id: 'airflow-argument-invalid',
  severity: 'error',
  summary: 'An argument of an operator has a value that Airflow refuses',
  why: 'Some arguments become an enumeration when the DAG file is parsed, so that a wrong word takes all of its DAGs away. A pod_override that is a dict, where KubernetesExecutor wants a V1Pod, fails later: the task is queued and never starts.',

  *launcher(found, context) {
    if (found.kind !== 'import') yield* wrongWords(found, context);
  },

  *region({ launchers }, { facts, versions }) {
    // Any task may have an executor_config, so all calls of the file are looked at.
    for (const call of launchers[0]?.file.calls ?? []) {
      const config = call.keywords.find((it) => it.name === 'executor_config')?.value;
      if (config)
        yield* wrongConfig(config, launchers[0]?.file.calls ?? [], facts.airflowOperators, versions);
    }
  },

  before: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    on_finish_action="delete",
#                    ^^^^^^^^ airflow-argument-invalid: "on_finish_action" is one of keep_pod, delete_pod, delete_active_pod, delete_succeeded_pod, not "delete"
)
keep = KubernetesPodOperator(
    task_id="keep",
    image="my-company/keep:2.7.0",
    on_finish_action="keep_pods",
#                    ^^^^^^^^^^^ airflow-argument-invalid: "on_finish_action" is one of keep_pod, delete_pod, delete_active_pod, delete_succeeded_pod, not "keep_pods"
)
`,
  after: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    on_finish_action="delete_pod",
)
keep = KubernetesPodOperator(
    task_id="keep",
    image="my-company/keep:2.7.0",
    on_finish_action="keep_pod",
)
`,
});

function* wrongWords({ call }: LauncherUse, { facts, text }: Context): Iterable<Finding> {
  const { airflowOperators } = facts;
  const operator = operatorOf(airflowOperators, call.callee);
  if (operator === undefined || !isOperator(airflowOperators, operator, 'KubernetesPodOperator')) return;
  for (const { name, value, spread } of call.keywords) {
    const words = Object.hasOwn(airflowOperators.enums, name) ? airflowOperators.enums[name] : undefined;
    const isText = value.kind === 'scalar' && value.style === 'double' && !/\{[{%]/.test(value.value);
    if (!words || !isText || words.includes(value.value)) continue;
    const meant = nearestNames(value.value, words)[0] ?? words.find((it) => it.startsWith(`${value.value}_`));
    const range = within(text, value, value.value);
    yield {
      at: value,
      message: `"${name}" is one of ${words.join(', ')}, not "${value.value}"`,
      ...(meant !== undefined &&
        !spread && { fix: { title: `Write "${meant}"`, edits: () => [{ range, newText: meant }] } }),
    };
  }
}

/** `executor_config={"pod_override": {...}}`, and the dict that was its only form before Airflow 2. */
function* wrongConfig(
  config: Node,
  calls: readonly PythonCall[],
  operators: OperatorFacts,
  versions: InstalledVersions,
): Iterable<Finding> {
  const override = get(config, 'pod_override');
  const isDict = override?.kind === 'map' && !calls.some((it) => it.start === override.start);
  if (override && isDict) yield { at: override, message: '"pod_override" must be a V1Pod, not a dict' };
  const legacy = entry(config, 'KubernetesExecutor');
  const isRefused = isProviderFrom(operators, versions, firstWithoutDicts);
  if (!legacy || isRefused === false) return;
  yield {
    at: legacy.key,
    ...(isRefused === undefined && { level: 'warning' }),
    message: `cncf-kubernetes ${firstWithoutDicts} refuses "KubernetesExecutor" in executor_config, use "pod_override" with a V1Pod`,
  };
}

/** The first version of the provider whose PodGenerator.from_obj takes no dicts any more. */
const firstWithoutDicts = '10.0.0';
