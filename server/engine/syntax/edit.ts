import type { TextEdit } from '../text/document.ts';
import { resolveKubernetes } from './dialect.ts';
import { entries, entry, isNull, Node, pythonTag, target } from './node.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Text that YAML reads back as this string, quoted only where it must be (or as `style` asks). */
export function yamlString(value: string, style: Node['style'] = 'plain'): string {
  if (style === 'single' && !/[\n\r\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (style === 'double' || !plainIsSafe(value)) return doubleQuoted(value);
  return value;
}

/** JSON's quoting, and escapes for what YAML takes for the end of a line or refuses. */
const doubleQuoted = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Replaces the text of a scalar, its quoting kept where that can hold the new text. Block scalars are left alone. */
export function replaceScalar(node: Node, value: string): TextEdit[] {
  if (node.style === 'literal' || node.style === 'folded') return [];
  const gap = node.start === node.end ? ' ' : '';
  return [{ range: { start: node.start, end: node.end }, newText: gap + yamlString(value, node.style) }];
}

/**
 * Adds an entry to a map, in the style that the map is written in: before or after the entry named, where it is there,
 * else at the end. Empty where the text does not show where to (an alias, a synthetic map, a map behind a merge key).
 */
export function insertEntry(
  text: string,
  map: Node,
  key: string,
  value: Json,
  { before, after }: { readonly before?: string; readonly after?: string } = {},
): TextEdit[] {
  if (map.kind !== 'map') return [];
  if (map.style === 'flow') {
    return insertFlow(text, map, `${flowKey(text, map, key)}: ${flowValue(text, map, value)}`);
  }
  const own = entries(map);
  const next = before === undefined ? undefined : own.find((it) => it.key.value === before);
  const previous = own.find((it) => it.key.value === after) ?? own.at(-1);
  if (!previous) return [];
  const column = columnOf(text, previous.key.start);
  const newline = newlineOf(text);
  const lines = blockEntry(key, value);
  if (next) {
    const at = aboveComments(text, next.key.start);
    const newText = lines.map((line) => `${line}${newline}${' '.repeat(column)}`).join('');
    return [{ range: { start: at, end: at }, newText }];
  }
  const at = endOfEntry(text, previous.value, previous.key);
  return [{ range: { start: at, end: at }, newText: indented(lines, column, newline) }];
}

/**
 * Sets a value at a path below a map, making the maps on the way. An existing scalar is replaced, an existing map gets
 * what it lacks.
 */
export function setValue(text: string, map: Node, path: readonly string[], value: Json): TextEdit[] {
  const [key, ...rest] = path;
  if (key === undefined) return [];
  const found = entry(map, key);
  if (!found) {
    const nested = rest.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
    return insertEntry(text, map, key, nested);
  }
  const there = target(found.value);
  if (there !== found.value) return [];
  if (isNull(there)) return fillEmpty(text, map, found.key, there, nest(rest, value));
  if (rest.length > 0) return setValue(text, there, rest, value);
  if (there.kind !== 'scalar') return [];
  if (value !== null && typeof value === 'object') return replaceEntry(text, map, key, key, value);
  if (typeof value !== 'string') {
    const newText = map.tag === pythonTag ? pythonWord(value) : String(value);
    return [{ range: { start: there.start, end: there.end }, newText }];
  }
  if (map.style !== 'flow' || there.style !== 'plain') return replaceScalar(there, value);
  return [{ range: { start: there.start, end: there.end }, newText: flowValue(text, map, value) }];
}

/** Removes an entry of a block or flow map, with its line or its comma. */
export function removeEntry(text: string, map: Node, key: string): TextEdit[] {
  const at = entries(map).findIndex((it) => it.key.value === key);
  const found = entries(map)[at];
  if (!found) return [];
  if (map.style === 'flow') {
    if (text[map.start] !== '{') return [];
    const next = entries(map)[at + 1];
    const before = entries(map)[at - 1];
    if (next) return [{ range: { start: found.key.start, end: next.key.start }, newText: '' }];
    const start = before ? before.value.end : found.key.start;
    return [{ range: { start, end: Math.max(found.value.end, found.key.end) }, newText: '' }];
  }
  const { start } = found.key;
  const end = endOfEntry(text, found.value, found.key);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(lineStart, start).trim() === '') {
    const newline = text.indexOf('\n', end);
    // The last line of a text may have no break of its own, and takes the one before it.
    if (newline < 0)
      return [{ range: { start: Math.max(0, lineStart - newlineOf(text).length), end }, newText: '' }];
    return [{ range: { start: lineStart, end: newline + 1 }, newText: '' }];
  }
  if (!/^ *(- +)+$/.test(text.slice(lineStart, start))) return [];
  // Behind a dash the entry leaves its place to the next one, or to the comment above that.
  const rest = entries(map)[at + 1];
  if (!rest) return [{ range: { start, end: contentEnd(text, found.value, found.key) }, newText: '{}' }];
  return [{ range: { start, end: aboveComments(text, rest.key.start) }, newText: '' }];
}

/** Puts another entry in the place of one, in the style of the map; a comment behind the old value stays. */
export function replaceEntry(text: string, map: Node, key: string, name: string, value: Json): TextEdit[] {
  const found = entry(map, key);
  if (!found || !map.children.includes(found.key)) return [];
  const range = { start: found.key.start, end: contentEnd(text, found.value, found.key) };
  if (map.style === 'flow') {
    if (text[map.start] !== '{') return [];
    return [{ range, newText: `${flowKey(text, map, name)}: ${flowValue(text, map, value)}` }];
  }
  const indent = `${newlineOf(text)}${' '.repeat(columnOf(text, found.key.start))}`;
  return [{ range, newText: blockEntry(name, value).join(indent) }];
}

/** A YAML document as text, without a marker, ending with a newline. */
export function yamlDocument(value: Readonly<Record<string, Json>>): string {
  return Object.entries(value)
    .flatMap(([key, it]) => blockEntry(key, it))
    .map((line) => `${line}\n`)
    .join('');
}

const nest = (path: readonly string[], value: Json): Json =>
  path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);

/** Writes a value where nothing or null stands: on the line of the key, or below it and its comment. */
function fillEmpty(text: string, map: Node, key: Node, there: Node, value: Json): TextEdit[] {
  const colon = /^[ \t]*:/.exec(text.slice(key.end, key.end + 100))?.[0].length;
  const written = there.end > there.start;
  // An anchor or a tag may stand between the colon and the place of the value.
  const behindColon = colon === undefined ? there.end : key.end + colon;
  const near = text.slice(behindColon, there.start).trim() === '' ? behindColon : there.end;
  const place = written ? { start: there.start, end: there.end } : { start: near, end: near };
  const gap = written ? '' : ' ';
  if (map.style === 'flow') {
    return [
      { range: place, newText: `${colon === undefined ? ':' : ''}${gap}${flowValue(text, map, value)}` },
    ];
  }
  if (colon === undefined) return [];
  if (value === null || typeof value !== 'object' || isEmpty(value)) {
    return [{ range: place, newText: `${gap}${blockLines(value).join('')}` }];
  }
  const at = endOfEntry(text, there, key);
  const lines = indented(blockLines(value), columnOf(text, key.start) + 2, newlineOf(text));
  const added = { range: { start: at, end: at }, newText: lines };
  return written ? [{ range: { start: near, end: there.end }, newText: '' }, added] : [added];
}

function blockEntry(key: string, value: Json): string[] {
  const name = yamlString(key);
  if (typeof value === 'string' && isBlockText(value)) {
    const lines = value.replace(/\n$/, '').split('\n');
    return [
      `${name}: |${value.endsWith('\n') ? '' : '-'}`,
      ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    ];
  }
  if (value === null || typeof value !== 'object') return [`${name}: ${scalar(value)}`];
  const lines = blockLines(value);
  return isEmpty(value)
    ? [`${name}: ${lines.join('')}`]
    : [`${name}:`, ...lines.map((line) => line && `  ${line}`)];
}

function blockLines(value: Json): string[] {
  if (value === null || typeof value !== 'object') return [scalar(value)];
  if (isEmpty(value)) return [isList(value) ? '[]' : '{}'];
  if (!isList(value)) return Object.entries(value).flatMap(([key, it]) => blockEntry(key, it));
  return value.flatMap((item) =>
    blockLines(item).map((line, i) => (i === 0 ? `- ${line}` : line && `  ${line}`)),
  );
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** Lines that a literal block shows as they are: several, the first not indented, no trailing spaces, no odd characters. */
const isBlockText = (value: string): boolean =>
  /^\S.*\n./s.test(value) && !/[^\P{Cc}\n]|[\u2028\u2029\ufeff]| \n| $|\n\n$/u.test(value);

const indented = (lines: readonly string[], column: number, newline: string): string =>
  lines.map((line) => newline + (line && ' '.repeat(column) + line)).join('');

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const scalar = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? yamlString(value) : String(value);

function insertFlow(text: string, map: Node, entryText: string): TextEdit[] {
  const close = text.lastIndexOf('}', map.end - 1);
  if (close < map.start || text[map.start] !== '{') return [];
  const last = entries(map).at(-1);
  if (!last) return [{ range: { start: map.start + 1, end: close }, newText: ` ${entryText} ` }];
  const at = Math.max(last.value.end, last.key.end);
  const ownLine = /\r?\n[ \t]*$/.exec(text.slice(map.start, last.key.start))?.[0];
  return [{ range: { start: at, end: at }, newText: `,${ownLine ?? ' '}${entryText}` }];
}

/** JSON, Python, and maps whose keys are quoted, get quoted keys and texts. */
const quotes = (text: string, map: Node): boolean =>
  map.tag === pythonTag ||
  entries(map).some((it) => it.key.style === 'double') ||
  (map.children.length === 0 && /^\s*[[{]/.test(text));

function flowKey(text: string, map: Node, key: string): string {
  return quotes(text, map) ? JSON.stringify(key) : yamlString(key);
}

function flowValue(text: string, map: Node, value: Json): string {
  if (typeof value === 'string') return quotes(text, map) ? JSON.stringify(value) : yamlString(value);
  if (value === null || typeof value !== 'object')
    return map.tag === pythonTag ? pythonWord(value) : String(value);
  if (isList(value)) return `[${value.map((it) => flowValue(text, map, it)).join(', ')}]`;
  const inside = Object.entries(value).map(
    ([key, it]) => `${flowKey(text, map, key)}: ${flowValue(text, map, it)}`,
  );
  return inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`;
}

const pythonWord = (value: number | boolean | null): string =>
  value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);

/** Where the text of an entry ends, without the line break that belongs to a block scalar. */
function contentEnd(text: string, value: Node, key: Node): number {
  let end = Math.max(value.end, key.end);
  while (end > key.end && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** Where the line of an entry's last character ends, a comment behind it included. */
function endOfEntry(text: string, value: Node, key: Node): number {
  const end = keepsLines(text, value) ? value.end - 1 : contentEnd(text, value, key);
  const newline = text.indexOf('\n', end);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Whether the empty lines behind a block scalar are part of it. */
function keepsLines(text: string, value: Node): boolean {
  let last = value;
  for (let child = last.children.at(-1); child && last.style === 'block'; child = last.children.at(-1))
    last = child;
  return (
    (last.style === 'literal' || last.style === 'folded') &&
    /^[|>]\d?\+/.test(text.slice(last.start, last.start + 3)) &&
    text[last.end - 1] === '\n'
  );
}

/** The start of an entry, or of the comment lines of its column that stand directly above it. */
function aboveComments(text: string, start: number): number {
  const column = columnOf(text, start);
  let at = start;
  for (;;) {
    const lineStart = at - column;
    const above = text.lastIndexOf('\n', lineStart - 2) + 1;
    if (lineStart === 0 || text.slice(lineStart, at).trim() !== '') return at;
    if (text.slice(above, above + column).trim() !== '' || text[above + column] !== '#') return at;
    at = above + column;
  }
}

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const columnOf = (text: string, offset: number): number =>
  offset - (text.lastIndexOf('\n', offset - 1) + 1);

function plainIsSafe(value: string): boolean {
  if (!/^[\p{L}\p{N}_./$(]/u.test(value) || /[\p{Cc}\u2028\u2029\ufeff]/u.test(value)) return false;
  if (/: |:$| #|\s$|[{}[\],]/.test(value)) return false;
  // Times, dates and the like are numbers or dates to PyYAML, which reads the files of Dagster and Prefect.
  if (/^\d[\d_]*:\d|^\d{4}-\d/.test(value)) return false;
  return resolveKubernetes(new Node('scalar', 0, 0, value, [], 'plain')).type === 'string';
}
