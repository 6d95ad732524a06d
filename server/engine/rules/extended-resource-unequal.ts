import { isShared } from '../model/resources.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { isWhole } from '../model/pod.ts';
import { quantityAt } from '../model/quantity.ts';
import { setValue } from '../syntax/edit.ts';
import { entries, get, target } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const extendedResourceUnequal = defineRule({
  id: 'extended-resource-unequal',
  severity: 'error',
  summary: 'A container requests a device, such as a GPU, without an equal limit',
  why: 'Devices and huge pages are given whole and to one container, so the API server refuses a request without a limit, or with another one. A limit alone is enough: it is the request too.',

  *container({ node, pod, resources }, { text, region }) {
    const limits = get(resources, 'limits');
    for (const { key, value } of entries(get(resources, 'requests'))) {
      const name = key.value;
      const request = target(value);
      if (isShared(name) || hasPlaceholder(name) || quantityAt(request) === undefined) continue;
      const limit = get(limits, name);
      if (limit ? quantityAt(limit) === undefined : !isWhole(pod, node, resources, limits)) continue;
      if (limit && quantityAt(limit) === quantityAt(request)) continue;
      yield {
        at: limit ? request : key,
        message: limit
          ? `the ${name} request "${request.value}" must equal its limit "${limit.value}"`
          : `"${name}" is requested without a limit`,
        ...(region.language === 'yaml'
          ? {
              fix: {
                title: `Limit it to "${request.value}"`,
                edits: () => setValue(text, node, ['resources', 'limits', name], request.value),
              },
            }
          : {}),
      };
    }
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: train }
spec:
  containers:
    - name: train
      image: my-company/train:2.7.0
      resources:
        requests:
          memory: 8Gi
          nvidia.com/gpu: "1"
#         ^^^^^^^^^^^^^^ extended-resource-unequal: "nvidia.com/gpu" is requested without a limit
        limits:
          memory: 8Gi
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: train }
spec:
  containers:
    - name: train
      image: my-company/train:2.7.0
      resources:
        requests:
          memory: 8Gi
          nvidia.com/gpu: "1"
        limits:
          memory: 8Gi
          nvidia.com/gpu: "1"
`,
});
