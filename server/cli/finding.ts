import type { Level } from '../engine/rules/rule.ts';
import type { Position } from '../engine/text/line-index.ts';

/** A finding as it leaves the program. */
export interface ReportedFinding {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly code: string;
  readonly severity: Level;
  readonly message: string;
  /** Titles of what could be done about it, best first. */
  readonly fixes: readonly string[];
  /** `--fix` would make it disappear. */
  readonly isSafelyFixable: boolean;
  /** The line it stands on. */
  readonly line: string;
}

export interface Summary {
  /** Files that were read. */
  readonly files: number;
  /** Findings that `--fix` has fixed. */
  readonly fixed: number;
}

/** A way to print findings, piece by piece, so that no report has to be held in memory. */
export interface Report {
  begin(summary: Summary): string;
  /** The findings of one file, in order. */
  file(findings: readonly ReportedFinding[]): string;
  end(): string;
}

/** The gravest first. */
export const levels: readonly Level[] = ['error', 'warning', 'info', 'hint'];

export const isAtLeast = (level: Level, floor: Level): boolean =>
  levels.indexOf(level) <= levels.indexOf(floor);
