import type { Level } from '../engine/rules/rule.ts';
import { isAtLeast, type Report, type ReportedFinding } from './finding.ts';

/** Workflow commands, which GitHub Actions shows as annotations. Hints are left out: it shows only a few of each kind. */
export const githubReport = (): Report => ({
  begin: () => '',
  file: (findings) =>
    findings
      .filter(({ severity }) => isAtLeast(severity, 'info'))
      .map(command)
      .join(''),
  end: () => '',
});

function command({ file, range, code, severity, message }: ReportedFinding): string {
  const properties = {
    file,
    line: range.start.line + 1,
    endLine: range.end.line + 1,
    col: range.start.character + 1,
    endColumn: range.end.character + 1,
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${commands[severity]} ${written.join(',')}::${data(message)}\n`;
}

const commands: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** Escaped as `@actions/core` does. */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
