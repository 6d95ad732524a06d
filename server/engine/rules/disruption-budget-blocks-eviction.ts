import { namespaceOf } from '../model/located.ts';
import type { Resource } from '../model/resource.ts';
import { readLabelSelector } from '../model/selector.ts';
import { replaceEntry } from '../syntax/edit.ts';
import { get, text as textOf } from '../syntax/node.ts';
import type { Lookups } from '../workspace/lookups.ts';
import { matching } from '../workspace/pods.ts';
import { autoscalersOf } from '../workspace/workloads.ts';
import { defineRule } from './rule.ts';

export const disruptionBudgetBlocksEviction = defineRule({
  id: 'disruption-budget-blocks-eviction',
  severity: 'warning',
  kinds: ['PodDisruptionBudget'],
  summary: 'A PodDisruptionBudget lets no pod ever be evicted',
  why: 'Draining a node waits for it without an end: upgrades of the cluster hang, and an autoscaler keeps the node for the sake of one pod.',

  *resource(resource, { text, lookups }) {
    const spec = get(resource.node, 'spec');
    for (const field of ['maxUnavailable', 'minAvailable'] as const) {
      const value = get(spec, field);
      const written = textOf(value);
      if (!spec || !value || written === undefined) continue;
      const reason = field === 'maxUnavailable' ? never(written) : tooMany(written, resource, lookups);
      if (reason === undefined) continue;
      yield {
        at: value,
        message: `${field} "${written}" ${reason}, which can never be evicted`,
        fix: {
          title: 'Let one pod at a time be evicted',
          edits: () =>
            field === 'maxUnavailable'
              ? [{ range: value, newText: '1' }]
              : replaceEntry(text, spec, field, 'maxUnavailable', 1),
        },
      };
    }
  },

  before: `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: data }
spec:
  minAvailable: 2 # of two
#               ^ disruption-budget-blocks-eviction: minAvailable "2" keeps all 2 pods, which can never be evicted
  selector: { matchLabels: { app: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
`,
  after: `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: data }
spec:
  maxUnavailable: 1 # of two
  selector: { matchLabels: { app: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
`,
});

const never = (written: string): string | undefined => (/^0%?$/.test(written) ? 'keeps all pods' : undefined);

/** Whether at least that many pods is all that there can be. Percentages are rounded up, as the disruption controller does. */
function tooMany(written: string, resource: Resource, lookups: Lookups): string | undefined {
  if (written === '100%') return 'keeps all pods';
  const [, digits, percent] = /^(\d+)(%?)$/.exec(written) ?? [];
  const most = digits === undefined ? undefined : mostPods(resource, lookups);
  if (!most) return undefined;
  const kept = percent === '%' ? Math.ceil((Number(digits) * most) / 100) : Number(digits);
  if (kept < most) return undefined;
  return most === 1 ? 'keeps the only pod' : `keeps all ${most} pods`;
}

/** How many pods of the workspace it can be about at most; undefined where that is not known. */
function mostPods(resource: Resource, lookups: Lookups): number | undefined {
  const selector = get(resource.node, 'spec', 'selector');
  if (selector?.kind !== 'map') return undefined;
  const wanted = readLabelSelector(selector);
  let sum = 0;
  for (const it of matching(wanted, namespaceOf(resource), lookups)) {
    if (!it.podLabels) return undefined;
    const scaled = autoscalersOf(it, lookups).map(({ scaling }) => scaling.highest);
    const most = scaled.length > 0 ? scaled[0] : it.demand?.copies;
    if (most === undefined) return undefined;
    sum += most;
  }
  return sum;
}
