import { isMap, isScalar, isSeq, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import type { TextRange } from './cluster.ts';

/** One step of a field path: a key, a place in a list, or the item of a list that has these keys or is this value. */
export type Step =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly item: Readonly<Record<string, unknown>> }
  | { readonly value: unknown };

/**
 * The steps of a path as API servers write it: `spec.containers[0].env[1].name`,
 * `.spec.containers[name="main"].image`, `metadata.labels[a.b/c]`, `.metadata.finalizers[="x"]`.
 * A key with dots comes as several steps where the server does not quote it.
 */
export function steps(path: string): Step[] {
  const found: Step[] = [];
  for (const [, bracket, key] of path.matchAll(/\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]|([^.[\]]+)/g)) {
    if (key !== undefined) found.push({ key });
    else if (bracket !== undefined) found.push(bracketStep(bracket));
  }
  return found;
}

function bracketStep(text: string): Step {
  if (/^\d+$/.test(text)) return { index: Number(text) };
  if (text.startsWith('=')) return { value: literal(text.slice(1)) };
  const pairs = [...text.matchAll(/([\w./-]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g)];
  if (pairs.length > 0 && /^[\w./-]+=/.test(text)) {
    return { item: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, literal(value)])) };
  }
  return { key: text.replace(/^"(.*)"$/, '$1') };
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The server quotes strings, but this text comes from outside and may be cut off.
    return text;
  }
}

/**
 * Where a path of a server's message stands in the YAML text that it judged: the value (or, with `key`, its key) if
 * that is there, else the key of the deepest part that is. Never over more than one line.
 */
export function locate(text: string, path: string, part: 'key' | 'value' = 'value'): TextRange {
  const way = steps(path);
  let node: Node | undefined = parseDocument(text).contents ?? undefined;
  let at = node && !isMap(node) ? rangeOf(node) : firstLine(text);
  for (let i = 0; i < way.length;) {
    const child = childAt(node, way, i);
    if (!child) return oneLine(text, at);
    i += child.used;
    node = child.node;
    const wantsKey = part === 'key' && i === way.length && child.key;
    at = rangeOf(isScalar(node) && !wantsKey ? node : (child.key ?? node)) ?? at;
  }
  return oneLine(text, at);
}

/** The range of a whole line, counted from 1, without its indentation. */
export function lineRange(text: string, line: number): TextRange {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, it) => sum + it.length + 1, 0);
  const content = lines[line - 1] ?? '';
  return {
    start: start + content.length - content.trimStart().length,
    end: start + content.trimEnd().length,
  };
}

interface Child {
  readonly key?: Node;
  readonly node: Node | undefined;
  /** How many steps led to it. */
  readonly used: number;
}

function childAt(parent: Node | undefined, way: readonly Step[], from: number): Child | undefined {
  const step = way[from];
  if (!step) return undefined;
  if ('key' in step) return isMap(parent) ? childOfMap(parent, way, from) : undefined;
  if (!isSeq<Node>(parent)) return undefined;
  if ('index' in step) return item(parent.items[step.index]);
  if ('value' in step) return item(parent.items.find((it) => isScalar(it) && it.value === step.value));
  const matches = (it: Node) =>
    isMap(it) && Object.entries(step.item).every(([key, value]) => it.get(key) === value);
  return item(parent.items.find(matches));
}

const item = (node: Node | undefined): Child | undefined => node && { node, used: 1 };

/** The entry whose key is made of the most steps: `a.b/c` may be one key or two. */
function childOfMap(map: YAMLMap, way: readonly Step[], from: number): Child | undefined {
  let found: Child | undefined;
  let name = '';
  for (let i = from; i < way.length; i++) {
    const step = way[i];
    if (!step || !('key' in step)) break;
    name = i === from ? step.key : `${name}.${step.key}`;
    const pair = (map.items as Pair<Node, Node | null>[]).find(
      (it) => isScalar(it.key) && String(it.key.value) === name,
    );
    if (pair) found = { key: pair.key, node: pair.value ?? undefined, used: i - from + 1 };
  }
  return found;
}

function rangeOf(node: Node | undefined): TextRange | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}

function firstLine(text: string): TextRange {
  const start = /^[ \t]*[^\s#]/m.exec(text)?.index ?? 0;
  return { start, end: text.length };
}

function oneLine(text: string, range: TextRange | undefined): TextRange {
  if (!range) return oneLine(text, firstLine(text));
  const { start, end } = range;
  const newline = text.indexOf('\n', start);
  const limit = newline < 0 ? text.length : newline;
  return { start, end: Math.max(start, Math.min(end, limit)) };
}
