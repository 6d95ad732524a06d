import { autoscalerKinds, type Scaling } from '../model/scaling.ts';
import { groupedBy } from './grouped.ts';
import { type Lookups, sameNamespace } from './lookups.ts';
import type { ObjectFact } from './object-fact.ts';

/** Kinds whose pods run for ever and whose number of pods can be changed. */
export const scalableKinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const;

/** An autoscaler of a workload, and the numbers of pods that it keeps to. */
export interface Autoscaler {
  readonly fact: ObjectFact;
  readonly scaling: Scaling;
}

interface WorkloadName {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The autoscalers that scale a workload. */
export const autoscalersOf = ({ kind, namespace, name }: WorkloadName, lookups: Lookups): Autoscaler[] =>
  autoscalerKinds
    .flatMap((it) => groupedBy(lookups.all(it), targetKey).get(`${kind}/${name}`) ?? [])
    .flatMap((fact) =>
      fact.scaling && sameNamespace(fact.namespace, namespace) ? [{ fact, scaling: fact.scaling }] : [],
    );

/** The PodDisruptionBudgets that may be about pods with these labels; their selectors are yet to be asked. */
export function budgetsNear(
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
  lookups: Lookups,
): ObjectFact[] {
  const groups = groupedBy(lookups.all('PodDisruptionBudget'), selectorKey);
  const keys = [...Object.entries(labels).map(([key, value]) => `${key}=${value}`), unsure];
  return keys.flatMap((key) => groups.get(key) ?? []).filter((it) => sameNamespace(it.namespace, namespace));
}

const unsure = '';

const targetKey = ({ scaling }: ObjectFact): string[] => (scaling ? [`${scaling.kind}/${scaling.name}`] : []);

/** One label that all its pods have; a selector without one may match anything. */
function selectorKey({ selector }: ObjectFact): string[] {
  const label = selector?.find((it) => it.operator === 'In' && it.values.length === 1);
  const isKnown = label && !label.values[0]?.includes('{{');
  return [isKnown ? `${label.key}=${label.values[0] ?? ''}` : unsure];
}
