import { readOptionName, variableName } from '../model/airflow.ts';
import {
  type AirflowFacts,
  type AirflowOption,
  currentName,
  optionDefault,
  optionVerdict,
} from '../model/airflow-facts.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/**
 * What an AIRFLOW__ variable sets, in the version that its container runs or else the configured one: type, default,
 * since when, and the name of today. Undefined where the offset, which counts in the region, is not on such a name.
 */
export function airflowOptionHover(
  { model }: Region,
  offset: number,
  facts: AirflowFacts,
  configuredVersion: string | undefined,
): { readonly range: Range; readonly markdown: string } | undefined {
  const variable = model.airflow.find(({ name }) => covers(name, offset));
  if (!variable) return undefined;
  const { name, version = configuredVersion } = variable;
  const read = readOptionName(facts, name.value);
  const current = read && (currentName(facts, read.option, version) ?? read.option);
  const option = current === undefined ? undefined : facts.options[current];
  if (!read || !option || current === undefined) return undefined;
  const dot = current.lastIndexOf('.');
  const heading = `**[${current.slice(0, dot)}] ${current.slice(dot + 1)}**`;
  const lines = [
    `${heading}${version === undefined ? '' : ` in Airflow ${version}`}`,
    standing(facts, read.option, version),
    details(option, version),
    suffixes(option, current, read.suffix),
  ];
  return {
    range: { start: name.start, end: name.end },
    markdown: lines.filter((it) => it !== '').join('\n\n'),
  };
}

/** What became of the name as it is written. */
function standing(facts: AirflowFacts, option: string, version: string | undefined): string {
  const verdict = optionVerdict(facts, option, version);
  switch (verdict?.kind) {
    case 'renamed': {
      const name = variableName(currentName(facts, verdict.to, version) ?? verdict.to);
      return `Named \`${name}\` since ${verdict.since}; the old name is ${verdict.read ? 'still read' : 'ignored'}.`;
    }
    case 'gone': {
      const instead =
        verdict.instead === undefined ? '' : `; \`${verdict.instead}\` in the pod template says the same`;
      return `No longer read since ${verdict.since}${instead}.`;
    }
    case 'removed':
      return `Removed in ${verdict.since}.`;
    case 'later':
      return `Not read yet: it came with ${verdict.since}.`;
    case 'deprecated':
      return `Deprecated since ${verdict.since}.`;
    case 'known':
    case 'unknown':
    case undefined:
      return '';
  }
}

function details(option: AirflowOption, version: string | undefined): string {
  const standard = optionDefault(option, version);
  const source = option.provider ? 'provider ' : '';
  return [
    option.type === undefined ? '' : `Type: ${option.type}`,
    option.enum ? `One of: ${option.enum.map((it) => `\`${it}\``).join(', ')}` : '',
    standard === undefined ? '' : `Default: ${standard === '' ? 'empty' : `\`${standard}\``}`,
    option.since === undefined ? '' : `Since: ${source}${option.since}`,
  ]
    .filter((it) => it !== '')
    .map((it) => `- ${it}`)
    .join('\n');
}

function suffixes({ sensitive }: AirflowOption, option: string, suffix: string): string {
  if (suffix === '_CMD') return 'The value is a command, whose output Airflow takes.';
  if (suffix === '_SECRET') return 'The value is a path in the secrets backend.';
  if (!sensitive) return '';
  return `Sensitive: may also come from \`${variableName(option, { suffix: '_CMD' })}\` or \`…_SECRET\`.`;
}
