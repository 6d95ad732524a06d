import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { diagnoserOf, workspaceOf } from './support/check.ts';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: string | readonly string[];
}

/** What a snippet leaves in the file when every placeholder is taken as it is. */
function expand(body: Snippet['body']): string {
  const text = [body].flat().join('\n');
  const values = new Map<string, string>();
  const filled = text
    .replace(/\$\{(\d+)\|([^,|]*)[^}]*\|\}/g, (_, id: string, first: string) => remember(id, first))
    .replace(/\$\{(\d+):([^}]*)\}/g, (_, id: string, value: string) => remember(id, value));
  return filled.replace(/\$\{?(\d+)\}?/g, (_, id: string) => values.get(id) ?? '').replaceAll('\\$', '$');

  function remember(id: string, value: string): string {
    values.set(id, value);
    return value;
  }
}

for (const [language, extension] of [
  ['yaml', 'yaml'],
  ['python', 'py'],
] as const) {
  describe(`${language} snippets`, () => {
    const snippets = JSON.parse(readFileSync(`snippets/${language}.json`, 'utf8')) as Record<string, Snippet>;
    for (const [name, { body, description }] of Object.entries(snippets)) {
      test(`${name} is what Podium itself would write`, () => {
        const uri = `snippet.${extension}`;
        const text = expand(body);
        const found = diagnoserOf(workspaceOf([{ uri, text }]), rules)
          .diagnose(uri)
          .filter(({ level, rule }) => /error|warning/.test(level) && !rule.id.endsWith('-missing'));
        assert.deepEqual(
          found.map(({ rule, message }) => `${rule.id}: ${message}`),
          [],
          text,
        );
        assert.doesNotMatch(text, /\$\{/);
        assert.ok(description.length > 20);
      });
    }
  });
}
