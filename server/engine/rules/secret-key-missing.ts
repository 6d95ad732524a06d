import { podReferences } from '../model/references.ts';
import { missingKeys } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const secretKeyMissing = defineRule({
  id: 'secret-key-missing',
  severity: 'warning',
  summary: 'A pod asks for a key that the Secret does not have',
  why: 'The container stays in CreateContainerConfigError, or the file is not there when the code opens it.',

  *pod(pod, context) {
    yield* missingKeys('Secret', podReferences(pod), context);
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
              key: regoin
#                  ^^^^^^ secret-key-missing: Secret "etl-settings" has no key "regoin", did you mean "region"?
---
apiVersion: v1
kind: Secret
metadata: { name: etl-settings, namespace: data }
stringData:
  region: eu
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
metadata: { name: etl-settings, namespace: data }
stringData:
  region: eu
`,
});
