import type { LimitRange } from '../model/limit-range.ts';
import type { Lookups } from './lookups.ts';
import type { ObjectFact } from './object-fact.ts';

/** The LimitRanges and quotas of a namespace; none where the namespace is not known. */
export function limitRangesOf(namespace: string | undefined, lookups: Lookups): ObjectFact[] {
  if (namespace === undefined) return [];
  return lookups.all('LimitRange').filter((it) => it.namespace === namespace && it.limitRange);
}

export function quotasOf(namespace: string | undefined, lookups: Lookups): ObjectFact[] {
  if (namespace === undefined) return [];
  return lookups.all('ResourceQuota').filter((it) => it.namespace === namespace && it.quota);
}

/** Several LimitRanges as one: the first that gives a default wins, as the admission plugin applies them in turn. */
export function defaultsOf(namespace: string | undefined, lookups: Lookups): LimitRange | undefined {
  const found = limitRangesOf(namespace, lookups).flatMap((it) => it.limitRange ?? []);
  if (found.length === 0) return undefined;
  const first = (key: keyof LimitRange): Record<string, string> =>
    Object.assign({}, ...found.map((it) => it[key]).toReversed()) as Record<string, string>;
  return { limits: first('limits'), requests: first('requests'), min: first('min'), max: first('max') };
}
