import type { Report, ReportedFinding } from './finding.ts';

/** Every finding of every level, one on a line. */
export function jsonReport(): Report {
  let separator = '\n';
  return {
    begin: ({ files }) => `{"version":1,"files":${files},"findings":[`,
    file: (findings) =>
      findings
        .map((it) => {
          const text = separator + JSON.stringify(published(it));
          separator = ',\n';
          return text;
        })
        .join(''),
    end: () => `${separator === '\n' ? '' : '\n'}]}\n`,
  };
}

const published = ({ file, range, code, severity, message, fixes }: ReportedFinding): object => ({
  file,
  range,
  code,
  severity,
  message,
  fixes,
});
