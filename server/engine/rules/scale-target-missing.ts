import { resourceReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const scaleTargetMissing = defineRule({
  id: 'scale-target-missing',
  severity: 'warning',
  kinds: ['HorizontalPodAutoscaler', 'VerticalPodAutoscaler', 'ScaledObject'],
  summary: 'An autoscaler names a workload that nobody defines',
  why: 'The autoscaler is accepted and scales nothing; only its own conditions say that it found no target.',

  *resource(resource, context) {
    const references = resourceReferences(resource);
    for (const kind of new Set(references.map((it) => it.kind))) {
      for (const { fix, ...finding } of missingObjects(kind, references, context)) {
        // A workload has to be written by hand: only the name that was meant is offered.
        yield { ...finding, fix: fix.filter((it) => it.edits) };
      }
    }
  },

  before: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: worker, namespace: data }
spec:
  maxReplicas: 5
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: workers }
#                                                                ^^^^^^^ scale-target-missing: no Deployment "workers" in namespace "data", did you mean "worker"?
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: data }
`,
  after: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: worker, namespace: data }
spec:
  maxReplicas: 5
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: worker }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: data }
`,
});
