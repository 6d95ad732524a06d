import type { Level, Rule } from '../engine/rules/rule.ts';
import type { Report, ReportedFinding } from './finding.ts';

/** SARIF 2.1.0, for GitHub code scanning and the like. Lines and columns count from 1 there. */
export function sarifReport(rules: readonly Rule[], version: string): Report {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  let separator = '\n';
  return {
    begin: () => {
      const driver = { name: 'Podium', version, rules: rules.map(describe) };
      const head = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' };
      // Everything but the results is small, so only these are printed as they come.
      return `${JSON.stringify(head).slice(0, -1)},"runs":[{"tool":${JSON.stringify({ driver })},"columnKind":"utf16CodeUnits","results":[`;
    },
    file: (findings) =>
      findings
        .map((it) => {
          const text = separator + JSON.stringify(result(it, indexes.get(it.code) ?? -1));
          separator = ',\n';
          return text;
        })
        .join(''),
    end: () => `${separator === '\n' ? '' : '\n'}]}]}\n`,
  };
}

const describe = ({ id, summary, why, severity }: Rule): object => ({
  id,
  shortDescription: { text: `${summary}.` },
  fullDescription: { text: why },
  help: { text: why },
  defaultConfiguration: { level: sarifLevels[severity] },
});

function result({ file, range, code, severity, message }: ReportedFinding, ruleIndex: number): object {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const region = {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
  const locations = [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } }];
  return { ruleId: code, ruleIndex, level: sarifLevels[severity], message: { text: message }, locations };
}

const sarifLevels: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};
