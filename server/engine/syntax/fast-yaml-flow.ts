import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  decline,
  doubleQuote,
  hash,
  newline,
  openBrace,
  openBracket,
  question,
  type Scanner,
  singleQuote,
  space,
  tab,
} from './fast-yaml-scanner.ts';
import { checkPlainStart, quotedScalar, scalar } from './fast-yaml-scalars.ts';
import { Node } from './node.ts';

/** How far from the start of its key a colon may stand, in YAML as in `yaml`. */
export const longestKey = 1024;

/**
 * `[…]` or `{…}`; leaves the scanner behind the closing bracket. Its lines may stand anywhere, as with quoted scalars, and
 * tabs may indent them, as they often do in JSON.
 */
export function flowCollection(scanner: Scanner): Node {
  scanner.enter();
  const start = scanner.at;
  const isMap = scanner.code() === openBrace;
  const close = isMap ? closeBrace : closeBracket;
  const children: Node[] = [];
  scanner.at++;
  while (nextToken(scanner) !== close) {
    if (isMap) children.push(flowKey(scanner));
    const code = scanner.code();
    children.push(code === openBracket || code === openBrace ? flowCollection(scanner) : flowScalar(scanner));
    const behind = nextToken(scanner);
    if (behind === comma) scanner.at++;
    else if (behind !== close) decline();
  }
  scanner.at++;
  scanner.leave();
  return new Node(isMap ? 'map' : 'seq', start, scanner.at, '', children, 'flow');
}

/** A key; leaves the scanner behind its colon, at the value. */
function flowKey(scanner: Scanner): Node {
  const { text } = scanner;
  const start = scanner.at;
  const node = flowScalar(scanner);
  while (scanner.code() === space) scanner.at++;
  if (scanner.code() !== colon || scanner.at - start > longestKey) decline();
  // A value may follow a quoted key without a space.
  if (node.style === 'plain' && !scanner.isBlank(scanner.at + 1)) decline();
  if (node.style !== 'plain' && text.slice(start, node.end).includes('\n')) decline();
  scanner.at++;
  nextToken(scanner);
  return node;
}

function flowScalar(scanner: Scanner): Node {
  const first = scanner.code();
  if (first === doubleQuote || first === singleQuote) return quotedScalar(scanner);
  checkPlainStart(scanner);
  const { text } = scanner;
  const start = scanner.at;
  let at = start;
  let end = start;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code === newline || isFlowIndicator(code)) break;
    if (code === space) continue;
    if (code === tab) decline();
    if (code === hash && text.charCodeAt(at - 1) === space) break;
    if (code === colon && (scanner.isBlank(at + 1) || isFlowIndicator(text.charCodeAt(at + 1)))) break;
    end = at + 1;
  }
  // A dash or question mark alone is an indicator here, a colon at the start may be one.
  if (first === colon || (end === start + 1 && (first === dash || first === question))) decline();
  scanner.at = end;
  return scalar(start, end, text.slice(start, end), 'plain');
}

const isFlowIndicator = (code: number): boolean =>
  code === comma ||
  code === openBracket ||
  code === closeBracket ||
  code === openBrace ||
  code === closeBrace;

/** Moves over white space, line breaks and comments to the next character and gives it. */
function nextToken(scanner: Scanner): number {
  const { text } = scanner;
  for (let at = scanner.at; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === space || code === tab) {
      at++;
    } else if (code === newline) {
      at++;
      if (scanner.isMarker(at)) decline();
    } else if (code === hash && scanner.isBlank(at - 1)) {
      at = text.indexOf('\n', at);
    } else {
      scanner.at = at;
      return code;
    }
  }
  return decline();
}
