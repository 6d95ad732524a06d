import { Node } from './node.ts';

/** Text inside a scalar of another text, such as the `prometheus.yml: |` of a ConfigMap, with its places in the outer text. */
export interface EmbeddedText {
  readonly text: string;
  /** Offset in the outer text of an offset in the inner one. */
  toOuter(offset: number): number;
  /** Offset in the inner text of an offset in the outer one; undefined where that lies outside. */
  toInner(offset: number): number | undefined;
}

/**
 * The inner text of a block scalar. Undefined for other scalars and for folded ones, whose lines are joined when read, so
 * that places would be lost.
 */
export function embeddedText(outer: string, scalar: Node): EmbeddedText | undefined {
  if (scalar.style !== 'literal') return undefined;
  const header = outer.indexOf('\n', scalar.start);
  if (header < 0 || header >= scalar.end) return undefined;
  const lines = linesOf(outer, header + 1, scalar.end);
  const indent = indentOf(outer, scalar.start, header, lines);
  const innerStarts: number[] = [];
  const outerStarts: number[] = [];
  let text = '';
  for (const { start, end } of lines) {
    const from = Math.min(start + indent, end);
    innerStarts.push(text.length);
    outerStarts.push(from);
    text += outer.slice(from, end);
  }
  const last = outerStarts.length - 1;
  return {
    text,
    toOuter(offset) {
      const line = lineAt(innerStarts, offset);
      return (outerStarts[line] ?? scalar.start) + offset - (innerStarts[line] ?? 0);
    },
    toInner(offset) {
      if (offset < header + 1 || offset > scalar.end) return undefined;
      const line = Math.min(
        lineAt(
          lines.map((it) => it.start),
          offset,
        ),
        last,
      );
      return (innerStarts[line] ?? 0) + Math.max(0, offset - (outerStarts[line] ?? 0));
    },
  };
}

/** The same tree with its places in the outer text. */
export function moveTree(node: Node, embedded: EmbeddedText): Node {
  const moved = new Map<Node, Node>();
  const move = (it: Node): Node => {
    const known = moved.get(it);
    if (known) return known;
    const made = new Node(
      it.kind,
      embedded.toOuter(it.start),
      embedded.toOuter(it.end),
      it.value,
      it.children.map(move),
      it.style,
      it.tag,
      it.open,
    );
    moved.set(it, made);
    return made;
  };
  return move(node);
}

interface Line {
  readonly start: number;
  readonly end: number;
}

function linesOf(text: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline >= to ? to : newline + 1;
    lines.push({ start, end });
    start = end;
  }
  return lines;
}

function indentOf(outer: string, start: number, header: number, lines: readonly Line[]): number {
  const first = lines.find(({ start, end }) => outer.slice(start, end).trim() !== '');
  const seen = first ? /^ */.exec(outer.slice(first.start, first.end))?.[0].length : 0;
  const explicit = /^[|>][-+]?([1-9])/.exec(outer.slice(start, header))?.[1];
  if (!explicit) return seen ?? 0;
  const lineStart = outer.lastIndexOf('\n', start) + 1;
  return (/^ */.exec(outer.slice(lineStart))?.[0].length ?? 0) + Number(explicit);
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
