import { operatorOf, isOperator } from '../model/airflow-operators.ts';
import { podTemplates } from '../model/airflow-templates.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import type { PodSpec } from '../model/pod.ts';
import { get, isNull, items, type Node, text as textOf } from '../syntax/node.ts';
import { removeListed } from '../syntax/python-edit.ts';
import type { PythonKeyword } from '../syntax/python-values.ts';
import { type ObjectFact, podTemplateKind } from '../workspace/object-fact.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowTemplateConflict = defineRule({
  id: 'airflow-template-conflict',
  severity: 'warning',
  summary: 'A pod template says what an argument of the operator says too',
  why: 'KubernetesPodOperator takes the template first, and its arguments win: what the template says of the same field is lost without a word. Of two templates only the file is read. Volumes are added to those of the template, so that one of the same name makes the API server refuse the pod.',

  *launcher(found, context) {
    if (found.kind === 'import') return;
    const operators = context.facts.airflowOperators;
    const operator = operatorOf(operators, found.call.callee);
    if (operator === undefined || !isOperator(operators, operator, 'KubernetesPodOperator')) return;
    yield* twoTemplates(found, context);
    const template = templateOf(found, context);
    if (template) yield* overridden(found, template);
  },

  before: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    pod_template_file="/opt/airflow/pod_templates/load.yaml",
    pod_template_dict={"spec": {"containers": [{"name": "base", "image": "my-company/load:2.7.0"}]}},
#   ^^^^^^^^^^^^^^^^^ airflow-template-conflict: "pod_template_dict" is not read beside "pod_template_file"
)
`,
  after: `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(
    task_id="load",
    pod_template_file="/opt/airflow/pod_templates/load.yaml",
)
`,
});

function* twoTemplates({ call }: LauncherUse, { text }: Context): Iterable<Finding> {
  const file = given(call.keywords, 'pod_template_file');
  const dict = given(call.keywords, 'pod_template_dict');
  if (!file || !dict) return;
  yield {
    at: dict.nameRange,
    message: '"pod_template_dict" is not read beside "pod_template_file"',
    ...(!dict.spread && {
      fix: { title: 'Remove "pod_template_dict"', edits: () => removeListed(text, dict.range) },
    }),
  };
}

/** An argument that says something; one that is `None` counts as absent. */
const given = (keywords: readonly PythonKeyword[], name: string): PythonKeyword | undefined =>
  keywords.find((it) => it.name === name && !isNull(it.value));

interface Template {
  /** What the message calls it. */
  readonly name: string;
  readonly spec: Node;
}

/** The template of a call, where it is at hand: a file of the workspace that only one has the name of, or a dict. */
function templateOf({ call }: LauncherUse, { lookups }: Context): Template | undefined {
  const file = given(call.keywords, 'pod_template_file')?.value;
  if (file) {
    const path = textOf(file);
    const name = path?.slice(path.lastIndexOf('/') + 1);
    const [only, ...others] = name ? lookups.find(podTemplateKind, undefined, name) : [];
    const pod = only && others.length === 0 ? podOf(only) : undefined;
    return pod && { name: `"${name ?? ''}"`, spec: pod.node };
  }
  const dict = given(call.keywords, 'pod_template_dict')?.value;
  const spec = get(dict, 'spec');
  return spec && { name: '"pod_template_dict"', spec };
}

const podOf = ({ place }: ObjectFact): PodSpec | undefined =>
  place?.region.glance(
    (model) =>
      podTemplates(model, place.region.uri).find((it) => it.resource.node.start === place.whole.start)
        ?.resource.pod,
  );

function* overridden({ call }: LauncherUse, { name, spec }: Template): Iterable<Finding> {
  const base = items(get(spec, 'containers'))[0];
  for (const { name: argument, nameRange, value } of call.keywords) {
    const field = Object.hasOwn(fields, argument) ? fields[argument] : undefined;
    const there = field && get(field.in === 'pod' ? spec : base, field.key);
    if (field && there && !isNull(there) && !isNull(value) && saysOther(there, value)) {
      yield { at: nameRange, message: `"${argument}" overrides "${field.key}" of the pod template ${name}` };
    }
    if (argument !== 'volumes') continue;
    const taken = new Set(items(get(spec, 'volumes')).map((it) => textOf(get(it, 'name'))));
    for (const volume of items(value)) {
      const at = get(volume, 'name');
      if (!at || !taken.has(textOf(at))) continue;
      yield {
        at,
        message: `the pod template ${name} has a volume "${textOf(at) ?? ''}" too, so the pod is refused`,
      };
    }
  }
}

/** Whether two values are known to differ; of lists and maps only that both are there. */
const saysOther = (a: Node, b: Node): boolean =>
  b.kind !== 'unknown' &&
  (a.kind !== 'scalar' || b.kind !== 'scalar' || (a.value !== b.value && !/\{[{%]/.test(b.value)));

/** Arguments that take the place of a field of the template; lists that are joined to its own are not among them. */
const fields: Readonly<Record<string, { readonly in: 'pod' | 'container'; readonly key: string }>> = {
  affinity: { in: 'pod', key: 'affinity' },
  arguments: { in: 'container', key: 'args' },
  cmds: { in: 'container', key: 'command' },
  container_resources: { in: 'container', key: 'resources' },
  container_security_context: { in: 'container', key: 'securityContext' },
  image: { in: 'container', key: 'image' },
  image_pull_policy: { in: 'container', key: 'imagePullPolicy' },
  node_selector: { in: 'pod', key: 'nodeSelector' },
  priority_class_name: { in: 'pod', key: 'priorityClassName' },
  schedulername: { in: 'pod', key: 'schedulerName' },
  security_context: { in: 'pod', key: 'securityContext' },
  service_account_name: { in: 'pod', key: 'serviceAccountName' },
};
