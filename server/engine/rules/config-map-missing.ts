import { podReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const configMapMissing = defineRule({
  id: 'config-map-missing',
  severity: 'warning',
  summary: 'A pod names a ConfigMap that nobody defines',
  why: `The pod stays in ContainerCreating or CreateContainerConfigError until the ConfigMap exists.`,

  *pod(pod, context) {
    yield* missingObjects('ConfigMap', podReferences(pod), context, (keys) => ({
      data: Object.fromEntries(keys.map((it) => [it, ''])),
    }));
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - name: REGION
          valueFrom:
            configMapKeyRef:
              name: etl-settings
#                   ^^^^^^^^^^^^ config-map-missing [info]: no ConfigMap "etl-settings" in namespace "data"
              key: region
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - name: REGION
          valueFrom:
            configMapKeyRef:
              name: etl-settings
              key: region
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl-settings
  namespace: data
data:
  region: ""
`,
});
