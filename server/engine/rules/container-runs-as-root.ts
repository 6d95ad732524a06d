import { isWhole, runsAsNonRoot } from '../model/pod.ts';
import { setValue } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const containerRunsAsRoot = defineRule({
  id: 'container-runs-as-root',
  severity: 'warning',
  summary: 'Nothing keeps a container from running as root',
  why: 'If the image says nothing else, its code runs as root: what breaks out of it owns the node. With `runAsNonRoot: true` the kubelet refuses to start such an image.',

  *container(container, { text }) {
    const { node, pod, name } = container;
    if (runsAsNonRoot(container) === true) return;
    const own = get(node, 'securityContext');
    const shared = get(pod.node, 'securityContext');
    if (!isWhole(pod, node, own, shared)) return;
    const user = get(own, 'runAsUser');
    yield {
      at: user?.value === '0' ? user : container.at,
      message: `container "${name?.value ?? ''}" may run as root`,
      fix: {
        title: 'Let it run only as another user',
        edits: () => [
          ...(user ? setValue(text, node, ['securityContext', 'runAsUser'], 1000) : []),
          ...setValue(text, node, ['securityContext', 'runAsNonRoot'], true),
        ],
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
#           ^^^ container-runs-as-root: container "etl" may run as root
      image: my-company/etl:2.7.0
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
        runAsNonRoot: true
`,
});
