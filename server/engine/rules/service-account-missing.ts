import { podReferences, resourceReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const serviceAccountMissing = defineRule({
  id: 'service-account-missing',
  severity: 'warning',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  summary: 'A pod or a binding names a ServiceAccount that nobody defines',
  why: `No pod is made until the account exists: the controller tries again and again, and the run just hangs. A binding to it gives its rights to nobody.`,

  *pod(pod, context) {
    yield* missingObjects('ServiceAccount', podReferences(pod), context);
  },

  *resource(resource, context) {
    yield* missingObjects('ServiceAccount', resourceReferences(resource), context);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  serviceAccountName: etl-job
#                     ^^^^^^^ service-account-missing [info]: no ServiceAccount "etl-job" in namespace "data"
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  serviceAccountName: etl-job
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: etl-job
  namespace: data
`,
});
