import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { checkFixtures, findingsOf, fixedBy, marked } from './support/check.ts';
import { printFixture, readFixture } from './support/fixture.ts';

for (const rule of rules) {
  describe(rule.id, () => {
    const name = /^(?:from|import|@|def) /m.test(rule.before) ? 'fixture.py' : 'fixture.yaml';
    const clean = (source: string): string => printFixture(readFixture(source, name), name);

    test('reports what is marked', () => {
      assert.equal(marked(rule.before, findingsOf([rule]), name), clean(rule.before));
      assert.match(rule.before, new RegExp(` ${rule.id}(?: \\[\\w+\\])?: `));
    });
    test('is silent after the change', () => {
      assert.equal(marked(rule.after, findingsOf([rule]), name), clean(rule.after));
    });
    const fixed = fixedBy(rule, rule.before, name);
    const unmarked = printFixture(
      readFixture(rule.before, name).map((it) => ({ ...it, marks: [] })),
      name,
    );
    if (fixed === unmarked) return;
    test('its fix makes the change', () => {
      assert.equal(fixed, clean(rule.after));
    });
  });
}

checkFixtures('test/engine/rules/*.{yaml,py}', (name) =>
  findingsOf(
    rules
      .filter((it) => name.startsWith(it.id))
      .sort((a, b) => b.id.length - a.id.length)
      .slice(0, 1),
  ),
);
