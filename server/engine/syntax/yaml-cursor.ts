import type { Range } from '../text/document.ts';

/** Where a cursor stands in block-style YAML that may be half typed. */
export interface YamlCursor {
  /** Keys from the root of the document to the value at the cursor, list indexes left out. */
  readonly path: readonly string[];
  /** The value as far as it is written, its quotes included; empty where there is none. */
  readonly value: Range;
  /** Plain scalars beside it in the same map. */
  readonly siblings: ReadonlyMap<string, string>;
}

/**
 * Reads the lines around an offset without parsing them, so it works where a parser gives up. Undefined where the cursor is
 * not on the value of a key, such as in flow style or in a block of text.
 */
export function yamlCursor(text: string, offset: number): YamlCursor | undefined {
  const lines = text.split('\n').map(readLine);
  const at = text.slice(0, offset).split('\n').length - 1;
  const line = lines[at];
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (!line || offset - lineStart < line.valueColumn) return undefined;
  const path = [line.key];
  const siblings = new Map<string, string>();
  climb(lines, at, line, path, siblings);
  siblingsBelow(lines, at, line.keyColumn, siblings);
  const start = lineStart + line.valueColumn;
  return { path, value: { start, end: start + line.value.length }, siblings };
}

interface Line {
  /** Column of the first dash; that of the key where there is none. */
  readonly dashColumn: number;
  readonly keyColumn: number;
  readonly key: string;
  readonly valueColumn: number;
  readonly value: string;
}

function readLine(text: string): Line | undefined {
  const [, indent = '', dashes = '', key, gap = '', value = ''] =
    /^( *)((?:- +)*)((?:"[^"]*"|'[^']*'|[^\s"'#&*!{}[\]-][^\s:#]*)):((?: +|$))(.*?)(?: +#.*)?\r?$/.exec(
      text,
    ) ?? [];
  if (key === undefined) return undefined;
  const keyColumn = indent.length + dashes.length;
  return {
    dashColumn: indent.length,
    keyColumn,
    key: unquoted(key),
    valueColumn: keyColumn + key.length + 1 + gap.length,
    value: value.trimEnd(),
  };
}

/** Adds the keys above a line to the front of its path, and the scalars beside it to its siblings. */
function climb(
  lines: readonly (Line | undefined)[],
  at: number,
  from: Line,
  path: string[],
  siblings: Map<string, string>,
): void {
  let { column, limit } = enclosing(from);
  // Nothing stands around the keys of the root, but others beside them.
  for (let i = at - 1; i >= 0 && (limit >= 0 || path.length === 1); i--) {
    const line = lines[i];
    if (!line) continue;
    if (line.keyColumn === column) {
      if (path.length === 1) siblings.set(line.key, unquoted(line.value));
      // The first key of a list item: what stands above it belongs to another.
      if (beginsItem(line)) ({ column, limit } = enclosing(line));
    } else if (line.keyColumn <= limit) {
      path.unshift(line.key);
      ({ column, limit } = enclosing(line));
    }
  }
}

/** Where to look for what is around a key: its map's column, unless it begins it, and how far right a parent may stand. */
function enclosing(line: Line): { column: number | undefined; limit: number } {
  // The key of a list may stand right above the dashes of its items.
  if (beginsItem(line)) return { column: undefined, limit: line.dashColumn };
  return { column: line.keyColumn, limit: line.keyColumn - 1 };
}

const beginsItem = ({ dashColumn, keyColumn }: Line): boolean => dashColumn < keyColumn;

function siblingsBelow(
  lines: readonly (Line | undefined)[],
  at: number,
  column: number,
  siblings: Map<string, string>,
): void {
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.dashColumn > column) continue;
    if (line.dashColumn < column) return;
    siblings.set(line.key, unquoted(line.value));
  }
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
