import { resourceReferences } from '../model/references.ts';
import { missingObjects } from '../workspace/missing.ts';
import { defineRule } from './rule.ts';

export const roleMissing = defineRule({
  id: 'role-missing',
  severity: 'warning',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  summary: 'A binding names a Role that nobody defines',
  why: 'The binding is accepted and gives nothing: every call of its service accounts is refused as forbidden, usually at the first run.',

  *resource(resource, context) {
    const roles = resourceReferences(resource).filter((it) => !isBuiltIn(it.name.value));
    for (const kind of ['Role', 'ClusterRole']) {
      for (const { fix, ...finding } of missingObjects(kind, roles, context)) {
        // A role has to be written by hand: only the name that was meant is offered.
        yield { ...finding, fix: fix.filter((it) => it.edits) };
      }
    }
  },

  before: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: airflow, namespace: data }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: airflow-runner }
#                                                                 ^^^^^^^^^^^^^^ role-missing: no Role "airflow-runner" in namespace "data", did you mean "airflow-runners"?
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: airflow-runners, namespace: data }
rules: []
`,
  after: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: airflow, namespace: data }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: airflow-runners }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: airflow-runners, namespace: data }
rules: []
`,
});

/** Roles that every cluster has. */
const isBuiltIn = (name: string): boolean =>
  /^(cluster-admin|admin|edit|view|system:.*|extension-apiserver-authentication-reader)$/.test(name);
