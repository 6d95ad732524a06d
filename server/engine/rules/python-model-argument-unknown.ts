import { nearestNames } from '../schema/nearest.ts';
import { modelName } from '../syntax/python-values.ts';
import { defineRule } from './rule.ts';

export const pythonModelArgumentUnknown = defineRule({
  id: 'python-model-argument-unknown',
  severity: 'error',
  summary: 'A model of the Kubernetes client has no such argument',
  why: 'Python raises TypeError when the call runs; in a DAG file that is at parsing, so none of its DAGs are there. The client writes the fields of manifests in snake_case.',

  *launcher(found, { facts }) {
    if (found.kind !== 'model') return;
    const name = modelName(found.call.callee) ?? '';
    const model = facts.pythonModels.models[name];
    if (!model) return;
    const { keywords } = found.call;
    for (const { name: argument, nameRange, spread } of keywords) {
      if (Object.hasOwn(model.fields, argument) || argument === 'local_vars_configuration') continue;
      const free = Object.keys(model.fields).filter((it) => !keywords.some((other) => other.name === it));
      const inPython = free.find((it) => model.fields[it]?.[0] === argument);
      const meant = inPython ?? nearestNames(argument, free)[0];
      const rename = {
        title: `Use "${meant ?? ''}"`,
        safe: inPython !== undefined,
        edits: () => [{ range: nameRange, newText: meant ?? '' }],
      };
      yield {
        at: nameRange,
        message: `${name} has no argument "${argument}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`,
        ...(meant === undefined || spread ? {} : { fix: rename }),
      };
    }
  },

  before: `
from kubernetes.client import models as k8s

container = k8s.V1Container(
    name="base",
    imagePullPolicy="IfNotPresent",
#   ^^^^^^^^^^^^^^^ python-model-argument-unknown: V1Container has no argument "imagePullPolicy", did you mean "image_pull_policy"?
    volume_mount=[k8s.V1VolumeMount(name="data", mountPath="/data")],
#   ^^^^^^^^^^^^ python-model-argument-unknown: V1Container has no argument "volume_mount", did you mean "volume_mounts"?
#                                                ^^^^^^^^^ python-model-argument-unknown: V1VolumeMount has no argument "mountPath", did you mean "mount_path"?
)
`,
  after: `
from kubernetes.client import models as k8s

container = k8s.V1Container(
    name="base",
    image_pull_policy="IfNotPresent",
    volume_mounts=[k8s.V1VolumeMount(name="data", mount_path="/data")],
)
`,
});
