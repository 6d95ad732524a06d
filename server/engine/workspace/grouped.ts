import type { ObjectFact } from './object-fact.ts';

type KeysOf = (fact: ObjectFact) => readonly string[];
type Groups = ReadonlyMap<string, readonly ObjectFact[]>;

const known = new WeakMap<readonly ObjectFact[], Map<KeysOf, Groups>>();

/**
 * Objects by what they have, each under all of its keys. Made once for a list as `Lookups.all` gives it, which stays the
 * same as long as no object of the kind changes: so a rule that looks for its counterpart does not walk through thousands.
 */
export function groupedBy(list: readonly ObjectFact[], keysOf: KeysOf): Groups {
  let groups = known.get(list);
  if (!groups) known.set(list, (groups = new Map<KeysOf, Groups>()));
  let found = groups.get(keysOf);
  if (!found) groups.set(keysOf, (found = group(list, keysOf)));
  return found;
}

function group(list: readonly ObjectFact[], keysOf: KeysOf): Groups {
  const groups = new Map<string, ObjectFact[]>();
  for (const fact of list) {
    for (const key of keysOf(fact)) {
      const same = groups.get(key);
      if (same) same.push(fact);
      else groups.set(key, [fact]);
    }
  }
  return groups;
}
