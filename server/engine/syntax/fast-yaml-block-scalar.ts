import {
  bar,
  carriageReturn,
  dash,
  decline,
  plus,
  type Scanner,
  space,
  tab,
  zero,
} from './fast-yaml-scanner.ts';
import { isSpaceOrTab, scalar } from './fast-yaml-scalars.ts';
import type { Node } from './node.ts';

/**
 * A literal or folded scalar, header included. Its lines stand deeper than `parent` and not left of `least`. Leaves the
 * scanner at the start of the line behind it.
 */
export function blockScalar(scanner: Scanner, parent: number, least: number): Node {
  const { text, written } = scanner;
  const start = scanner.at;
  const style = scanner.code() === bar ? 'literal' : 'folded';
  const { chomping, explicit } = readHeader(scanner);
  // In a sequence `yaml` counts an explicit indentation from another column than the standard does.
  if (parent < 0 || (explicit > 0 && least !== parent)) decline();

  let indent = explicit > 0 ? parent + explicit : -1;
  const lines: string[] = [];
  let used = 0;
  let end = scanner.at;
  let widestEmpty = 0;
  let lineStart = scanner.at;
  while (lineStart < text.length) {
    let first = lineStart;
    while (text.charCodeAt(first) === space) first++;
    const lineEnd = text.indexOf('\n', first);
    const contentEnd = written.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
    if (first === lineEnd) {
      if (lineEnd === written.length) decline();
      widestEmpty = Math.max(widestEmpty, contentEnd - lineStart);
    } else {
      const column = first - lineStart;
      if (text.charCodeAt(first) === tab && column < Math.max(indent, parent + 1)) decline();
      if (column <= parent) break;
      if (indent < 0) indent = column;
      if (column < Math.max(indent, least) || (used === 0 && widestEmpty > indent)) decline();
      used = lines.length + 1;
      end = lineEnd + 1;
      widestEmpty = 0;
    }
    lines.push(indent < 0 ? '' : text.slice(lineStart + indent, contentEnd));
    lineStart = lineEnd + 1;
  }
  // Spaces behind the text that are deeper than it are part of it, and nobody means that.
  if (used === 0 ? lines.length > 0 : widestEmpty > indent) decline();
  scanner.at = lineStart;
  if (chomping === 'keep') end = lineStart;
  const content = lines.slice(0, used);
  const value = style === 'literal' ? content.join('\n') : foldLines(content);
  const breaks = used === 0 || chomping === 'strip' ? 0 : chomping === 'keep' ? lines.length - used + 1 : 1;
  return scalar(start, Math.min(end, written.length), value + '\n'.repeat(breaks), style);
}

function readHeader(scanner: Scanner): { chomping: 'clip' | 'strip' | 'keep'; explicit: number } {
  let chomping: 'clip' | 'strip' | 'keep' = 'clip';
  let explicit = 0;
  for (scanner.at++; ; scanner.at++) {
    const code = scanner.code();
    if (chomping === 'clip' && code === dash) chomping = 'strip';
    else if (chomping === 'clip' && code === plus) chomping = 'keep';
    else if (explicit === 0 && code > zero && code <= zero + 9) explicit = code - zero;
    else break;
  }
  scanner.endLine();
  return { chomping, explicit };
}

/** Joins the lines of a folded scalar; lines that begin with white space keep their line breaks. */
function foldLines(lines: readonly string[]): string {
  const leading = Math.max(
    0,
    lines.findIndex((it) => it !== ''),
  );
  let value = '\n'.repeat(leading);
  let separator = '';
  let wasDeeper = false;
  for (const line of lines.slice(leading)) {
    if (line === '') {
      if (separator === '\n') value += '\n';
      else separator = '\n';
    } else if (isSpaceOrTab(line.charCodeAt(0))) {
      if (separator === ' ') separator = '\n';
      else if (separator === '\n' && !wasDeeper) separator = '\n\n';
      value += separator + line;
      separator = '\n';
      wasDeeper = true;
    } else {
      value += separator + line;
      separator = ' ';
      wasDeeper = false;
    }
  }
  return value;
}
