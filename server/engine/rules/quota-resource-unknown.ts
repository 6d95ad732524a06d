import { nearestNames } from '../schema/nearest.ts';
import { entries, get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const quotaResourceUnknown = defineRule({
  id: 'quota-resource-unknown',
  severity: 'error',
  kinds: ['ResourceQuota'],
  summary: 'A ResourceQuota names a resource that no quota can bound',
  why: 'The API server refuses names without a group that it does not know. Extended resources have one, as in `requests.nvidia.com/gpu`.',

  *resource({ node }) {
    for (const { key } of entries(get(node, 'spec', 'hard'))) {
      if (key.value.includes('/') || known.has(key.value) || isHugePages(key.value)) continue;
      if (key.value.includes('{{')) continue;
      const near = nearestNames(key.value, known)[0];
      const message = `no quota can bound "${key.value}"`;
      if (near === undefined) yield { at: key, message };
      else {
        const edits = () => [{ range: key, newText: key.style === 'plain' ? near : JSON.stringify(near) }];
        yield {
          at: key,
          message: `${message}, did you mean "${near}"?`,
          fix: { title: `Write "${near}"`, edits },
        };
      }
    }
  },

  before: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard:
    request.cpu: "4"
#   ^^^^^^^^^^^ quota-resource-unknown: no quota can bound "request.cpu", did you mean "requests.cpu"?
`,
  after: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard:
    requests.cpu: "4"
`,
});

/** `standardQuotaResources` of k8s.io/kubernetes v1.36 pkg/apis/core/helper. */
const known = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Huge pages carry their size in the name; they have no limits of their own. */
const isHugePages = (name: string): boolean => /^(requests\.)?hugepages-/.test(name);
