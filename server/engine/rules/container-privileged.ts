import { flag } from '../model/located.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const containerPrivileged = defineRule({
  id: 'container-privileged',
  severity: 'warning',
  summary: 'A container runs privileged',
  why: 'It has every device and every right of the node: whoever runs code in it owns the node and all that runs there. A task that needs one capability can be given that one.',

  *container({ node, name }, { region }) {
    const privileged = get(node, 'securityContext', 'privileged');
    if (!privileged || flag(privileged) !== true) return;
    yield {
      at: privileged,
      message: `container "${name?.value ?? ''}" runs privileged`,
      fix: {
        title: 'Run it without privileges',
        edits: () => [{ range: privileged, newText: region.language === 'python' ? 'False' : 'false' }],
      },
    };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      securityContext:
        privileged: true
#                   ^^^^ container-privileged: container "etl" runs privileged
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      securityContext:
        privileged: false
`,
});
