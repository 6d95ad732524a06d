import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { diagnoserOf, workspaceOf } from './support/check.ts';

/** As `scripts/golden.ts` writes it, asked of a real API server. */
interface Verdict {
  readonly manifest: string;
  readonly accepted: boolean;
  readonly words: string;
  readonly applyWords?: string;
}

for (const source of globSync('test/engine/golden/*.yaml')) {
  const id = basename(source, '.yaml');
  const verdicts = JSON.parse(readFileSync(source.replace(/yaml$/, 'json'), 'utf8')) as readonly Verdict[];
  const documents = readFileSync(source, 'utf8').split(/^---\n/m);
  const isGiven = (it: string): boolean => it.startsWith('# Given\n');
  const given = { uri: 'given.yaml', text: documents.filter(isGiven).join('---\n') };
  // What the schema says of the same manifest counts too: one fault is one finding.
  const asked = rules.filter((it) => it.id === id || it.id.startsWith('schema-'));

  describe(`${id} says what the API server says`, () => {
    test('of cases that are all judged', () => {
      assert.deepEqual(
        verdicts.map((it) => it.manifest),
        documents.filter((it) => !isGiven(it)),
        'run node scripts/golden.ts',
      );
    });
    verdicts.forEach(({ manifest, accepted, words, applyWords }, i) => {
      test(`${i + 1}: ${words === '' ? 'accepted' : words}`, () => {
        const workspace = workspaceOf([given, { uri: 'case.yaml', text: manifest }]);
        const found = diagnoserOf(workspace, asked).diagnose('case.yaml');
        const errors = found.filter((it) => it.level === 'error').map((it) => it.message);
        if (accepted) assert.deepEqual(errors, [], manifest);
        else assert.notDeepEqual(errors, [], `no error for ${words}\n${manifest}`);
        if (applyWords !== undefined)
          assert.notDeepEqual(found, [], `no finding for ${applyWords}\n${manifest}`);
      });
    });
  });
}
