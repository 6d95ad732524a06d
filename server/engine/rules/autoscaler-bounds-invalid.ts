import { locatedAt } from '../model/located.ts';
import { scalingBounds } from '../model/scaling.ts';
import { get, items, text as textOf } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const autoscalerBoundsInvalid = defineRule({
  id: 'autoscaler-bounds-invalid',
  severity: 'error',
  kinds: ['HorizontalPodAutoscaler', 'ScaledObject'],
  summary: 'An autoscaler has bounds between which there is no number',
  why: 'The API server refuses it (a ScaledObject: the controller of KEDA, which then scales nothing). A HorizontalPodAutoscaler keeps at least one pod, unless an Object or External metric tells when the first one is needed.',

  *resource({ kind, node }) {
    const isKeda = kind === 'ScaledObject';
    if (!isKeda && kind !== 'HorizontalPodAutoscaler') return;
    const [lowField, highField] = isKeda
      ? ['minReplicaCount', 'maxReplicaCount']
      : ['minReplicas', 'maxReplicas'];
    const [low, high] = [locatedAt(node, 'spec', lowField), locatedAt(node, 'spec', highField)];
    const [lowest, highest] = scalingBounds(node, kind);
    if (!isKeda && high && /^(0|-\d+)$/.test(high.value)) {
      yield { at: high, message: `${highField} must be at least 1, not ${high.value}` };
      return;
    }
    const scalesFromNone = items(get(node, 'spec', 'metrics')).some((it) =>
      /^(Object|External)$/.test(textOf(get(it, 'type')) ?? ''),
    );
    if (!isKeda && low && (low.value.startsWith('-') || (low.value === '0' && !scalesFromNone))) {
      yield { at: low, message: `${lowField} must be at least 1, not ${low.value}` };
      return;
    }
    if (!low || lowest === undefined || highest === undefined || lowest <= highest) return;
    yield { at: low, message: `${lowField} ${lowest} is above ${highField} ${highest}` };
  },

  before: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 5
#              ^ autoscaler-bounds-invalid: minReplicas 5 is above maxReplicas 3
  maxReplicas: 3
`,
  after: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 3
  maxReplicas: 5
`,
});
