import { entries, get, items, type Node, text } from '../syntax/node.ts';

/** What must be true of labels: `In` with one value for each plain label. All of it must hold; an empty one matches all. */
export type Selector = readonly Requirement[];

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The labels of a Service's or ReplicationController's `selector`; empty where there is none. */
export const readPlainSelector = (node: Node | undefined): Selector =>
  entries(node).map(({ key, value }) => ({
    key: key.value,
    operator: 'In',
    values: [text(value) ?? ''],
  }));

/** A `LabelSelector`: `matchLabels` and `matchExpressions`; empty where there is none. */
export const readLabelSelector = (node: Node | undefined): Selector => [
  ...readPlainSelector(get(node, 'matchLabels')),
  ...items(get(node, 'matchExpressions')).map((it) => ({
    key: text(get(it, 'key')) ?? '',
    operator: text(get(it, 'operator')) ?? '',
    values: items(get(it, 'values')).map((value) => text(value) ?? ''),
  })),
];

export const matches = (selector: Selector, labels: Readonly<Record<string, string>>): boolean =>
  selector.every((it) => holds(it, labels));

/** Whether a requirement is met, as `apimachinery/pkg/labels` reads it; one with an operator that it refuses is. */
export function holds(
  { key, operator, values }: Requirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
  return true;
}
