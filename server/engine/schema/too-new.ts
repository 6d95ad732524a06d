import { entries, type Node, target } from '../syntax/node.ts';
import type { Schema, SchemaDocument, SchemaSet } from './schema.ts';

/** A field that the version aimed at does not have yet. */
export interface TooNew {
  readonly key: Node;
  readonly field: string;
  /** First minor of Kubernetes 1 that has it. */
  readonly since: number;
}

/** Values looked at in one document; real documents stay far below. */
const budget = 100_000;

/** The fields of a Kubernetes document that came after a minor. `lifetimes` gives `definition#field` its first minor. */
export function fieldsTooNew(
  document: SchemaDocument,
  set: SchemaSet,
  lifetimes: Readonly<Record<string, readonly [first: number, gone: number]>>,
  minor: number,
): TooNew[] {
  const found: TooNew[] = [];
  let left = budget;
  const root = document.dialect === 'kubernetes' ? set.get(document.id) : undefined;
  if (root) walk(document.node, root);
  return found;

  function walk(written: Node, schema: Schema): void {
    if (--left < 0) return;
    const node = target(written);
    if (node.kind === 'seq' && schema.items) for (const it of node.children) walk(it, schema.items);
    for (const { key, value } of entries(node)) {
      const property = schema.property(key.value);
      const [first = 0] = lifetimes[`${schema.name ?? ''}#${key.value}`] ?? [];
      if (property && first > minor) found.push({ key, field: key.value, since: first });
      else if (property) walk(value, property);
    }
  }
}
