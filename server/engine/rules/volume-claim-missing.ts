import { podReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const volumeClaimMissing = defineRule({
  id: 'volume-claim-missing',
  severity: 'warning',
  summary: 'A pod mounts a PersistentVolumeClaim that nobody defines',
  why: `The pod stays Pending: the scheduler waits for the claim.`,

  *pod(pod, context) {
    yield* missingObjects('PersistentVolumeClaim', podReferences(pod), context, () => ({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
    }));
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: etl-data
#                  ^^^^^^^^ volume-claim-missing [info]: no PersistentVolumeClaim "etl-data" in namespace "data"
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: etl-data
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: etl-data
  namespace: data
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 10Gi
`,
});
