import { nearestQuantity, parseQuantity } from '../model/quantity.ts';
import { resolveKubernetes } from '../syntax/dialect.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, get, items, type Node, target } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const quantityInvalid = defineRule({
  id: 'quantity-invalid',
  severity: 'error',
  kinds: ['ResourceQuota', 'PersistentVolume', 'PersistentVolumeClaim', 'LimitRange'],
  summary: 'A resource quantity has no unit that Kubernetes knows',
  why: 'The API server refuses the object. Kubernetes writes `500m` for half a CPU and `512Mi` or `512M` for memory; `512MB`, `1 Gi` and `0.5 cpu` are not quantities.',

  *container({ resources }) {
    for (const list of ['limits', 'requests']) yield* judge(get(resources, list));
  },

  *resource({ kind, node }) {
    if (kind === 'ResourceQuota') yield* judge(get(node, 'spec', 'hard'));
    if (kind === 'PersistentVolume') yield* judge(get(node, 'spec', 'capacity'));
    if (kind === 'PersistentVolumeClaim') {
      for (const list of ['limits', 'requests']) yield* judge(get(node, 'spec', 'resources', list));
    }
    if (kind !== 'LimitRange') return;
    for (const limit of items(get(node, 'spec', 'limits'))) {
      for (const list of ['max', 'min', 'default', 'defaultRequest']) yield* judge(get(limit, list));
    }
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: etl:2.7.0
      resources:
        limits:
          memory: 512MB # half a gigabyte
#                 ^^^^^ quantity-invalid: "512MB" is no quantity, did you mean "512Mi"?
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: etl:2.7.0
      resources:
        limits:
          memory: 512Mi # half a gigabyte
`,
});

function* judge(list: Node | undefined): Iterable<Finding> {
  for (const { value } of entries(list)) {
    const node = target(value);
    if (node.kind !== 'scalar') continue;
    const scalar = resolveKubernetes(node);
    // Numbers are quantities, null is absence, and a boolean is the schema's to judge.
    if (scalar.type !== 'string' || parseQuantity(scalar.value) !== undefined || scalar.value.includes('{{'))
      continue;
    const meant = nearestQuantity(scalar.value);
    if (meant === undefined) {
      yield {
        at: value,
        message: `"${scalar.value}" is no quantity: write a number with a unit, as in "500m" or "512Mi"`,
      };
    } else {
      const fix = { title: `Write "${meant}"`, safe: true, edits: () => replaceScalar(node, meant) };
      yield { at: value, message: `"${scalar.value}" is no quantity, did you mean "${meant}"?`, fix };
    }
  }
}
