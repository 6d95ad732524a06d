import { resolvePython } from '../../syntax/dialect.ts';
import type { Json } from '../../syntax/edit.ts';
import { entries, items, type Node } from '../../syntax/node.ts';

/** The value that a tree stands for, to be written elsewhere; undefined where any part of it is not known. */
export function literal(node: Node | undefined): Json | undefined {
  if (!node || node.open) return undefined;
  if (node.kind === 'scalar') {
    const scalar = resolvePython(node);
    return scalar.type === 'null' ? null : scalar.value;
  }
  if (node.kind === 'seq') {
    const list = items(node).map(literal);
    return list.every((it) => it !== undefined) ? list : undefined;
  }
  if (node.kind !== 'map') return undefined;
  const map: Record<string, Json> = {};
  for (const { key, value } of entries(node)) {
    const known = literal(value);
    if (known === undefined) return undefined;
    map[key.value] = known;
  }
  return map;
}

export const isMap = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
