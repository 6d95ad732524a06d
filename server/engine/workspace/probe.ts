import type { RegionModel } from '../model/region.ts';
import { yamlString } from '../syntax/edit.ts';
import type { Node } from '../syntax/node.ts';
import { pythonCursor } from '../syntax/python-cursor.ts';
import type { Range } from '../text/document.ts';
import type { Region } from './region.ts';

/**
 * A region read as if a word stood where one is about to be written. What that word would mean is then read from the model
 * like anything else, in YAML and in Python alike.
 */
export interface Probe {
  readonly region: Region;
  readonly model: RegionModel;
  /** Where the word begins in the text that was read. */
  readonly offset: number;
  /** The word stands as a key whose value is yet to come. */
  readonly isKey: boolean;
  /** What `place` needs to know. */
  readonly text: string;
  readonly inserted: Range;
}

/** Where a value goes, and how. */
export interface Slot {
  /** What it takes the place of, in the region as it is: on one line, without quotes. */
  readonly range: Range;
  /** A value as it is written there; `style` says how where nothing stands around it that does. */
  write(value: string, style?: 'double' | 'number'): string;
}

/** Undefined where no word can be, such as in a comment. */
export function probeAt(region: Region, offset: number): Probe | undefined {
  const word = region.language === 'python' ? pythonWord(region.text, offset) : yamlWord(region.text, offset);
  if (!word) return undefined;
  const { lead, rest } = word;
  const text = region.text.slice(0, offset) + lead + rest + region.text.slice(offset);
  const inserted = { start: offset, end: offset + lead.length + rest.length };
  const isKey = rest.includes(':');
  return { region, text, inserted, isKey, offset: offset + lead.length, model: region.reading(text) };
}

/** The slot of a node that was read in place of the word. Undefined where it goes over several lines. */
export function slotOf(
  { region, text, inserted, isKey }: Probe,
  node: Range & Pick<Node, 'style'>,
): Slot | undefined {
  const written = text.slice(node.start, node.end);
  const [, prefix = '', quote = ''] =
    /^([rRuU]?)("""|'''|"|')/.exec(node.style === 'plain' ? '' : written) ?? [];
  const range = {
    start: toRegion(node.start + prefix.length + quote.length, inserted),
    end: isKey ? inserted.start : toRegion(node.end - quote.length, inserted),
  };
  if (/[\r\n]/.test(region.text.slice(range.start, range.end)) || node.style === 'literal') return undefined;
  const lead = /^\s*/.exec(text.slice(inserted.start))?.[0] ?? '';
  const isQuotedHere =
    range.start > 0 && quote !== '' && region.text.startsWith(quote, range.start - quote.length);
  return {
    range,
    write(value, style) {
      if (isQuotedHere)
        return quote === "'" && region.language === 'yaml' ? value.replaceAll("'", "''") : escaped(value);
      if (region.language === 'python') return JSON.stringify(value);
      return (
        (range.start === inserted.start ? lead : '') + (style === 'number' ? value : yamlString(value, style))
      );
    },
  };
}

const escaped = (value: string): string => JSON.stringify(value).slice(1, -1);

const toRegion = (at: number, { start, end }: Range): number =>
  at <= start ? at : Math.max(start, at - (end - start));

interface Word {
  /** What must stand before the word so that it is one of its own. */
  readonly lead: string;
  readonly rest: string;
}

function yamlWord(text: string, offset: number): Word | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const after = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  if (/(^|\s)#/.test(before)) return undefined;
  const isAtEnd = /^\s*(#.*)?$/.test(after);
  if (bareKey.test(before) && isAtEnd) return { lead: ' ', rest: after.startsWith('#') ? 'x ' : 'x' };
  const opened = Math.max(before.lastIndexOf('{'), before.lastIndexOf('}'));
  const inFlowMap = before[opened] === '{' && /[{,]\s*[\w./-]*$/.test(before) && /^\s*([},#]|$)/.test(after);
  const isAlone = /^\s*[\w./-]*$/.test(before) && isAtEnd;
  if (inFlowMap || isAlone) return { lead: '', rest: 'x: x' };
  return { lead: '', rest: after.startsWith('#') ? 'x ' : 'x' };
}

/** A key and its colon, to which a value wants some distance. */
const bareKey = /(?:^\s*(?:- +)*|[{,]\s*)(?:"[^"]*"|'[^']*'|[^\s"'{},:]+):$/;

function pythonWord(text: string, offset: number): Word | undefined {
  const cursor = pythonCursor(text, offset);
  if (!cursor) return undefined;
  const { word, inString } = cursor;
  if (inString) {
    const isClosed = /["']/.test(text[word.end] ?? '');
    return { lead: '', rest: isClosed ? 'x' : `x${text[word.start - 1] ?? ''}` };
  }
  const isValue =
    word.start === offset &&
    /[=:[,(]\s*$/.test(text.slice(0, offset)) &&
    /^[ \t]*(?:[,)\]}#\r\n]|$)/.test(text.slice(offset));
  return isValue ? { lead: '', rest: '"x"' } : undefined;
}
