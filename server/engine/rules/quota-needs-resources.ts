import { namespaceOf } from '../model/located.ts';
import { containerDemand } from '../model/pod-demand.ts';
import { resourcesAreWhole } from '../model/resources.ts';
import { setValue } from '../syntax/edit.ts';
import { defaultsOf, quotasOf } from '../workspace/limits.ts';
import { defineRule } from './rule.ts';

export const quotaNeedsResources = defineRule({
  id: 'quota-needs-resources',
  severity: 'error',
  summary: 'A quota bounds a resource that a container does not name',
  why: 'Where a ResourceQuota counts a resource, the API server refuses every pod that does not name it, unless a LimitRange gives a default. A Job or Deployment is accepted, and then makes no pod.',

  *container(container, { lookups, text }) {
    if (!resourcesAreWhole(container)) return;
    const namespace = namespaceOf(container.pod.owner);
    const quotas = quotasOf(namespace, lookups);
    if (quotas.length === 0) return;
    const defaults = defaultsOf(namespace, lookups);
    const { requests, limits } = containerDemand(container);
    for (const { name, quota = {} } of quotas) {
      const lacking = Object.keys(quota).flatMap((written) => {
        const [, side = 'requests', resource = ''] =
          /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(written) ?? [];
        const given =
          side === 'limits'
            ? (limits[resource] ?? defaults?.limits[resource])
            : (requests[resource] ?? limits[resource] ?? defaults?.requests[resource]);
        return resource === '' || given !== undefined ? [] : [{ side, resource }];
      });
      const [first] = lacking;
      if (!first) continue;
      const { side, resource } = first;
      const amount = usual[resource] ?? '1';
      const words = lacking.map((it) => `${it.side}.${it.resource}`).join(', ');
      yield {
        at: container.at,
        message: `container "${container.name?.value ?? ''}" names no ${words}, which ResourceQuota "${name}" demands`,
        fix: {
          title: `Add ${side}: ${resource} ${amount}`,
          edits: () => setValue(text, container.node, ['resources', side, resource], amount),
        },
      };
    }
  },

  before: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard: { requests.cpu: "4" }
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
#           ^^^ quota-needs-resources: container "etl" names no requests.cpu, which ResourceQuota "data" demands
      image: my-company/etl:2.7.0
`,
  after: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard: { requests.cpu: "4" }
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        requests:
          cpu: 100m
`,
});

const usual: Readonly<Record<string, string>> = { cpu: '100m', memory: '256Mi' };
