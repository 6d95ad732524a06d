import { type Entry, entries, isNull, items, type Node, target } from '../../syntax/node.ts';
import type { LauncherFacts } from './facts.ts';
import { dictKeys, keyType } from './parameters.ts';

/** A value that Dagster turns into a part of a Kubernetes object, and what it becomes: `V1Container`, `list[V1EnvVar]`… */
export interface TypedValue {
  readonly node: Node;
  readonly type: string;
}

/** A value in raw Kubernetes configuration and all that is in it, outermost first; what stands in two places comes once. */
export function* typedValues(node: Node, type: string, facts: LauncherFacts): Iterable<TypedValue> {
  const seen = new Set<Node>();
  const open: TypedValue[] = [{ node, type }];
  for (let next = open.pop(); next; next = open.pop()) {
    const value = target(next.node);
    if (seen.has(value) || isNull(value)) continue;
    seen.add(value);
    yield { node: value, type: next.type };
    open.push(...partsOf(value, next.type, facts).reverse());
  }
}

function partsOf(value: Node, type: string, facts: LauncherFacts): TypedValue[] {
  const element = /^list\[(.*)\]$/.exec(type)?.[1];
  if (element !== undefined) return items(value).map((it) => ({ node: it, type: element }));
  return entries(value).flatMap(({ key, value: inner }) => {
    const innerType = keyType(type, snakeName(type, key.value, facts) ?? key.value, facts);
    return innerType === undefined ? [] : [{ node: inner, type: innerType }];
  });
}

/** A key of a model in the spelling of Python, from either spelling; undefined for one that the model does not have. */
export function snakeName(type: string, key: string, { pythonModels }: LauncherFacts): string | undefined {
  const fields = Object.hasOwn(pythonModels.models, type) ? pythonModels.models[type]?.fields : undefined;
  if (!fields || Object.hasOwn(fields, key)) return fields && key;
  return Object.keys(fields).find((name) => fields[name]?.[0] === key);
}

/** What is wrong with a key of raw configuration. Each makes Dagster refuse the whole of it. */
export type KeyFault =
  /** Only `meant` is read here: this level takes one spelling. */
  | { readonly kind: 'case'; readonly key: Node; readonly meant: string }
  /** The map has the same key in the other spelling too. */
  | { readonly kind: 'twice'; readonly key: Node; readonly meant: string }
  /** `known` are the keys that there are, in the spelling of the map. */
  | { readonly kind: 'unknown'; readonly key: Node; readonly known: readonly string[] };

/** The keys of a dict that Dagster refuses; none where it takes any. */
export function keyFaults({ node, type }: TypedValue, facts: LauncherFacts): KeyFault[] {
  const known = Object.keys(dictKeys(type, facts) ?? {});
  if (node.kind !== 'map' || known.length === 0) return [];
  const written = entries(node);
  return written.flatMap(({ key }): KeyFault[] => {
    if (key.kind !== 'scalar' || known.includes(key.value) || key.value === '<<') return [];
    const meant = snakeName(type, key.value, facts);
    if (meant === undefined) {
      const same = known.find((it) => camelCase(it) === key.value);
      if (same !== undefined) return [{ kind: 'case', key, meant: same }];
      return [{ kind: 'unknown', key, known: inSpellingOf(written, known, type, facts) }];
    }
    return written.some((it) => it.key.value === meant) ? [{ kind: 'twice', key, meant }] : [];
  });
}

function inSpellingOf(
  written: readonly Entry[],
  known: readonly string[],
  type: string,
  { pythonModels }: LauncherFacts,
): readonly string[] {
  const isCamel = written.some(({ key }) => /[a-z][A-Z]/.test(key.value));
  return isCamel ? known.map((it) => pythonModels.models[type]?.fields[it]?.[0] ?? it) : known;
}

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
