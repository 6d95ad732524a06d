import { flag } from '../model/located.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const hostNamespaceShared = defineRule({
  id: 'host-namespace-shared',
  severity: 'warning',
  summary: 'A pod shares the network, processes or IPC of its node',
  why: 'It reaches what listens on the node alone (the kubelet, metadata of the cloud), sees or signals processes of others, and network policies do not hold for it.',

  *pod({ node }) {
    for (const [field, shared] of Object.entries(fields)) {
      const value = get(node, field);
      if (value && flag(value) === true)
        yield { at: value, message: `the pod shares the ${shared} of its node` };
    }
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  hostNetwork: true
#              ^^^^ host-namespace-shared: the pod shares the network of its node
  containers:
    - name: etl
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
`,
});

const fields: Readonly<Record<string, string>> = {
  hostNetwork: 'network',
  hostPID: 'processes',
  hostIPC: 'IPC',
};
