import type { Range } from '../text/document.ts';

/** A text with its place in the file. */
export interface IniText extends Range {
  readonly value: string;
}

export interface IniEntry {
  /** In lower case, as the reader of Python has it. */
  readonly key: IniText;
  /** Lines that go on are joined by line breaks; undefined where there is no delimiter. */
  readonly value: IniText | undefined;
  /** All of its lines, the last line break left out. */
  readonly lines: Range;
}

export interface IniSection {
  readonly name: IniText;
  /** The line of its header, the line break left out. */
  readonly header: Range;
  readonly entries: readonly IniEntry[];
}

/**
 * Reads a file as Python's ConfigParser does: sections, `key = value` or `key: value`, whole lines of comment that begin
 * with `#` or `;`, and indented lines that continue a value. What comes before the first section is left out.
 */
export function readIni(text: string): readonly IniSection[] {
  const sections: (IniSection & { readonly entries: IniEntry[] })[] = [];
  let indent = 0;
  for (const { 0: line, index } of text.matchAll(/^[^\r\n]+/gm)) {
    const written = line.trim();
    if (written === '' || /^[#;]/.test(written)) continue;
    const start = index + line.indexOf(written);
    const lines = { start: index, end: index + line.length };
    const section = sections.at(-1);
    const last = section?.entries.at(-1);
    if (last?.value && start - index > indent) {
      section?.entries.splice(-1, 1, continued(last, { value: written, start, end: start + written.length }));
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(written)?.[1];
    if (header !== undefined) {
      const name = { value: header, start: start + 1, end: start + 1 + header.length };
      sections.push({ name, header: lines, entries: [] });
      continue;
    }
    indent = start - index;
    section?.entries.push(entryOf(written, start, lines));
  }
  return sections;
}

function entryOf(written: string, start: number, lines: Range): IniEntry {
  const [whole, key = '', value] = /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(written) ?? [];
  const end = start + written.length;
  return {
    key: { value: key.toLowerCase(), start, end: start + key.length },
    value: whole === undefined || value === undefined ? undefined : { value, start: end - value.length, end },
    lines,
  };
}

const continued = ({ key, value, lines }: IniEntry, { value: more, end }: IniText): IniEntry => ({
  key,
  value: value && { value: `${value.value}\n${more}`, start: value.start, end },
  lines: { start: lines.start, end },
});
