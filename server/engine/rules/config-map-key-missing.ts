import { podReferences } from '../model/references.ts';
import { missingKeys } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const configMapKeyMissing = defineRule({
  id: 'config-map-key-missing',
  severity: 'warning',
  summary: 'A pod asks for a key that the ConfigMap does not have',
  why: 'The container stays in CreateContainerConfigError, or the file is not there when the code opens it.',

  *pod(pod, context) {
    yield* missingKeys('ConfigMap', podReferences(pod), context);
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
              key: regoin
#                  ^^^^^^ config-map-key-missing: ConfigMap "etl-settings" has no key "regoin", did you mean "region"?
---
apiVersion: v1
kind: ConfigMap
metadata: { name: etl-settings, namespace: data }
data:
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
            configMapKeyRef:
              name: etl-settings
              key: region
---
apiVersion: v1
kind: ConfigMap
metadata: { name: etl-settings, namespace: data }
data:
  region: eu
`,
});
