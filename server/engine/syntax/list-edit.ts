import { columnOf } from './edit.ts';
import type { Node } from './node.ts';
import type { Range, TextEdit } from '../text/document.ts';

/**
 * Adds an item, given as the lines of a block, behind the last one, in the style of the list: block lists take all lines,
 * flow lists a single one. Empty where the text does not show how.
 */
export function appendItem(text: string, list: Node, lines: readonly string[]): TextEdit[] {
  const last = list.children.at(-1);
  if (list.kind !== 'seq') return [];
  if (list.style === 'flow') {
    if (lines.length !== 1) return [];
    const end = last ? last.end : list.end - 1;
    return [{ range: { start: end, end }, newText: `${last ? ', ' : ''}${lines[0] ?? ''}` }];
  }
  const place = last && itemLines(text, last);
  if (!place) return [];
  const indent = ' '.repeat(columnOf(text, place.dash));
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const added = lines.map((line, i) => `${newline}${indent}${i === 0 ? '- ' : '  '}${line}`).join('');
  return [{ range: { start: place.end, end: place.end }, newText: added }];
}

/** Removes an item with its lines or its comma. Empty for the only item, and where it shares a line with another. */
export function removeItem(text: string, list: Node, item: Node): TextEdit[] {
  const at = list.children.indexOf(item);
  const [previous, next] = [list.children[at - 1], list.children[at + 1]];
  if (at < 0 || (!previous && !next)) return [];
  if (list.style === 'flow') {
    const range = next
      ? { start: item.start, end: next.start }
      : { start: previous?.end ?? item.start, end: item.end };
    return [{ range, newText: '' }];
  }
  const lines = itemLines(text, item);
  return lines ? [{ range: wholeLines(text, lines), newText: '' }] : [];
}

/** Moves an item of a block list before the first one. */
export function moveItemFirst(text: string, list: Node, item: Node): TextEdit[] {
  const first = list.children[0];
  const from = itemLines(text, item);
  const to = first && itemLines(text, first);
  if (list.style === 'flow' || !from || !to || first === item) return [];
  const range = wholeLines(text, from);
  const moved = text.slice(from.start, from.end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [
    { range: { start: to.start, end: to.start }, newText: `${moved}${newline}` },
    { range, newText: '' },
  ];
}

interface ItemLines extends Range {
  readonly dash: number;
}

/** From the start of the line of the item's dash to the end of its last line; undefined where others stand on them. */
function itemLines(text: string, item: Node): ItemLines | undefined {
  const dash = text.lastIndexOf('-', item.start - 1);
  const start = text.lastIndexOf('\n', dash) + 1;
  if (dash < 0 || text.slice(start, dash).trim() !== '' || text.slice(dash + 1, item.start).trim() !== '')
    return undefined;
  let end = item.end;
  while (end > item.start && /\s/.test(text[end - 1] ?? '')) end--;
  const newline = text.indexOf('\n', end);
  if (newline < 0) return { start, end: text.length, dash };
  return { start, end: text[newline - 1] === '\r' ? newline - 1 : newline, dash };
}

/** With the line break that ends them, or, at the end of the text, the one before them. */
function wholeLines(text: string, { start, end }: Range): Range {
  const newline = text.indexOf('\n', end);
  return newline < 0 ? { start: Math.max(0, start - 1), end } : { start, end: newline + 1 };
}
