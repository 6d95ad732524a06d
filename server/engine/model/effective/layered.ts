import { resolvePython } from '../../syntax/dialect.ts';
import type { Json } from '../../syntax/edit.ts';
import { entries, isNull, items, type Node, target } from '../../syntax/node.ts';
import type { PythonModels } from '../../syntax/python-values.ts';
import { type Range, shift } from '../../text/document.ts';

/** Who says a value, and where. */
export interface Origin {
  /** `pod template`, `arguments of the operator`, `tags of the op`… */
  readonly layer: string;
  /** The file; undefined where nobody wrote it, as with what a package sets by itself. */
  readonly uri?: string;
  /** The value's place in the file, and that of its name. */
  readonly at?: Range;
  readonly key?: Range;
}

/** A value of an object that is put together from layers, in the shape of manifests. */
export type Layered = LayeredMap | LayeredList | LayeredScalar;

interface Said {
  readonly origin: Origin;
  /** What it took the place of. */
  readonly over?: Layered | undefined;
}

export interface LayeredMap extends Said {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Layered>;
}

export interface LayeredList extends Said {
  readonly kind: 'list';
  readonly items: readonly Layered[];
}

interface LayeredScalar extends Said {
  readonly kind: 'scalar';
  /** Undefined where it is only known when the program runs. */
  readonly value: string | number | boolean | null | undefined;
}

/** Where nodes that are read come from. */
export interface Source {
  readonly layer: string;
  readonly uri: string;
  /** Where the text begins in the file that places count in. */
  readonly start: number;
  /** Fields of models are read in the spelling of Python too. */
  readonly inPython?: boolean;
}

/** A value as PyYAML or Python reads it. */
export function readLayered(node: Node, source: Source, key?: Range): Layered {
  const it = target(node);
  const origin = originOf(it, source, key);
  if (it.kind === 'map') return { kind: 'map', origin, entries: entriesOf(it, source) };
  if (it.kind === 'seq')
    return { kind: 'list', origin, items: items(it).map((item) => readLayered(item, source)) };
  return { kind: 'scalar', origin, value: it.kind === 'scalar' ? scalarOf(it) : undefined };
}

const entriesOf = (map: Node, source: Source): Map<string, Layered> =>
  new Map(withMerged(map).map(([key, value]) => [key.value, readLayered(value, source, rangeOf(key))]));

/** Entries of a map with those behind its merge keys, which count where the map has none of its own. */
export function withMerged(map: Node, depth = 0): (readonly [key: Node, value: Node])[] {
  const found = new Map<string, readonly [Node, Node]>();
  for (const { key, value } of entries(map)) {
    if (key.value !== '<<' || key.style !== 'plain') found.set(key.value, [key, value]);
  }
  for (const { key, value } of entries(map)) {
    if (key.value !== '<<' || key.style !== 'plain' || depth > 20) continue;
    const from = target(value);
    for (const source of from.kind === 'seq' ? from.children : [from]) {
      for (const it of withMerged(target(source), depth + 1)) {
        if (!found.has(it[0].value)) found.set(it[0].value, it);
      }
    }
  }
  return [...found.values()];
}

function scalarOf(node: Node): LayeredScalar['value'] {
  const scalar = resolvePython(node);
  return scalar.type === 'null' ? null : scalar.value;
}

/**
 * A value as the Kubernetes client for Python reads it into a model (`V1Pod`, `list[V1EnvVar]`…): texts made of numbers,
 * nothing that the model does not have, no nulls.
 */
export function readModel(
  node: Node,
  type: string,
  models: PythonModels,
  source: Source,
  key?: Range,
): Layered | undefined {
  const it = target(node);
  if (isNull(it)) return undefined;
  const origin = originOf(it, source, key);
  const element = /^list\[(.*)\]$/.exec(type)?.[1];
  if (it.kind === 'seq' && element !== undefined) {
    const read = items(it).flatMap((item) => readModel(item, element, models, source) ?? []);
    return { kind: 'list', origin, items: read };
  }
  // Dagster takes `{env: NAME}` for a text.
  const isMap = it.kind === 'map' && !/^(?:str|int|bool)$/.test(type);
  if (isMap) return { kind: 'map', origin, entries: modelEntries(it, type, models, source) };
  if (it.kind !== 'scalar') return { kind: 'scalar', origin, value: undefined };
  return { kind: 'scalar', origin, value: castTo(type, it) };
}

function modelEntries(map: Node, type: string, models: PythonModels, source: Source): Map<string, Layered> {
  const valueType = /^dict\[str, (.*)\]$/.exec(type)?.[1];
  const fields = Object.hasOwn(models, type) ? models[type]?.fields : undefined;
  const found = new Map<string, Layered>();
  for (const [key, value] of withMerged(map)) {
    const snake = source.inPython && Object.hasOwn(fields ?? {}, key.value) ? fields?.[key.value] : undefined;
    const field = snake ?? Object.values(fields ?? {}).find(([name]) => name === key.value);
    if (fields && !field) continue;
    const read = readModel(value, field?.[1] ?? valueType ?? 'object', models, source, rangeOf(key));
    if (read) found.set(field?.[0] ?? key.value, read);
  }
  return found;
}

/** What Python's `str` and `int` make of a scalar. */
function castTo(type: string, node: Node): LayeredScalar['value'] {
  const value = scalarOf(node);
  if (type === 'str' && typeof value === 'boolean') return value ? 'True' : 'False';
  if (type === 'str' && typeof value === 'number') return node.value;
  if (type === 'int' && typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  return value;
}

const originOf = (node: Node, { layer, uri, start }: Source, key: Range | undefined): Origin => ({
  layer,
  uri,
  at: shift(node, start),
  ...(key ? { key: shift(key, start) } : {}),
});

const rangeOf = ({ start, end }: Node): Range => ({ start, end });

/** What a package says by itself. */
export function made(value: Json | undefined, layer: string): Layered {
  const origin = { layer };
  if (Array.isArray(value)) return { kind: 'list', origin, items: value.map((it: Json) => made(it, layer)) };
  if (typeof value === 'object' && value !== null) {
    const inside = Object.entries(value).map(([key, it]) => [key, made(it, layer)] as const);
    return { kind: 'map', origin, entries: new Map(inside) };
  }
  return { kind: 'scalar', origin, value: value };
}

/** A map that nobody wrote as a whole. */
export const mapOf = (
  found: Iterable<readonly [string, Layered | undefined]>,
  layer: string,
): LayeredMap => ({
  kind: 'map',
  origin: { layer },
  entries: new Map([...found].flatMap(([key, value]) => (value ? [[key, value] as const] : []))),
});

export const listOf = (found: readonly (Layered | undefined)[], layer: string): LayeredList => ({
  kind: 'list',
  origin: { layer },
  items: found.filter((it) => it !== undefined),
});

/** The value at a path of keys and indexes. */
export function at(value: Layered | undefined, ...path: readonly (string | number)[]): Layered | undefined {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = found?.kind === 'list' ? found.items[step] : undefined;
    else found = found?.kind === 'map' ? found.entries.get(step) : undefined;
  }
  return found;
}

export const itemsOf = (value: Layered | undefined): readonly Layered[] =>
  value?.kind === 'list' ? value.items : [];

export const entriesIn = (value: Layered | undefined): ReadonlyMap<string, Layered> =>
  value?.kind === 'map' ? value.entries : new Map<string, Layered>();

/** A value in the place of another, which it hides. */
export const over = <T extends Layered>(value: T, hidden: Layered | undefined): T =>
  hidden === undefined || hidden === value ? value : { ...value, over: hidden };

/** A map with some entries set, each over what was there, and those that are undefined left as they were. */
export function withEntries(
  map: LayeredMap,
  changes: Iterable<readonly [string, Layered | undefined]>,
): LayeredMap {
  const found = new Map(map.entries);
  for (const [key, value] of changes) if (value) found.set(key, over(value, found.get(key)));
  return { ...map, entries: found };
}

export function withoutEntries(map: LayeredMap, ...keys: readonly string[]): LayeredMap {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => !keys.includes(key))) };
}

/** The value alone; `?` stands for what is not known. */
export function plain(value: Layered): Json {
  if (value.kind === 'map') {
    return Object.fromEntries([...value.entries].map(([key, it]) => [key, plain(it)]));
  }
  if (value.kind === 'list') return value.items.map(plain);
  return value.value === undefined ? '?' : value.value;
}
