import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceSymbols } from '../../server/engine/features/workspace-symbols.ts';
import { workspaceOf } from './support/check.ts';

const object = (kind: string, name: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: data }\n`;

const workspace = workspaceOf([
  { uri: 'a.yaml', text: [object('Secret', 'my-etl'), object('Secret', 'etl-key')].join('---\n') },
  { uri: 'b.yaml', text: [object('ConfigMap', 'e-t-l'), object('ConfigMap', 'etl')].join('---\n') },
]);
workspace.setCluster([{ kind: 'Secret', name: 'etl-afar' }]);

const found = (query: string): string[] =>
  workspaceSymbols(workspace, query).map(({ kind, name }) => `${kind} ${name}`);

test('the nearest names come first, and nothing that only the cluster has', () => {
  assert.deepEqual(found('etl'), ['ConfigMap etl', 'Secret etl-key', 'Secret my-etl', 'ConfigMap e-t-l']);
});

test('the kind may be asked for too, in any case', () => {
  assert.deepEqual(found('Secret ETL'), ['Secret etl-key', 'Secret my-etl']);
});

test('an empty query asks for everything', () => {
  assert.equal(found('').length, 4);
});

test('a symbol knows its place', () => {
  const [etl] = workspaceSymbols(workspace, 'etl');
  const { region, range } = etl?.place ?? assert.fail();
  assert.equal(
    workspace.file('b.yaml')?.text.slice(region.toFile(range).start, region.toFile(range).end),
    'etl',
  );
});
