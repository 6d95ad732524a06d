import { matches, type Selector } from '../model/selector.ts';
import { groupedBy } from './grouped.ts';
import type { Lookups } from './lookups.ts';
import { sameNamespace } from './lookups.ts';
import type { ObjectFact } from './object-fact.ts';

const makers = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
] as const;

/** Objects of the workspace that are or make pods in a namespace; an unknown namespace matches any. */
export const podMakers = (namespace: string | undefined, lookups: Lookups): ObjectFact[] =>
  makers.flatMap((kind) => {
    const all = lookups.all(kind);
    if (namespace === undefined) return all;
    const groups = groupedBy(all, namespaceKey);
    return [...(groups.get(namespace) ?? []), ...(groups.get(unknown) ?? [])];
  });

/** Those whose pods a selector matches; whose labels are not known may match. */
export function matching(selector: Selector, namespace: string | undefined, lookups: Lookups): ObjectFact[] {
  const label = selector.find((it) => it.operator === 'In' && it.values.length === 1);
  if (!label) return podMakers(namespace, lookups).filter((it) => mayMatch(selector, it));
  return makers.flatMap((kind) => {
    const groups = groupedBy(lookups.all(kind), labelKeys);
    const near = [
      ...(groups.get(`${label.key}=${label.values[0] ?? ''}`) ?? []),
      ...(groups.get(unknown) ?? []),
    ];
    return near.filter((it) => sameNamespace(it.namespace, namespace) && mayMatch(selector, it));
  });
}

/** Those whose pods mount a PersistentVolumeClaim. */
export const mounting = (claim: string, namespace: string | undefined, lookups: Lookups): ObjectFact[] =>
  makers
    .flatMap((kind) => groupedBy(lookups.all(kind), claimKeys).get(claim) ?? [])
    .filter((it) => sameNamespace(it.namespace, namespace));

/** Those whose containers take a ConfigMap or Secret whole. */
export const takingWhole = (
  kind: string,
  name: string,
  namespace: string | undefined,
  lookups: Lookups,
): ObjectFact[] =>
  makers
    .flatMap((it) => groupedBy(lookups.all(it), takenKeys).get(`${kind}/${name}`) ?? [])
    .filter((it) => sameNamespace(it.namespace, namespace));

const mayMatch = (selector: Selector, { podLabels }: ObjectFact): boolean =>
  !podLabels || matches(selector, podLabels);

const unknown = '';
const namespaceKey = ({ namespace }: ObjectFact): string[] => [namespace ?? unknown];
const takenKeys = ({ takenWhole }: ObjectFact): readonly string[] => takenWhole;
const claimKeys = ({ claims }: ObjectFact): readonly string[] => claims;
const labelKeys = ({ podLabels }: ObjectFact): string[] =>
  podLabels ? Object.entries(podLabels).map(([key, value]) => `${key}=${value}`) : [unknown];
