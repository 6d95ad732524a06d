import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { findingsOf, workspaceOf } from './support/check.ts';
import { printFixture, readFixture } from './support/fixture.ts';

/** The sample workspace with the findings marked: what a user sees who opens that folder. */
const files = globSync('test/engine/samples/*').map((path) => {
  const source = readFileSync(path, 'utf8');
  const [file] = readFixture(source, basename(path));
  assert.ok(file, path);
  return { path, source, file };
});
const workspace = workspaceOf(files.map(({ file }) => file));

for (const { path, source, file } of files) {
  test(path, () => {
    assert.equal(file.text, readFileSync(`test/workspaces/samples/${file.uri}`, 'utf8'));
    const marks = findingsOf(rules)(workspace, file);
    const now = printFixture([{ ...file, marks }], file.uri);
    if (process.env.UPDATE_FIXTURES) writeFileSync(path, now);
    else assert.equal(now, source);
  });
}
