import type { Range } from '../../../server/engine/text/document.ts';

export interface Mark {
  readonly range: Range;
  readonly label: string;
  readonly text: string;
}

export interface FixtureFile {
  readonly uri: string;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Reads a fixture: ordinary YAML or Python in which three kinds of comment mean something.
 *
 *     # -- path --           a new file begins
 *     # ^^^^ label: text     points at the columns above it
 *     #<--- label: text      points at the first columns of the line above
 */
export function readFixture(source: string, name = 'fixture.yaml'): FixtureFile[] {
  return source
    .replace(/^\n/, '')
    .split(/^(?=# -- .+ --\n)/m)
    .map((part) => {
      const header = /^# -- (.+) --\n/.exec(part);
      const marks: Mark[] = [];
      let text = '';
      let lineStart = 0;
      for (const line of part.slice(header?.[0].length ?? 0).split(/(?<=\n)/)) {
        const [, lead = '', carets, dashes = '', label = '', says = ''] = mark.exec(line) ?? [];
        if (label) {
          const start = lineStart + (carets ? lead.length : 0);
          marks.push({ range: { start, end: start + (carets ?? dashes).length }, label, text: says });
        } else {
          lineStart = text.length;
          text += line;
        }
      }
      return { uri: header?.[1] ?? name, text, marks };
    })
    .filter(({ uri, text }, i) => i > 0 || uri !== name || text.trim() !== '');
}

const mark = /^(\s*#\s*)(?:(\^+)|<(-+)) ([\w-]+(?: \[\w+\])?)(?:: (.*))?$/m;

/** The inverse of readFixture, so that a failed comparison shows a fixture, and an accepted one can be saved as it is. */
export function printFixture(files: readonly FixtureFile[], name = 'fixture.yaml'): string {
  return files
    .map(({ uri, text, marks }) => {
      let lineStart = 0;
      const lines = text.split(/(?<=\n)/).map((line) => {
        const here = marks.filter(
          ({ range }) => lineStart <= range.start && range.start < lineStart + line.length,
        );
        const printed = here.map((it) => printMark(it, it.range.start - lineStart));
        lineStart += line.length;
        return [line, ...printed].join('');
      });
      return (uri === name ? '' : `# -- ${uri} --\n`) + lines.join('');
    })
    .join('');
}

function printMark({ range, label, text }: Mark, column: number): string {
  const width = Math.max(1, range.end - range.start);
  const arrow = column === 0 ? `#<${'-'.repeat(width)}` : `#${' '.repeat(column - 1)}${'^'.repeat(width)}`;
  return `${arrow} ${label}${text && `: ${text}`}\n`;
}
