import {
  argumentVerdict,
  isOperator,
  isProviderFrom,
  type OperatorFacts,
  operatorOf,
  type RetiredArgument,
} from '../model/airflow-operators.ts';
import { compareVersions } from '../model/airflow-facts.ts';
import { usesOf } from '../model/launchers/launcher.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import type { InstalledVersions } from '../model/versions.ts';
import { entries } from '../syntax/node.ts';
import { modelName, type PythonKeyword } from '../syntax/python-values.ts';
import { type Context, defineRule, type Finding, type Fix } from './rule.ts';

export const airflowArgumentRemoved = defineRule({
  id: 'airflow-argument-removed',
  severity: 'error',
  summary: 'An argument of an operator for Kubernetes was given up',
  why: 'An argument that is gone stops the DAG file from being parsed. One that is deprecated still works or, as `is_delete_operator_pod` since version 10, is taken and ignored: pods stay, or go, against what the code says. It is an error where the version in use raises, else a warning.',

  *launcher(found, context) {
    if (found.kind === 'import') return;
    const operator = operatorOf(context.facts.airflowOperators, found.call.callee);
    if (operator === undefined) return;
    for (const it of found.call.keywords) {
      const finding = judge(it, operator, found, context);
      if (finding) yield finding;
    }
  },

  before: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    is_delete_operator_pod=True,
#   ^^^^^^^^^^^^^^^^^^^^^^ airflow-argument-removed [warning]: "is_delete_operator_pod" is "on_finish_action" since cncf-kubernetes 7.2.0 and ignored since 10.0.0
    node_selectors={"disk": "ssd"},
#   ^^^^^^^^^^^^^^ airflow-argument-removed [warning]: cncf-kubernetes 5.0.0 removed "node_selectors", use "node_selector"
)
`,
  after: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/load:2.7.0",
    on_finish_action="delete_pod",
    node_selector={"disk": "ssd"},
)
`,
});

function judge(
  keyword: PythonKeyword,
  operator: string,
  found: LauncherUse,
  context: Context,
): Finding | undefined {
  const { airflowOperators: facts } = context.facts;
  const { versions } = context;
  const { name, nameRange: at } = keyword;
  const retired = isOperator(facts, operator, 'KubernetesPodOperator') ? facts.retired[name] : undefined;
  if (retired) {
    const told = tell(retired, keyword, facts, versions);
    const fixes = replacements(retired, keyword, found, context);
    return told && { at, ...told, ...(fixes && { fix: fixes }) };
  }
  const verdict = argumentVerdict(facts, operator, name, versions);
  if (verdict?.kind !== 'gone') return undefined;
  const owner = verdict.of === 'airflow' ? 'Airflow' : 'cncf-kubernetes';
  const to = successors[name];
  const message = `${owner} ${verdict.since} has no argument "${name}" any more`;
  if (to === undefined) return { at, message };
  const fix: Fix = { title: `Use "${to}"`, edits: () => [{ range: at, newText: to }] };
  return { at, message: `${message}, use "${to}"`, ...(!keyword.spread && { fix }) };
}

/** New names of arguments of BaseOperator. */
const successors: Readonly<Record<string, string>> = { task_concurrency: 'max_active_tis_per_dag' };

function tell(
  { removed, deprecated, ignored, airflow, to }: RetiredArgument,
  { name, value }: PythonKeyword,
  facts: OperatorFacts,
  versions: InstalledVersions,
): Pick<Finding, 'message' | 'level'> | undefined {
  if (removed !== undefined) {
    const isGone = isProviderFrom(facts, versions, removed);
    // BaseOperator has `resources` of its own, which are not those of the pod.
    const isOther = name === 'resources' && !entries(value).some(({ key }) => podResources.test(key.value));
    if (isGone === false || isOther) return undefined;
    const message = `cncf-kubernetes ${removed} removed "${name}", use "${to}"`;
    return isGone ? { message } : { message, level: 'warning' };
  }
  if (deprecated === undefined || isProviderFrom(facts, versions, deprecated) === false) return undefined;
  if (airflow !== undefined) {
    const applies =
      versions.airflow !== undefined &&
      compareVersions(versions.airflow, airflow) >= 0 &&
      isProviderFrom(facts, versions, deprecated);
    if (!applies) return undefined;
  }
  const since = `"${name}" is "${to}" since cncf-kubernetes ${deprecated}`;
  const isIgnored = ignored === undefined ? false : isProviderFrom(facts, versions, ignored);
  if (isIgnored)
    return {
      message: `"${name}" is ignored since cncf-kubernetes ${ignored ?? ''}, use "${to}"`,
      level: 'warning',
    };
  const message = isIgnored === undefined ? `${since} and ignored since ${ignored ?? ''}` : since;
  return { message, level: 'warning' };
}

/** Keys by which a value means the resources of a pod: of V1ResourceRequirements, or of the operator of old. */
const podResources = /^(?:requests|limits|claims|(?:request|limit)_\w+)$/;

/** The new name, with the value changed where that has to be; none where it cannot be written without a thought. */
function replacements(
  { to, values }: RetiredArgument,
  { name, nameRange, written, value, spread }: PythonKeyword,
  { call, file }: LauncherUse,
  { region, text }: Context,
): Fix | undefined {
  const isThere = call.keywords.some((it) => it.name === to);
  if (spread || isThere) return undefined;
  const source = text.slice(written.start, written.end);
  const newValue = values ? values[source] : source;
  const isModel =
    name !== 'resources' ||
    usesOf(region.launchers, 'model').some((it) => it.call.start === value.start) ||
    file.calls.some((it) => it.start === value.start && modelName(it.callee) === 'V1ResourceRequirements');
  if (newValue === undefined || !isModel) return undefined;
  return {
    title: `Use ${to}=${values ? newValue : '…'}`,
    safe: values === undefined,
    edits: () => [
      { range: nameRange, newText: to },
      ...(values ? [{ range: written, newText: newValue }] : []),
    ],
  };
}
