import type { Rule } from '../engine/rules/rule.ts';
import { noSettings } from '../engine/workspace/settings.ts';
import { languageOf } from '../service/file-kinds.ts';
import { nodeHost } from '../service/node-host.ts';
import { Service } from '../service/service.ts';

/** What a rule finds, why that matters, and an example of it. */
export const explanation = ({ id, severity, summary, why, before, after }: Rule): string =>
  [`${id} (${severity})`, `${summary}.`, why, 'Before:', indented(before), 'After:', indented(after)]
    .map((it) => `${it}\n`)
    .join('\n');

/** All rules as JSON: `[{"id", "severity", "summary", "fixable"}]`. */
export async function rulesAsJson(rules: readonly Rule[]): Promise<string> {
  const fixable = await fixableRules(rules);
  const list = rules.map(({ id, severity, summary }) => ({
    id,
    severity,
    summary,
    fixable: fixable.has(id),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** All rules as a table. */
export function rulesAsText(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`)
    .join('');
}

/** The rules that have a fix for their own example. */
async function fixableRules(rules: readonly Rule[]): Promise<ReadonlySet<string>> {
  const fixable = new Set<string>();
  const onError = (error: unknown): never => {
    throw error;
  };
  const service = await Service.start(nodeHost, { commandLine: noSettings, onError });
  for (const rule of rules) {
    const files = exampleFiles(rule.before);
    for (const { uri, text } of files) service.setDocument(uri, text, languageOf(uri));
    await service.settled();
    const found = files.flatMap(({ uri }) => service.diagnose(uri)).filter((it) => it.rule === rule);
    if (found.some(({ fix }) => [fix ?? []].flat().length > 0)) fixable.add(rule.id);
    for (const { uri } of files) service.closeDocument(uri);
  }
  return fixable;
}

/** The files of an example: `# -- path --` begins one. Its marks are comments, so they may stay. */
function exampleFiles(example: string): { readonly uri: string; readonly text: string }[] {
  const name = /^(?:from|import|@|def) /m.test(example) ? 'example.py' : 'example.yaml';
  return example.split(/^(?=# -- .+ --$)/m).flatMap((part) => {
    if (part.trim() === '') return [];
    const path = /^# -- (.+) --$/m.exec(part)?.[1] ?? name;
    return [{ uri: `file:///${path}`, text: part.replace(/^# -- .+ --\n/, '') }];
  });
}

const indented = (text: string): string => text.replace(/^\n|\n$/g, '').replace(/^(?=.)/gm, '    ');
