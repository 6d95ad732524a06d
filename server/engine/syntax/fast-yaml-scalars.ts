import {
  backslash,
  colon,
  dash,
  decline,
  doubleQuote,
  hash,
  newline,
  question,
  type Scanner,
  singleQuote,
  space,
  tab,
} from './fast-yaml-scanner.ts';
import { Node, type NodeStyle } from './node.ts';

const none: readonly Node[] = [];

export const scalar = (start: number, end: number, value: string, style: NodeStyle): Node =>
  new Node('scalar', start, end, value, none, style);

/** What stands where nothing is written. */
export const emptyScalar = (place: number): Node => scalar(place, place, '', 'plain');

/** Declines where no plain scalar can begin: at an indicator, or at a character that is one in another place. */
export function checkPlainStart(scanner: Scanner): void {
  const code = scanner.code();
  if (code < 128 && noPlainStart[code] === 1) decline();
  const maybe = code === dash || code === colon || code === question;
  if (maybe && scanner.isBlank(scanner.at + 1)) decline();
}

const noPlainStart = new Uint8Array(128);
for (const it of ',[]{}#&*!|>\'"%@`') noPlainStart[it.charCodeAt(0)] = 1;

/**
 * Moves over one line of a plain scalar and gives the end of its text. It stops at the line's end, at a comment, or at the
 * colon that makes a key of it.
 */
export function scanPlainLine(scanner: Scanner): number {
  const text = scanner.text;
  let at = scanner.at;
  let end = at;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    // Most characters are letters, and those end nothing.
    if (code > colon) {
      end = at + 1;
      continue;
    }
    if (code === space) continue;
    if (code === newline) break;
    if (code === tab) decline();
    if (code === hash && text.charCodeAt(at - 1) === space) break;
    if (code === colon && scanner.isBlank(at + 1)) break;
    end = at + 1;
  }
  scanner.at = at;
  return end;
}

/**
 * A plain scalar whose first line is scanned, with the lines that continue it: those deeper than the collection around it,
 * whose column is `parent`. Leaves the scanner at the start of a line.
 */
export function plainScalar(scanner: Scanner, start: number, firstEnd: number, parent: number): Node {
  const { text } = scanner;
  let end = firstEnd;
  let lines = 1;
  while (scanner.code() === newline) {
    const next = continuation(text, scanner.at + 1, parent);
    if (next < 0) break;
    if (parent < 0) decline();
    scanner.at = next;
    end = scanPlainLine(scanner);
    if (scanner.code() === colon) decline();
    lines++;
  }
  scanner.endLine();
  const raw = text.slice(start, end);
  return scalar(start, end, lines === 1 ? raw : joinLines(raw), 'plain');
}

/** Where the text of the next line of a plain scalar begins, empty lines skipped; -1 where the scalar is over. */
function continuation(text: string, from: number, parent: number): number {
  for (let start = from; start < text.length;) {
    let at = start;
    while (text.charCodeAt(at) === space) at++;
    const code = text.charCodeAt(at);
    if (code === newline) {
      start = at + 1;
      continue;
    }
    if (code === tab) decline();
    return code === hash || at - start <= parent ? -1 : at;
  }
  return -1;
}

/**
 * A quoted scalar; leaves the scanner behind the closing quote. Its further lines may stand anywhere: the standard wants
 * them deeper than the collection around them, the parsers of Kubernetes and Python do not.
 */
export function quotedScalar(scanner: Scanner): Node {
  const { text } = scanner;
  const start = scanner.at;
  const quote = text.charCodeAt(start);
  let escaped = false;
  let broken = false;
  let at = start + 1;
  for (; ; at++) {
    if (at >= text.length) decline();
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === doubleQuote || text.charCodeAt(at + 1) !== singleQuote) break;
      escaped = true;
      at++;
    } else if (code === newline) {
      broken = true;
      if (scanner.isMarker(at + 1)) decline();
    } else if (code === backslash && quote === doubleQuote) {
      escaped = true;
      // An escaped line break is looked at again, as the line break that it is.
      if (text.charCodeAt(at + 1) !== newline) at++;
    }
  }
  scanner.at = at + 1;
  if (quote === doubleQuote) {
    const raw = scanner.written.slice(start + 1, at);
    return scalar(start, at + 1, escaped || broken ? unescape(raw) : raw, 'double');
  }
  const raw = text.slice(start + 1, at);
  const joined = broken ? joinLines(raw) : raw;
  return scalar(start, at + 1, escaped ? joined.replaceAll("''", "'") : joined, 'single');
}

/** Folds the lines of a scalar: a line break is read as a space, n empty lines as n line breaks. */
function joinLines(raw: string): string {
  // `yaml` takes these two for line ends in some of its patterns.
  if (/[\u2028\u2029]/.test(raw)) decline();
  const lines = raw.split('\n');
  const last = lines.length - 1;
  let joined = trimmedEnd(lines[0] ?? '');
  let empty = 0;
  for (let i = 1; i <= last; i++) {
    const line = trimmedStart(lines[i] ?? '');
    const content = i === last ? line : trimmedEnd(line);
    if (content === '' && i < last) {
      empty++;
    } else {
      joined += (empty === 0 ? ' ' : '\n'.repeat(empty)) + content;
      empty = 0;
    }
  }
  return joined;
}

export const isSpaceOrTab = (code: number): boolean => code === space || code === tab;

function trimmedStart(line: string): string {
  let start = 0;
  while (start < line.length && isSpaceOrTab(line.charCodeAt(start))) start++;
  return line.slice(start);
}

function trimmedEnd(line: string): string {
  let end = line.length;
  while (end > 0 && isSpaceOrTab(line.charCodeAt(end - 1))) end--;
  return line.slice(0, end);
}

/** The text that stands between double quotes, with escapes replaced and lines folded. */
function unescape(raw: string): string {
  let value = '';
  let copied = 0;
  for (let at = 0; at < raw.length;) {
    const code = raw.charCodeAt(at);
    if (code === newline) {
      value += trimmedEnd(raw.slice(copied, raw[at - 1] === '\r' ? at - 1 : at));
      const rest = lineBreaks(raw, at);
      value += rest.breaks === 1 ? ' ' : '\n'.repeat(rest.breaks - 1);
      at = copied = rest.end;
    } else if (code === backslash) {
      const escape = readEscape(raw, at);
      value += raw.slice(copied, at) + escape.text;
      at = copied = escape.end;
    } else {
      at++;
    }
  }
  return value + raw.slice(copied);
}

function lineBreaks(raw: string, from: number): { readonly breaks: number; readonly end: number } {
  let breaks = 0;
  let end = from;
  for (; end < raw.length && ' \t\r\n'.includes(raw[end] ?? ''); end++) if (raw[end] === '\n') breaks++;
  return { breaks, end };
}

function readEscape(raw: string, at: number): { readonly text: string; readonly end: number } {
  const letter = raw[at + 1] ?? '';
  const simple = escapes.get(letter);
  if (simple !== undefined) return { text: simple, end: at + 2 };
  const digits = { x: 2, u: 4, U: 8 }[letter];
  if (digits !== undefined) {
    const hex = raw.slice(at + 2, at + 2 + digits);
    const point = Number.parseInt(hex, 16);
    if (hex.length < digits || /[^0-9a-fA-F]/.test(hex) || point > 0x10ffff) decline();
    return { text: String.fromCodePoint(point), end: at + 2 + digits };
  }
  const lineEnd = raw.startsWith('\r\n', at + 1) ? at + 3 : at + 2;
  if (raw[lineEnd - 1] !== '\n') decline();
  let end = lineEnd;
  while (end < raw.length && isSpaceOrTab(raw.charCodeAt(end))) end++;
  // Every library reads an empty line after an escaped line break in its own way.
  if ('\r\n'.includes(raw[end] ?? ' ')) decline();
  return { text: '', end };
}

const escapes = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['\t', '\t'],
]);
