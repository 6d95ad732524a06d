import type { Level } from '../engine/rules/rule.ts';
import { isAtLeast, levels, type Report, type ReportedFinding, type Summary } from './finding.ts';

/** For people: each finding with the line it stands on, hints left out, and a sum at the end. */
export function textReport(colours: boolean): Report {
  const paint = colours ? painted : plain;
  const counts = new Map<Level, number>();
  let summary: Summary = { files: 0, fixed: 0 };
  let fixable = 0;
  return {
    begin(it) {
      summary = it;
      return '';
    },
    file(findings) {
      const shown = findings.filter(({ severity }) => isAtLeast(severity, 'info'));
      for (const { severity } of shown) counts.set(severity, (counts.get(severity) ?? 0) + 1);
      fixable += shown.filter((it) => it.isSafelyFixable).length;
      return shown.map((it) => `${finding(it, paint)}\n`).join('');
    },
    end() {
      const said = levels.flatMap((level) => counted(counts.get(level) ?? 0, level, paint));
      const found = said.length === 0 ? paint.good('no findings') : said.join(', ');
      const mended = summary.fixed > 0 ? `, ${summary.fixed} fixed` : '';
      const hint = fixable > 0 ? paint.faint(` (${fixable} can be fixed with --fix)`) : '';
      return `${found} in ${plural(summary.files, 'file')}${mended}${hint}\n`;
    },
  };
}

function finding({ file, range, severity, message, code, line }: ReportedFinding, paint: Paint): string {
  const { line: row, character } = range.start;
  const place = `${paint.place(printable(file))}:${row + 1}:${character + 1}`;
  const number = String(row + 1);
  const margin = ' '.repeat(number.length);
  const { shown, before, width } = frame(
    line,
    character,
    range.end.line === row ? range.end.character : line.length,
  );
  return [
    `${place} ${paint[severity](severity)} ${printable(message)}  ${paint.faint(code)}`,
    paint.faint(` ${number} | `) + printable(shown),
    paint.faint(` ${margin} | `) + ' '.repeat(before) + paint[severity]('^'.repeat(width)),
    '',
  ].join('\n');
}

const widest = 120;

/** As much of a long line as fits, the finding near its beginning. */
function frame(line: string, start: number, end: number): { shown: string; before: number; width: number } {
  const cut = line.length > widest ? Math.max(0, Math.min(start - 20, line.length - widest)) : 0;
  const shown = line.slice(cut, cut + widest);
  const before = start - cut;
  return { shown, before, width: Math.max(1, Math.min(end - cut, shown.length) - before) };
}

function counted(count: number, level: Level, paint: Paint): string[] {
  if (count === 0) return [];
  return [paint[level](level === 'info' ? `${count} info` : plural(count, level))];
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What a file says must not move the cursor of whoever reads the report. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

type Paint = Readonly<Record<Level | 'place' | 'faint' | 'good', (text: string) => string>>;

const same = (text: string): string => text;

const plain: Paint = {
  error: same,
  warning: same,
  info: same,
  hint: same,
  place: same,
  faint: same,
  good: same,
};

const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

const painted: Paint = {
  error: ansi(31),
  warning: ansi(33),
  info: ansi(36),
  hint: ansi(2),
  place: ansi(1),
  faint: ansi(2),
  good: ansi(32),
};
