import { parseQuantity } from '../model/quantity.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, get, items, text } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const limitRangeInconsistent = defineRule({
  id: 'limit-range-inconsistent',
  severity: 'error',
  kinds: ['LimitRange'],
  summary: 'The bounds and defaults of a LimitRange contradict each other',
  why: 'The API server refuses it: a minimum may not be above a default, nor a default above the maximum.',

  *resource({ node }) {
    for (const limit of items(get(node, 'spec', 'limits'))) {
      for (const [low, high] of order) {
        for (const { key, value } of entries(get(limit, low))) {
          const above = text(get(limit, high, key.value));
          const [a, b] = [parseQuantity(text(value) ?? ''), parseQuantity(above ?? '')];
          if (above === undefined || a === undefined || b === undefined || a <= b) continue;
          yield {
            at: value,
            message: `${low} of ${key.value} is above its ${high}, ${above}`,
            fix: { title: `Write ${above}`, edits: () => replaceScalar(value, above) },
          };
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
      default: { memory: 8Gi }
#                        ^^^ limit-range-inconsistent: default of memory is above its max, 4Gi
      max: { memory: 4Gi }
`,
  after: `
apiVersion: v1
kind: LimitRange
metadata: { name: data, namespace: data }
spec:
  limits:
    - type: Container
      default: { memory: 4Gi }
      max: { memory: 4Gi }
`,
});

/** `ValidateLimitRange` of k8s.io/kubernetes v1.36 pkg/apis/core/validation: each may not be above the next. */
const order = [
  ['min', 'max'],
  ['min', 'default'],
  ['min', 'defaultRequest'],
  ['defaultRequest', 'default'],
  ['defaultRequest', 'max'],
  ['default', 'max'],
] as const;
