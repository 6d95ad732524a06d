/** One YAML document of a file: its text without the marker, and where it begins in the file. */
export interface RegionText {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a YAML file at its document markers. A line that begins with `---` or `...` and then ends or goes on with white
 * space ends a document wherever it stands, even inside a block scalar, so a scan of lines cuts exactly as a parser does.
 * A byte order mark and what stands before the first marker without being content (comments, directives) is left out.
 */
export function cutRegions(text: string): RegionText[] {
  const found: RegionText[] = [];
  let start = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  for (const { 0: marker, index } of text.matchAll(markers)) {
    add(start, index);
    start = index + marker.length;
  }
  add(start, text.length);
  return found;

  function add(from: number, to: number): void {
    const part = text.slice(from, to);
    if (hasContent(part)) found.push({ start: from, text: part });
  }
}

const byteOrderMark = 0xfeff;

/** Markers at the start of a line, with the white space behind them. Not `^`, which holds after a U+2028 too. */
const markers = /(?<![^\r\n\ufeff])(?:---|\.\.\.)(?![^ \t\r\n])[ \t]*/g;

const hasContent = (text: string): boolean => /^[ \t]*[^ \t\r\n#%]/m.test(text);
