import type { Range } from '../text/document.ts';

/** What the comments of a file silence. An empty list of rules means all of them. */
export interface Silence {
  /** Whether a finding of this rule, at this place of the file, was silenced. */
  covers(rule: string, range: Range): boolean;
}

const nothing: Silence = { covers: () => false };
const comment = /(?:^|[ \t])#[ \t]*podium-disable-(line|next-line|file)\b([^\r\n]*)/gm;

/**
 * Reads `# podium-disable-line RULE…`, `# podium-disable-next-line RULE…` and `# podium-disable-file RULE…`, in YAML and
 * Python alike. Rules are separated by spaces or commas; what follows `--` is a reason for people.
 */
export function readSilence(text: string): Silence {
  if (!text.includes('podium-disable-')) return nothing;
  const found = [...text.matchAll(comment)].map((match) => ({
    ...placeOf(text, match.index + match[0].indexOf('#'), match[1] ?? ''),
    rules:
      (match[2] ?? '')
        .split('--')[0]
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? [],
  }));
  return {
    covers: (rule, { start }) =>
      found.some(
        (it) => it.start <= start && start <= it.end && (it.rules.length === 0 || it.rules.includes(rule)),
      ),
  };
}

function placeOf(text: string, at: number, where: string): Range {
  if (where === 'file') return { start: 0, end: text.length };
  const line = lineAround(text, at);
  if (where === 'line') return line;
  // A comment of its own may be followed by other comments: the next line of content is meant.
  let next = lineAround(text, line.end + 1);
  while (/^[ \t]*(#.*)?\r?$/.test(text.slice(next.start, next.end)) && next.end < text.length) {
    next = lineAround(text, next.end + 1);
  }
  return next;
}

function lineAround(text: string, offset: number): Range {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start, end: end < 0 ? text.length : end };
}
