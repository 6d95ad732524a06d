import { callArguments } from '../model/launchers/arguments.ts';
import { isWhole, type PodSpec } from '../model/pod.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import type { PythonCall } from '../syntax/python-file.ts';
import { removeListed } from '../syntax/python-edit.ts';
import { defineRule, type Finding } from './rule.ts';

export const dagsterPipesPodInvalid = defineRule({
  id: 'dagster-pipes-pod-invalid',
  severity: 'error',
  summary: 'PipesK8sClient refuses to run this pod',
  why: 'The pod of a Pipes session must end by itself, and image and command can only be given apart from the pod spec where there is one container. Dagster raises an error before it makes the pod.',

  *launcher(found, { text }) {
    if (found.kind !== 'PipesK8sClient.run' || !found.pod) return;
    yield* restarts(found.pod);
    yield* ambiguous(found.call, found.pod, text);
    yield* withoutImage(found.call, found.pod);
  },

  before: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(
        context=context,
        image="my-company/etl:2.7.0",
#       ^^^^^ dagster-pipes-pod-invalid: "image" can only be given where the pod has one container
        base_pod_spec={
            "restartPolicy": "Always",
#                            ^^^^^^^^ dagster-pipes-pod-invalid: the pod of a Pipes session must end, so "Always" is refused
            "containers": [
                {"name": "main", "image": "my-company/etl:2.7.0"},
                {"name": "proxy", "image": "my-company/proxy:1.0.0"},
            ],
        },
    ).get_results()
`,
  after: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(
        context=context,
        base_pod_spec={
            "restartPolicy": "Never",
            "containers": [
                {"name": "main", "image": "my-company/etl:2.7.0"},
                {"name": "proxy", "image": "my-company/proxy:1.0.0"},
            ],
        },
    ).get_results()
`,
});

function* restarts({ restartPolicy }: PodSpec): Iterable<Finding> {
  if (restartPolicy?.value !== 'Always') return;
  yield {
    at: restartPolicy,
    message: 'the pod of a Pipes session must end, so "Always" is refused',
    fix: { title: 'Use "Never"', edits: () => replaceScalar(restartPolicy.node, 'Never') },
  };
}

function* ambiguous(call: PythonCall, pod: PodSpec, text: string): Iterable<Finding> {
  if (pod.containers.length + pod.initContainers.length < 2) return;
  for (const { name, nameRange, range, spread, value } of call.keywords) {
    const isNone = value.kind === 'scalar' && value.style === 'plain';
    if ((name !== 'image' && name !== 'command') || isNone || value.kind === 'unknown') continue;
    yield {
      at: nameRange,
      message: `"${name}" can only be given where the pod has one container`,
      ...(spread ? {} : { fix: { title: `Remove "${name}"`, edits: () => removeListed(text, range) } }),
    };
  }
}

function* withoutImage(call: PythonCall, pod: PodSpec): Iterable<Finding> {
  const [first] = pod.containers;
  if (!first || !isWhole(pod, first.node, get(pod.node, 'containers')) || get(first.node, 'image')) return;
  if (callArguments(call).has('image')) return;
  yield { at: call.calleeRange, message: 'neither "image" nor "base_pod_spec" names an image' };
}
