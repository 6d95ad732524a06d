import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Rule } from '../server/engine/rules/rule.ts';

const folder = 'server/engine/rules';

/**
 * Writes what follows from the rules: their list, the manual, and the rule ids in the settings of the editor.
 * With `--check` nothing is written; the exit code says whether something would be.
 */
const outputs = [
  { path: `${folder}/index.ts`, make: ruleList },
  { path: `${folder}/README.md`, make: manual },
  { path: 'package.json', make: manifest },
];

const check = process.argv.includes('--check');
for (const { path, make } of outputs) {
  const text = await make();
  const before = readIfThere(path);
  if (text === before) continue;
  if (check) {
    console.error(`${path} is not in step with the rules: run npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}

function ruleIds(): string[] {
  return globSync(`${folder}/*.ts`)
    .map((path) => basename(path, '.ts'))
    .filter((it) => it !== 'index' && it !== 'rule')
    .sort();
}

function exportName(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function ruleList(): Promise<string> {
  const ids = ruleIds();
  const lines = [
    ...ids.map((id) => `import { ${exportName(id)} } from './${id}.ts';`),
    `import type { Rule } from './rule.ts';`,
    '',
    '/** Every rule, by id. Written by `npm run generate`. */',
    `export const rules: readonly Rule[] = [${ids.map(exportName).join(', ')}];`,
  ];
  return format(lines.join('\n'), { ...(await resolveConfig(`${folder}/index.ts`)), parser: 'typescript' });
}

async function manual(): Promise<string> {
  const rules = await loadRules();
  const rows = rules.map((it) => `| [\`${it.id}\`](#${it.id}) | ${it.severity} | ${it.summary} |`);
  const pages = rules.map((rule) => {
    const language = /^(?:from|import|@|def) /m.test(rule.before) ? 'python' : 'yaml';
    return [
      `## ${rule.id}`,
      `**${rule.severity}** · ${rule.summary}.`,
      rule.why,
      'Before:',
      fence(language, rule.before),
      'After:',
      fence(language, rule.after),
    ].join('\n\n');
  });
  return `${[
    '# Rules',
    'Written by `npm run generate` from the rules beside this file. `podium explain RULE` prints the same.',
    ['| rule | level | what is wrong |', '| --- | --- | --- |', ...rows].join('\n'),
    ...pages,
  ].join('\n\n')}\n`;
}

async function manifest(): Promise<string> {
  const text = readFileSync('package.json', 'utf8');
  const parsed = JSON.parse(text) as { contributes?: { configuration?: unknown } };
  const rules = await loadRules();
  const level = ['off', 'hint', 'info', 'warning', 'error'];
  for (const section of [parsed.contributes?.configuration ?? []].flat() as {
    properties?: Record<string, unknown>;
  }[]) {
    const setting = section.properties?.['podium.rules'] as { properties?: unknown } | undefined;
    if (!setting) continue;
    setting.properties = Object.fromEntries(
      rules.map(({ id, summary, severity }) => [
        id,
        { enum: level, default: severity, markdownDescription: `${summary}. \`${severity}\` unless set.` },
      ]),
    );
  }
  return `${JSON.stringify(parsed, null, 2)}\n`;
}

async function loadRules(): Promise<readonly Rule[]> {
  const loaded = await Promise.all(
    ruleIds().map(async (id) => {
      const module = (await import(pathToFileURL(`${folder}/${id}.ts`).href)) as Record<
        string,
        Rule | undefined
      >;
      const rule = module[exportName(id)];
      if (rule?.id !== id)
        throw new Error(`${folder}/${id}.ts must export ${exportName(id)} with the id ${id}`);
      return rule;
    }),
  );
  return loaded;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replace(/^\n|\n$/g, '')}\n\`\`\``;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that is not there yet is written.
    return undefined;
  }
}
