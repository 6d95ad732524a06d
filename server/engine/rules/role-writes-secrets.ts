import { get, items, text } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const roleWritesSecrets = defineRule({
  id: 'role-writes-secrets',
  severity: 'hint',
  kinds: ['Role', 'ClusterRole'],
  summary: 'A role may change Secrets',
  why: 'Whoever runs as its account can replace the credentials of others. Most orchestrators only read Secrets, or do not touch them at all.',

  *resource({ node }) {
    for (const rule of items(get(node, 'rules'))) {
      const secrets = items(get(rule, 'resources')).find((it) => text(it) === 'secrets');
      const verbs = items(get(rule, 'verbs')).flatMap((it) => text(it) ?? []);
      const writes = verbs.filter((it) => writing.has(it));
      if (secrets && writes.length > 0)
        yield { at: secrets, message: `this role may ${writes.join(', ')} Secrets` };
    }
  },

  before: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: etl, namespace: data }
rules:
  - apiGroups: [""]
    resources: [secrets]
#               ^^^^^^^ role-writes-secrets: this role may update Secrets
    verbs: [get, update]
`,
  after: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: etl, namespace: data }
rules:
  - apiGroups: [""]
    resources: [secrets]
    verbs: [get]
`,
});

const writing = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
