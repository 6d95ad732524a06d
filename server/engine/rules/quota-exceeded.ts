import { namespaceOf } from '../model/located.ts';
import { podTotal } from '../model/pod-demand.ts';
import { formatQuantity, parseQuantity } from '../model/quantity.ts';
import { entries, get, text } from '../syntax/node.ts';
import { defaultsOf } from '../workspace/limits.ts';
import type { Lookups } from '../workspace/lookups.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { defineRule } from './rule.ts';

export const quotaExceeded = defineRule({
  id: 'quota-exceeded',
  severity: 'warning',
  kinds: ['ResourceQuota'],
  summary: 'The workloads of a namespace ask for more than its quota',
  why: 'Whichever pod comes last is refused, and its Job or Deployment waits without a word in its own status. Replicas and parallelism count, and so do defaults of a LimitRange.',

  *resource(resource, { lookups }) {
    const namespace = namespaceOf(resource);
    if (namespace === undefined || resource.partial) return;
    if (get(resource.node, 'spec', 'scopes') ?? get(resource.node, 'spec', 'scopeSelector')) return;
    for (const { key, value } of entries(get(resource.node, 'spec', 'hard'))) {
      const hard = parseQuantity(text(value) ?? '');
      const shares = hard === undefined ? [] : sharesOf(key.value, namespace, lookups);
      const sum = shares.reduce((total, it) => total + it.amount, 0n);
      if (hard === undefined || sum <= hard) continue;
      const parts = shares
        .sort((a, b) => Number(b.amount - a.amount))
        .slice(0, 4)
        .map((it) => it.words);
      const others = shares.length > parts.length ? `, and ${shares.length - parts.length} more` : '';
      yield {
        at: value,
        message: `the workloads of "${namespace}" add up to ${formatQuantity(sum, key.value)} ${key.value}: ${parts.join(', ')}${others}`,
      };
    }
  },

  before: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard:
    requests.cpu: "4"
#                 ^^^ quota-exceeded: the workloads of "data" add up to 6 requests.cpu: worker 3 × 2
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: data }
spec:
  replicas: 3
  template:
    spec:
      containers: [{ name: worker, image: "etl:2", resources: { requests: { cpu: 2 } } }]
`,
  after: `
apiVersion: v1
kind: ResourceQuota
metadata: { name: data, namespace: data }
spec:
  hard:
    requests.cpu: "6"
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker, namespace: data }
spec:
  replicas: 3
  template:
    spec:
      containers: [{ name: worker, image: "etl:2", resources: { requests: { cpu: 2 } } }]
`,
});

interface Share {
  readonly amount: bigint;
  readonly words: string;
}

const workloads = [
  'CronJob',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
];

/** What each workload or claim of a namespace takes of a resource of the quota. */
function sharesOf(resource: string, namespace: string, lookups: Lookups): Share[] {
  const within = (kind: string): ObjectFact[] => lookups.all(kind).filter((it) => it.namespace === namespace);
  if (resource === 'persistentvolumeclaims' || resource === 'requests.storage') {
    return within('PersistentVolumeClaim').map(({ name, storage = '0' }) => {
      const amount = resource === 'requests.storage' ? (parseQuantity(storage) ?? 0n) : 1_000_000_000n;
      return { amount, words: resource === 'requests.storage' ? `${name} ${storage}` : name };
    });
  }
  const [, side = 'requests', name = ''] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage|pods)$/.exec(resource) ?? [];
  if (name === '') return [];
  const defaults = defaultsOf(namespace, lookups);
  return workloads.flatMap(within).flatMap((fact) => {
    if (!fact.demand || fact.demand.copies === 0) return [];
    const { copies } = fact.demand;
    const one =
      name === 'pods' ? 1_000_000_000n : podTotal(fact.demand, side as 'requests' | 'limits', name, defaults);
    if (one === 0n) return [];
    const times = copies === 1 ? '' : `${copies} × `;
    return [{ amount: BigInt(copies) * one, words: `${fact.name} ${times}${formatQuantity(one, name)}` }];
  });
}
