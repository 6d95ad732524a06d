import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildSchemas } from '../../schemas/build.ts';
import { schemas } from './support/schemas.ts';

const folder = mkdtempSync(join(tmpdir(), 'podium-schemas-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const contents = (path: string): readonly (readonly [string, string])[] =>
  readdirSync(path).map((name) => [name, readFileSync(join(path, name)).toString('base64')]);

test('equal inputs give equal bytes, and are not built twice', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  await buildSchemas(one);
  await buildSchemas(two);
  assert.deepEqual(contents(one), contents(two));

  writeFileSync(join(one, 'kubernetes.json.gz'), 'left alone');
  await buildSchemas(one);
  assert.equal(readFileSync(join(one, 'kubernetes.json.gz'), 'utf8'), 'left alone');
});

test('every kind is served under its names, and its references lead somewhere', () => {
  const kinds = schemas.kinds();
  assert.ok(kinds.length > 200);
  for (const { apiVersion, kind } of kinds) {
    const schema = schemas.get(`${apiVersion}/${kind}`);
    assert.equal(schema?.title, kind);
    for (const name of schema.propertyNames()) assert.ok(schema.property(name));
  }
});
