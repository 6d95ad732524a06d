/** Half-open range of UTF-16 offsets. Lines and characters exist only at the edges. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A change outside the region at hand. Offsets in `edits` count from the start of that file. */
export type FileChange =
  | { readonly uri: string; readonly create: string }
  | { readonly uri: string; readonly append: string }
  | { readonly uri: string; readonly edits: readonly TextEdit[] };

/** Applies edits that do not overlap; throws where they do, because that is a bug in a rule. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let copied = 0;
  for (const { range, newText } of ordered) {
    if (range.start < copied) throw new Error(`overlapping edits at offset ${range.start}`);
    result += text.slice(copied, range.start) + newText;
    copied = range.end;
  }
  return result + text.slice(copied);
}

export const covers = ({ start, end }: Range, offset: number): boolean => start <= offset && offset <= end;

export const shift = ({ start, end }: Range, by: number): Range => ({ start: start + by, end: end + by });

/** The place of a part of a scalar's value, or of all of it where quoting hides the part. */
export function within(text: string, whole: Range, part: string): Range {
  const at = text.slice(whole.start, whole.end).lastIndexOf(part);
  return at < 0 ? whole : { start: whole.start + at, end: whole.start + at + part.length };
}

/** The part of `range` on its first line, so that a finding never spans two. */
export function firstLine(text: string, { start, end }: Range): Range {
  const newline = text.indexOf('\n', start);
  if (newline < 0 || newline >= end) return { start, end };
  return { start, end: Math.max(start, text[newline - 1] === '\r' ? newline - 1 : newline) };
}

/** The one edit that makes `after` of `before`: what is left between their common beginning and end. */
export function difference(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  return {
    range: { start, end: before.length - tail },
    newText: after.slice(start, after.length - tail),
  };
}
