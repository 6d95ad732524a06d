import type { Range, TextEdit } from '../text/document.ts';

/** Removes one of several things between commas (an argument, an imported name), with its comma and its line if it has one of its own. */
export function removeListed(text: string, { start, end }: Range): TextEdit[] {
  const comma = /^[ \t]*,/.exec(text.slice(end))?.[0].length ?? 0;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const restOfLine = /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(end + comma));
  if (restOfLine && text.slice(lineStart, start).trim() === '') {
    return [remove(lineStart, end + comma + restOfLine[0].length)];
  }
  if (comma > 0) {
    const space = /^[ \t]*/.exec(text.slice(end + comma))?.[0].length ?? 0;
    return [remove(start, end + comma + space)];
  }
  const before = /,\s*$/.exec(text.slice(0, start));
  return [remove(before ? before.index : start, end)];
}

/**
 * Removes a statement with its lines, the comment on top of it, and one of the empty lines around it. Undefined where it
 * is not alone on its lines, or stands in a block, which may need it.
 */
export function removeStatement(text: string, { start, end }: Range): TextEdit | undefined {
  const isAtStart = start === 0 || text[start - 1] === '\n';
  const rest = /^[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(text.slice(end).replaceAll('\r', ' '));
  if (!isAtStart || !rest) return undefined;
  const lineEnd = end + rest[0].length;
  const emptyAfter = /^\r?\n/.exec(text.slice(lineEnd))?.[0].length ?? 0;
  const isLast = emptyAfter > 0 || lineEnd === text.length;
  // A comment speaks of the statement alone only where an empty line ends what it may speak of.
  const comment = isLast ? (/(?<=\n\r?\n)(?:#[^\n]*\n)+$/.exec(text.slice(0, start))?.[0].length ?? 0) : 0;
  const from = start - comment;
  const isAfterEmpty = from === 0 || /(?:^|\n)\r?\n$/.test(text.slice(0, from));
  return remove(from, isAfterEmpty ? lineEnd + emptyAfter : lineEnd);
}

const remove = (start: number, end: number): TextEdit => ({ range: { start, end }, newText: '' });
