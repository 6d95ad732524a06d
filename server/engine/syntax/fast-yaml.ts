import { blockScalar } from './fast-yaml-block-scalar.ts';
import { flowCollection, longestKey } from './fast-yaml-flow.ts';
import {
  bar,
  colon,
  dash,
  decline,
  declined,
  doubleQuote,
  greater,
  hash,
  newline,
  openBrace,
  openBracket,
  Scanner,
  singleQuote,
  space,
} from './fast-yaml-scanner.ts';
import {
  checkPlainStart,
  emptyScalar,
  plainScalar,
  quotedScalar,
  scalar,
  scanPlainLine,
} from './fast-yaml-scalars.ts';
import { Node } from './node.ts';

/**
 * Reads one YAML document without a marker, as manifests are usually written, into the tree that `yaml` would give, several
 * times faster. Undefined where anything is unusual, be it an error, an anchor, a tag, an explicit key or odd indentation:
 * then `yaml` is to be asked. `root` is undefined where the text holds no value.
 */
export function parseFast(text: string): { readonly root: Node | undefined } | undefined {
  try {
    const scanner = new Scanner(text);
    const column = scanner.nextLine();
    if (column < 0) return { root: undefined };
    const root = blockNode(scanner, column, -1);
    return scanner.nextLine() < 0 ? { root } : undefined;
  } catch (error) {
    // Declining from any depth is what the error is for.
    if (error === declined) return undefined;
    throw error;
  }
}

/** Column of a place in a line where no block collection can begin: behind a key. */
const behindKey = -1;

/** The node at the scanner, inside of a collection at column `parent`; leaves the scanner at the start of a line. */
function blockNode(scanner: Scanner, column: number, parent: number): Node {
  const start = scanner.at;
  const code = scanner.code();
  if (code === dash && scanner.isBlank(start + 1) && column !== behindKey)
    return blockSequence(scanner, column);
  if (code === openBracket || code === openBrace) {
    const collection = flowCollection(scanner);
    scanner.endLine();
    return collection;
  }
  if (code === doubleQuote || code === singleQuote) {
    const quoted = quotedScalar(scanner);
    if (column !== behindKey && isKey(scanner, quoted)) return blockMap(scanner, column, quoted);
    scanner.endLine();
    return quoted;
  }
  checkPlainStart(scanner);
  const end = scanPlainLine(scanner);
  if (scanner.code() !== colon) return plainScalar(scanner, start, end, parent);
  if (column === behindKey) decline();
  return blockMap(scanner, column, scalar(start, end, scanner.text.slice(start, end), 'plain'));
}

/** A sequence whose dashes stand at `column`, the scanner at the first one. */
function blockSequence(scanner: Scanner, column: number): Node {
  scanner.enter();
  const start = scanner.at;
  const children: Node[] = [];
  do {
    scanner.at++;
    children.push(valueBehind(scanner, column, false));
  } while (scanner.nextLine() === column && isDash(scanner));
  return endBlock(scanner, 'seq', column, start, children);
}

/** A map whose keys stand at `column`, the scanner at the colon of the first one. */
function blockMap(scanner: Scanner, column: number, first: Node): Node {
  scanner.enter();
  const children: Node[] = [];
  let key = first;
  for (;;) {
    if (scanner.at - key.start > longestKey) decline();
    scanner.at++;
    children.push(key, valueBehind(scanner, column, true));
    if (scanner.nextLine() !== column) break;
    key = readKey(scanner);
  }
  return endBlock(scanner, 'map', column, first.start, children);
}

/** Ends a block collection at a line that does not belong to it, and goes back to the start of that line. */
function endBlock(
  scanner: Scanner,
  kind: 'map' | 'seq',
  column: number,
  start: number,
  children: readonly Node[],
): Node {
  if (scanner.at - scanner.lineStart > column) decline();
  scanner.at = scanner.lineStart;
  scanner.leave();
  return new Node(kind, start, children.at(-1)?.end ?? start, '', children, 'block');
}

/** A key after the first; leaves the scanner at its colon. */
function readKey(scanner: Scanner): Node {
  const start = scanner.at;
  const code = scanner.code();
  if (code === doubleQuote || code === singleQuote) {
    const quoted = quotedScalar(scanner);
    if (!isKey(scanner, quoted)) decline();
    return quoted;
  }
  checkPlainStart(scanner);
  const end = scanPlainLine(scanner);
  if (scanner.code() !== colon) decline();
  return scalar(start, end, scanner.text.slice(start, end), 'plain');
}

/** Whether a quoted scalar is a key: then the scanner is moved to its colon. */
function isKey(scanner: Scanner, { start, end }: Node): boolean {
  const { text } = scanner;
  let at = end;
  while (text.charCodeAt(at) === space) at++;
  if (text.charCodeAt(at) !== colon || !scanner.isBlank(at + 1)) return false;
  if (text.slice(start, end).includes('\n')) decline();
  scanner.at = at;
  return true;
}

const isDash = (scanner: Scanner): boolean => scanner.code() === dash && scanner.isBlank(scanner.at + 1);

/** What stands behind the colon or dash of an entry, on its line or below; leaves the scanner at the start of a line. */
function valueBehind(scanner: Scanner, column: number, inMap: boolean): Node {
  while (scanner.code() === space) scanner.at++;
  const code = scanner.code();
  if (code === newline || code === hash) {
    const place = code === newline && scanner.written[scanner.at - 1] === '\r' ? scanner.at - 1 : scanner.at;
    scanner.endLine();
    return valueBelow(scanner, column, inMap, place);
  }
  const valueColumn = scanner.at - scanner.lineStart;
  if (code === bar || code === greater) return blockScalar(scanner, column, inMap ? column : valueColumn);
  return blockNode(scanner, inMap ? behindKey : valueColumn, column);
}

function valueBelow(scanner: Scanner, column: number, inMap: boolean, place: number): Node {
  const found = scanner.nextLine();
  if (found > column) return blockNode(scanner, found, column);
  // A sequence may stand at the column of its key.
  if (found === column && inMap && isDash(scanner)) return blockSequence(scanner, column);
  scanner.at = scanner.lineStart;
  return emptyScalar(place);
}
