import { get, type Node, text } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';

/** A value with its place in the text of the region. */
export interface Located<T = string> extends Range {
  readonly value: T;
  readonly node: Node;
}

/** The text of a scalar that is not null; undefined for anything else. */
export function located(node: Node | undefined): Located | undefined {
  const value = text(node);
  return node && value !== undefined ? { value, start: node.start, end: node.end, node } : undefined;
}

export const locatedAt = (node: Node | undefined, ...path: readonly string[]): Located | undefined =>
  located(get(node, ...path));

/** Where an object lives: what it says itself, else what a kustomization or the settings say; undefined is unknown. */
export const namespaceOf = (it: {
  readonly namespace: Located | undefined;
  readonly inheritedNamespace?: string | undefined;
}): string | undefined => it.namespace?.value ?? it.inheritedNamespace;

/** A true or false written as Kubernetes reads it; undefined for anything else. */
export function flag(node: Node | undefined): boolean | undefined {
  const value = text(node);
  if (value === undefined || node?.style !== 'plain') return undefined;
  if (/^(y|yes|on|true)$/i.test(value)) return true;
  return /^(n|no|off|false)$/i.test(value) ? false : undefined;
}
