import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Lifetime } from '../../server/engine/model/kubernetes-facts.ts';
import { tools } from './support/tools.ts';

const { kinds, fields, removedVersions } = tools.facts.kubernetes;
const oldest = 27;
const newest = 36;

describe('removed versions', () => {
  test('went when the API server stopped to describe them', () => {
    for (const { apiVersion, kind, deprecated, removed } of removedVersions) {
      const id = `${apiVersion}/${kind}`;
      assert.ok(deprecated <= removed, id);
      const [, gone] = kinds[id] ?? [];
      if (removed > newest) assert.equal(gone, 0, id);
      else if (removed > oldest) assert.equal(gone, removed, id);
      else assert.equal(gone, undefined, id);
    }
  });

  test('are all that went', () => {
    const known = new Set(removedVersions.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
    const missing = Object.entries(kinds).flatMap(([id, [, gone]]) => (gone > 0 && !known.has(id) ? id : []));
    assert.deepEqual(missing, []);
  });

  test('are replaced by versions that stay', () => {
    for (const { apiVersion, kind, replacement } of removedVersions) {
      if (replacement === undefined) continue;
      const life: Lifetime | undefined = kinds[`${replacement}/${kind}`];
      assert.ok(life?.[1] === 0, `${apiVersion}/${kind} by ${replacement}`);
    }
  });
});

describe('facts of fields', () => {
  test('are about definitions that the schemas have', () => {
    const stable = Object.entries(fields).filter(([, [, gone]]) => gone === 0);
    const inUse = stable.filter(([name]) => /\.v\d+\./.test(name));
    assert.ok(inUse.length > 80);
    for (const [name] of inUse) {
      const [definition = '', field = ''] = name.split('#');
      const schema = tools.schemas.definition(`kubernetes#/definitions/${definition}`);
      assert.ok(schema.property(field), name);
    }
  });
});

test('every stable kind that the API server describes has a schema', () => {
  const without = Object.entries(kinds).flatMap(([id, [, gone]]) => {
    const isStable = /(^|\/)v\d+\/[^/]+$/.test(id);
    return isStable && gone === 0 && !tools.schemas.get(id) ? id : [];
  });
  assert.deepEqual(without, []);
});
