import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../../server/engine/rules/rule.ts';
import { LineIndex } from '../../../server/engine/text/line-index.ts';
import { readFixture } from './fixture.ts';

/**
 * What the marks in `test/engine/samples` say of a sample, a line for each finding as `describeFinding` writes it. The
 * engine test keeps the marks; whoever else shows findings must show these.
 */
export function sampleFindings(repository: string, file: string, rules: readonly Rule[]): string[] {
  const source = readFileSync(join(repository, 'test/engine/samples', file), 'utf8');
  const [fixture] = readFixture(source, file);
  if (!fixture) throw new Error(`no sample ${file}`);
  const lines = new LineIndex(fixture.text);
  return fixture.marks
    .map(({ range, label, text }) => {
      const [, code = '', level] = /^(\S+)(?: \[(\w+)\])?$/.exec(label) ?? [];
      const severity = level ?? rules.find((it) => it.id === code)?.severity ?? 'unknown';
      return describeFinding({
        start: lines.positionAt(range.start),
        end: lines.positionAt(range.end),
        severity,
        code,
        message: text,
      });
    })
    .sort();
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A finding as one line, to compare lists of them. */
export const describeFinding = (finding: {
  readonly start: Place;
  readonly end: Place;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}): string => {
  const { start, end, severity, code, message } = finding;
  return `${start.line + 1}:${start.character + 1}-${end.character + 1} ${severity} ${code}: ${message}`;
};
