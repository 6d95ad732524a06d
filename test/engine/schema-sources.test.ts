import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

interface Source {
  readonly origin: string;
  readonly version: string;
  readonly sha256: string;
}

const path = 'schemas/sources.json';
const sources = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Source>>;
const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const committed = globSync('schemas/*/*.json')
  .map((it) => it.replaceAll('\\', '/'))
  .sort();

/** `UPDATE_FIXTURES=1` takes the hashes of the files as they are now; the diff is then the review. */
if (process.env.UPDATE_FIXTURES) {
  const now = Object.fromEntries(
    Object.entries(sources).map(([file, source]) => [file, { ...source, sha256: hash(`schemas/${file}`) }]),
  );
  writeFileSync(path, `${JSON.stringify(now, undefined, 2)}\n`);
} else {
  test('every committed fact and schema says where it is from', () => {
    assert.deepEqual(
      Object.keys(sources).map((it) => `schemas/${it}`),
      committed,
    );
    for (const { origin, version } of Object.values(sources)) assert.ok(origin && version);
  });

  for (const [file, { sha256 }] of Object.entries(sources)) {
    test(`${file} is the file that its source was written for`, () => {
      assert.equal(hash(`schemas/${file}`), sha256);
    });
  }
}
