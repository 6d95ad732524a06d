import type { Range } from '../text/document.ts';

export type NodeKind = 'map' | 'seq' | 'scalar' | 'alias' | 'unknown';
export type NodeStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'block' | 'flow';

/**
 * The one tree that model, validator, rules and fixes see, whoever made it: YAML, JSON or Python literals.
 *
 * - `scalar`: `value` is the decoded text, not yet resolved to a type; `style` is how it is written. A Python literal is
 *   `double` when it is a string and `plain` with its YAML spelling (`true`, `null`, `42`) otherwise.
 * - `map`: `children` are key, value, key, value…; `seq`: `children` are the items.
 * - `alias`: `children` is the one node it stands for, so a tree may share nodes; walk with a budget.
 * - `unknown`: a Python expression whose value cannot be known. Nothing may be concluded from it.
 *
 * `start` and `end` are offsets into the text of the region. A container ends where its last child ends (block) or after
 * its closing bracket (flow). A missing value is an empty plain scalar of no width.
 */
export class Node implements Range {
  readonly kind: NodeKind;
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly children: readonly Node[];
  readonly style: NodeStyle;
  /** `!!str` and the like as written, `pythonTag` in Python, '' where there is none. */
  readonly tag: string;
  /** More entries may be there than are seen, as with `**common` in Python: then nothing is missing. */
  readonly open: boolean;

  constructor(
    kind: NodeKind,
    start: number,
    end: number,
    value: string,
    children: readonly Node[],
    style: NodeStyle,
    tag = '',
    open = false,
  ) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.value = value;
    this.children = children;
    this.style = style;
    this.tag = tag;
    this.open = open;
  }
}

/** Tag of the maps and lists of a Python file: what is written into them is Python. */
export const pythonTag = '!python';

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

/** The node that an alias stands for; any other node itself. */
export function target(node: Node): Node {
  let at = node;
  for (let hops = 0; at.kind === 'alias' && hops < 100; hops++) at = at.children[0] ?? at;
  return at;
}

/** Entries of a map in the order written, merge keys (`<<`) not followed; none for other nodes. */
export function entries(node: Node | undefined): readonly Entry[] {
  const map = node && target(node);
  if (map?.kind !== 'map') return [];
  const found: Entry[] = [];
  for (let i = 0; i + 1 < map.children.length; i += 2) {
    const [key, value] = [map.children[i], map.children[i + 1]];
    if (key && value) found.push({ key, value });
  }
  return found;
}

/** The entry of a map by key, looked for behind merge keys (`<<`) too, aliases in the value not yet followed. */
export function entry(node: Node | undefined, key: string): Entry | undefined {
  const map = node && target(node);
  if (map?.kind !== 'map') return undefined;
  const at = indexOfKey(map, key);
  if (at < 0) return mergedEntry(map, ~at, key);
  const [name, value] = [map.children[at], map.children[at + 1]];
  return name && value && { key: name, value };
}

/** The value at a path of keys, aliases followed; undefined where a step is absent. */
export function get(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node && target(node);
  for (const key of path) {
    if (at?.kind !== 'map') return undefined;
    const index = indexOfKey(at, key);
    const value = index < 0 ? mergedEntry(at, ~index, key)?.value : at.children[index + 1];
    at = value && target(value);
  }
  return at;
}

/** Index of a key in a map's children; where it is absent, the complement of that of the merge key, or of their number. */
function indexOfKey({ children }: Node, key: string): number {
  let merge = children.length;
  for (let i = 0; i + 1 < children.length; i += 2) {
    const name = children[i];
    if (name?.value === key && name.kind === 'scalar') return i;
    if (name?.value === '<<' && name.style === 'plain') merge = i;
  }
  return ~merge;
}

/** The entry behind the merge key at `index`. Each map is looked into once, however many aliases lead to it. */
function mergedEntry(map: Node, index: number, key: string): Entry | undefined {
  if (index >= map.children.length) return undefined;
  const seen = new Set<Node>();
  const sources = mergedInto(map, index);
  for (let source = sources.pop(); source; source = sources.pop()) {
    if (source.kind !== 'map' || seen.has(source)) continue;
    seen.add(source);
    const at = indexOfKey(source, key);
    const [name, value] = [source.children[at], source.children[at + 1]];
    if (at >= 0 && name && value) return { key: name, value };
    for (const it of mergedInto(source, ~at)) sources.push(it);
  }
  return undefined;
}

/** What the merge key at `index` names, the one that comes first last. */
function mergedInto(map: Node, index: number): Node[] {
  const value = map.children[index + 1];
  const named = value && target(value);
  if (named?.kind !== 'seq') return named ? [named] : [];
  return named.children.map(target).reverse();
}

/** Items of a sequence, aliases followed; none for other nodes. */
export function items(node: Node | undefined): readonly Node[] {
  const seq = node && target(node);
  if (seq?.kind !== 'seq') return [];
  return seq.children.some((it) => it.kind === 'alias') ? seq.children.map(target) : seq.children;
}

/** Whether nothing is written where a value could stand: absent, empty or a spelling of null. */
export function isNull(node: Node | undefined): boolean {
  if (!node) return true;
  const at = target(node);
  return (
    at.kind === 'scalar' && at.style === 'plain' && /^(|~|null|Null|NULL)$/.test(at.value) && at.tag === ''
  );
}

/** Text of a scalar that is not null, else undefined. */
export function text(node: Node | undefined): string | undefined {
  const at = node && target(node);
  return at?.kind === 'scalar' && !isNull(at) ? at.value : undefined;
}
