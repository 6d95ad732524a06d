import { argumentVerdict, operatorOf, operatorParameters } from '../model/airflow-operators.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import { nearestNames } from '../schema/nearest.ts';
import type { PythonKeyword } from '../syntax/python-values.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowArgumentUnknown = defineRule({
  id: 'airflow-argument-unknown',
  severity: 'error',
  summary: 'An operator for Kubernetes has no such argument',
  why: 'BaseOperator raises TypeError, or AirflowException in Airflow 2, when the DAG file is parsed, so none of its DAGs are there. What the versions in use settle is judged by them, anything else only where no version has the argument.',

  *launcher(found, context) {
    if (found.kind === 'import') return;
    const operator = operatorOf(context.facts.airflowOperators, found.call.callee);
    if (operator === undefined) return;
    for (const it of found.call.keywords) yield* judge(it, operator, found, context);
  },

  before: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    command=["python", "load.py"],
#   ^^^^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "command", did you mean "cmds"?
    env={"REGION": "eu"},
#   ^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "env", did you mean "env_vars"?
    service_acount_name="etl",
#   ^^^^^^^^^^^^^^^^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "service_acount_name", did you mean "service_account_name"?
)
`,
  after: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    cmds=["python", "load.py"],
    env_vars={"REGION": "eu"},
    service_account_name="etl",
)
`,
});

function* judge(
  { name, nameRange: at, spread }: PythonKeyword,
  operator: string,
  { call }: LauncherUse,
  { facts, versions }: Context,
): Iterable<Finding> {
  const operators = facts.airflowOperators;
  const verdict = argumentVerdict(operators, operator, name, versions);
  const shown = operator.startsWith('task.') ? `@${operator}` : operator;
  if (verdict?.kind === 'refused') {
    yield { at, message: `${shown} sets "${name}" itself and fails where it is given too` };
  }
  if (verdict?.kind === 'later') {
    const there =
      verdict.of === 'airflow'
        ? `in Airflow ${versions.airflow ?? ''}`
        : versions.airflowProvider === undefined
          ? `in any cncf-kubernetes that Airflow ${versions.airflow ?? ''} takes`
          : `in cncf-kubernetes ${versions.airflowProvider}`;
    yield { at, message: `${shown} has no argument "${name}" ${there}, ${verdict.since} has it` };
  }
  if (verdict?.kind !== 'unknown') return;
  const free = Object.keys(operatorParameters(operators, operator, versions)).filter(
    (it) => !call.keywords.some((other) => other.name === it),
  );
  const meant = [otherNames[name] ?? '', ...nearestNames(name, free)].find((it) => free.includes(it));
  const message = `${shown} has no argument "${name}"`;
  if (meant === undefined) {
    yield { at, message };
    return;
  }
  const fix = { title: `Use "${meant}"`, edits: () => [{ range: at, newText: meant }] };
  yield { at, message: `${message}, did you mean "${meant}"?`, ...(!spread && { fix }) };
}

/** What pods, models and other operators call the same thing. */
const otherNames: Readonly<Record<string, string>> = {
  args: 'arguments',
  automountServiceAccountToken: 'automount_service_account_token',
  command: 'cmds',
  conn_id: 'kubernetes_conn_id',
  container_name: 'base_container_name',
  dns_policy: 'dnspolicy',
  env: 'env_vars',
  environment: 'env_vars',
  env_from_configmaps: 'configmaps',
  host_network: 'hostnetwork',
  imagePullPolicy: 'image_pull_policy',
  imagePullSecrets: 'image_pull_secrets',
  pod_name: 'name',
  pod_spec: 'full_pod_spec',
  pod_template: 'pod_template_file',
  scheduler_name: 'schedulername',
  serviceAccountName: 'service_account_name',
  service_account: 'service_account_name',
  termination_grace_period_seconds: 'termination_grace_period',
  timeout: 'execution_timeout',
  volumeMounts: 'volume_mounts',
};
