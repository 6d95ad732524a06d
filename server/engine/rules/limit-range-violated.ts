import { namespaceOf } from '../model/located.ts';
import { parseQuantity } from '../model/quantity.ts';
import { get, text } from '../syntax/node.ts';
import { limitRangesOf } from '../workspace/limits.ts';
import { defineRule } from './rule.ts';

export const limitRangeViolated = defineRule({
  id: 'limit-range-violated',
  severity: 'error',
  summary: 'A container asks for more or less than the LimitRange of its namespace allows',
  why: 'The API server refuses the pod. A Job or Deployment is accepted, and then makes no pod.',

  *container({ resources, pod }, { lookups }) {
    for (const { name, limitRange } of limitRangesOf(namespaceOf(pod.owner), lookups)) {
      for (const side of ['limits', 'requests'] as const) {
        for (const [bound, words] of bounds) {
          for (const [resource, written] of Object.entries(limitRange?.[bound] ?? {})) {
            const node = get(resources, side, resource);
            const [asked, allowed] = [parseQuantity(text(node) ?? ''), parseQuantity(written)];
            if (!node || asked === undefined || allowed === undefined) continue;
            if (bound === 'max' ? asked <= allowed : asked >= allowed) continue;
            const message = `LimitRange "${name}" allows containers ${words} ${written} of ${resource}`;
            yield { at: node, message };
          }
        }
      }
    }
  },

  before: `
apiVersion: v1
kind: LimitRange
metadata: { name: data, namespace: data }
spec:
  limits:
    - type: Container
      max: { cpu: "2" }
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        limits:
          cpu: 3
#              ^ limit-range-violated: LimitRange "data" allows containers at most 2 of cpu
`,
  after: `
apiVersion: v1
kind: LimitRange
metadata: { name: data, namespace: data }
spec:
  limits:
    - type: Container
      max: { cpu: "2" }
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        limits:
          cpu: 2
`,
});

const bounds = [
  ['max', 'at most'],
  ['min', 'at least'],
] as const;
