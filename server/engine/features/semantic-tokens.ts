import { resolveKubernetes } from '../syntax/dialect.ts';
import { type EmbeddedYaml, embeddedYaml } from '../syntax/embedded-yaml.ts';
import { entries, type Node } from '../syntax/node.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/** In the order in which the protocol counts them. */
export const tokenTypes = ['property', 'string', 'number', 'keyword', 'comment'] as const;

export interface Token extends Range {
  readonly type: (typeof tokenTypes)[number];
}

/**
 * What the parts of YAML are that stands in a block scalar of a region, where a grammar sees one text. Ranges count in the
 * region, are in order and stay on one line.
 */
export function semanticTokens({ text, model }: Region): Token[] {
  return embeddedYaml(text, model.root).flatMap((embedded) => {
    const nodes = embedded.roots.flatMap((it) => [...nodeTokens(it)]);
    const found = [...nodes, ...comments(text, embedded, nodes)];
    return found.flatMap((it) => onOneLine(text, it)).sort((a, b) => a.start - b.start);
  });
}

function* nodeTokens(node: Node): Iterable<Token> {
  if (node.kind === 'seq') for (const it of node.children) yield* nodeTokens(it);
  if (node.kind === 'scalar') yield { start: node.start, end: node.end, type: scalarType(node) };
  for (const { key, value } of entries(node.kind === 'map' ? node : undefined)) {
    yield { start: key.start, end: key.end, type: 'property' };
    yield* nodeTokens(value);
  }
}

function scalarType(node: Node): Token['type'] {
  switch (resolveKubernetes(node).type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
    case 'null':
      return 'keyword';
  }
}

/** `#` at the start of a line or behind white space, outside of all values. */
function comments(text: string, { scalar }: EmbeddedYaml, nodes: readonly Token[]): Token[] {
  const first = text.indexOf('\n', scalar.start) + 1;
  return [...text.slice(first, scalar.end).matchAll(/(?<=^|\s)#.*/gm)]
    .map(({ 0: comment, index }) => ({ start: first + index, end: first + index + comment.trimEnd().length }))
    .filter(({ start }) => !nodes.some((it) => covers(it, start) && start < it.end))
    .map((it) => ({ ...it, type: 'comment' }));
}

/** A token may not go over lines: one for each, without indentation. */
const onOneLine = (text: string, { start, end, type }: Token): Token[] =>
  [...text.slice(start, end).matchAll(/[^\s\r\n][^\r\n]*/g)].map(({ 0: part, index }) => ({
    start: start + index,
    end: start + index + part.trimEnd().length,
    type,
  }));
