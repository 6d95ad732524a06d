import { podTemplates } from '../model/airflow-templates.ts';
import type { LauncherCall, LauncherUse } from '../model/launchers/launcher.ts';
import type { Resource } from '../model/resource.ts';
import { moveItemFirst } from '../syntax/list-edit.ts';
import { get } from '../syntax/node.ts';
import { within } from '../text/document.ts';
import { defineRule, type Finding } from './rule.ts';

export const airflowWorkerContainerMisnamed = defineRule({
  id: 'airflow-worker-container-misnamed',
  severity: 'error',
  words: ['airflow', 'pod_template', 'pod-template'],
  summary: 'The container "base" of an Airflow worker is not the first one',
  why: `Airflow merges its task into the first container of the template and calls it "base", whatever it was called. With "base" in another place the pod has two containers of that name and is refused. In a pod_override another name wins over "base", and the logs of the task are looked for in a container that is not there.`,

  *region(region, { uri, text }) {
    for (const { resource, forWorkers } of podTemplates(region, uri)) {
      if (forWorkers) yield* judge(resource, text);
    }
  },

  *launcher(call, { text }) {
    const containers = isPodOverride(call) ? (call.pod?.containers ?? []) : [];
    const name = containers[0]?.name;
    if (!name || name.value === 'base') return;
    const edits = [{ range: within(text, name, name.value), newText: 'base' }];
    yield {
      at: name,
      message: `the first container of a pod_override must be "base", not "${name.value}"`,
      ...(containers.length === 1 && { fix: { title: 'Rename to "base"', edits: () => edits } }),
    };
  },

  before: `
apiVersion: v1
kind: Pod
metadata:
  labels: { app: airflow-worker }
spec:
  containers:
    - name: log-shipper
      image: fluent/fluent-bit:3.1
    - name: base
#           ^^^^ airflow-worker-container-misnamed: Airflow calls the first container "base" too, so two containers have that name
      image: apache/airflow:2.7.0
---
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: worker
#           ^^^^^^ airflow-worker-container-misnamed [hint]: Airflow renames the container "worker" to "base"
      image: apache/airflow:2.7.0
`,
  after: `
apiVersion: v1
kind: Pod
metadata:
  labels: { app: airflow-worker }
spec:
  containers:
    - name: base
      image: apache/airflow:2.7.0
    - name: log-shipper
      image: fluent/fluent-bit:3.1
---
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: base
      image: apache/airflow:2.7.0
`,
});

function* judge(resource: Resource, text: string): Iterable<Finding> {
  const containers = resource.pod?.containers ?? [];
  const [first] = containers;
  const base = containers.find((it) => it.name?.value === 'base');
  const list = get(resource.pod?.node, 'containers');
  if (!first?.name || first === base || first.name.value.includes('{{')) return;
  if (base?.name && list) {
    yield {
      at: base.name,
      message: 'Airflow calls the first container "base" too, so two containers have that name',
      fix: { title: 'Move "base" to the front', edits: () => moveItemFirst(text, list, base.node) },
    };
    return;
  }
  const { name } = first;
  yield {
    at: name,
    level: 'hint',
    message: `Airflow renames the container "${name.value}" to "base"`,
    fix: {
      title: 'Rename to "base"',
      safe: true,
      edits: () => [{ range: within(text, name, name.value), newText: 'base' }],
    },
  };
}

/** A V1Pod that a task hands to its executor. */
function isPodOverride(call: LauncherCall): call is LauncherUse {
  if (call.kind !== 'model' || call.pod?.owner.kind !== 'V1Pod') return false;
  return call.file.calls.some(({ keywords }) =>
    keywords.some(({ name, value }) => {
      const config =
        name === 'executor_config'
          ? value
          : name === 'default_args'
            ? get(value, 'executor_config')
            : undefined;
      return get(config, 'pod_override')?.start === call.call.start;
    }),
  );
}
