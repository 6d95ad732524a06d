import { hash } from 'node:crypto';
import type { Level } from '../engine/rules/rule.ts';
import { isAtLeast, type Report, type ReportedFinding } from './finding.ts';

/** GitLab's code quality report, a list. Hints are left out. */
export function gitlabReport(): Report {
  let separator = '\n';
  return {
    begin: () => '[',
    file(findings) {
      const seen = new Map<string, number>();
      return findings
        .filter(({ severity }) => isAtLeast(severity, 'info'))
        .map((it) => {
          const text = separator + JSON.stringify(issue(it, seen));
          separator = ',\n';
          return text;
        })
        .join('');
    },
    end: () => `${separator === '\n' ? '' : '\n'}]\n`,
  };
}

/** The fingerprint leaves the line out, so that a finding stays the same when text above it is added. */
function issue({ file, range, code, severity, message }: ReportedFinding, seen: Map<string, number>): object {
  const name = JSON.stringify([file, code, message]);
  const before = seen.get(name) ?? 0;
  seen.set(name, before + 1);
  return {
    description: message,
    check_name: code,
    fingerprint: hash('sha256', `${name} ${before}`),
    severity: severities[severity],
    location: { path: file, lines: { begin: range.start.line + 1, end: range.end.line + 1 } },
  };
}

const severities: Readonly<Record<Level, string>> = {
  error: 'major',
  warning: 'minor',
  info: 'info',
  hint: 'info',
};
