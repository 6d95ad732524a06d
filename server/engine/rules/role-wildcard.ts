import { get, items, type Node, text } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const roleWildcard = defineRule({
  id: 'role-wildcard',
  severity: 'warning',
  kinds: ['Role', 'ClusterRole'],
  summary: 'A role gives all verbs, all resources or all API groups',
  why: 'Whoever runs as its account can do what nobody thought of, also with kinds that are installed later. A task that is taken over can then take over the namespace, or the cluster.',

  *resource({ node }) {
    for (const rule of items(get(node, 'rules'))) {
      const star = starOf(rule);
      if (star) yield { at: star.at, message: `"*" gives all ${star.what}` };
    }
  },

  before: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: etl, namespace: data }
rules:
  - apiGroups: [batch]
    resources: [jobs]
    verbs: ["*"]
#           ^^^ role-wildcard: "*" gives all verbs
`,
  after: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: etl, namespace: data }
rules:
  - apiGroups: [batch]
    resources: [jobs]
    verbs: [get, list, watch, create]
`,
});

function starOf(rule: Node): { readonly at: Node; readonly what: string } | undefined {
  for (const [key, what] of [
    ['resources', 'resources'],
    ['verbs', 'verbs'],
    ['apiGroups', 'API groups'],
  ] as const) {
    const at = items(get(rule, key)).find((it) => text(it) === '*');
    if (at) return { at, what };
  }
  return undefined;
}
