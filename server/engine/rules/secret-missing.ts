import { podReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const secretMissing = defineRule({
  id: 'secret-missing',
  severity: 'warning',
  summary: 'A pod names a Secret that nobody defines',
  why: 'The pod stays in ContainerCreating or CreateContainerConfigError until the Secret exists. Where something else makes it (an operator, a pipeline), a level for those files in the configuration says so.',

  *pod(pod, context) {
    yield* missingObjects('Secret', podReferences(pod), context, (keys) => ({
      stringData: Object.fromEntries(keys.map((it) => [it, ''])),
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
            secretKeyRef:
              name: etl-settings
#                   ^^^^^^^^^^^^ secret-missing [info]: no Secret "etl-settings" in namespace "data"
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
            secretKeyRef:
              name: etl-settings
              key: region
---
apiVersion: v1
kind: Secret
metadata:
  name: etl-settings
  namespace: data
stringData:
  region: ""
`,
});
