import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import type { Diagnoser } from '../../server/engine/diagnose.ts';
import type { Workspace } from '../../server/engine/workspace/workspace.ts';
import { diagnoserOf, languageOf, workspaceOf } from './support/check.ts';

const pod = (name: string, account: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: data }\nspec:\n  serviceAccountName: ${account}\n  containers: [{ name: main, image: "etl:1" }]\n`;
const account = (name: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: data }\n`;

interface Session {
  readonly workspace: Workspace;
  readonly diagnoser: Diagnoser;
  /** Applies an edit; gives the files that became stale and how many regions are run to answer again for all. */
  readonly edit: (uri: string, text: string) => { stale: string[]; runs: number };
  readonly codes: (uri: string) => string[];
}

function session(files: Readonly<Record<string, string>>): Session {
  const workspace = workspaceOf(Object.entries(files).map(([uri, text]) => ({ uri, text })));
  const diagnoser = diagnoserOf(workspace, rules);
  const diagnoseAll = (): void => {
    for (const { uri } of workspace.files()) diagnoser.diagnose(uri);
  };
  diagnoseAll();
  return {
    workspace,
    diagnoser,
    edit(uri, text) {
      const stale = [...diagnoser.invalidate(workspace.update(uri, text, languageOf(uri)))];
      const before = diagnoser.runs;
      diagnoseAll();
      return { stale, runs: diagnoser.runs - before };
    },
    codes: (uri) => diagnoser.diagnose(uri).map((it) => it.rule.id),
  };
}

describe('an edit', () => {
  const many = Array.from({ length: 50 }, (_, i) => pod(`p${i}`, 'etl')).join('---\n');

  test('runs its own region and no other of the same file', () => {
    const { edit } = session({ 'pods.yaml': many, 'account.yaml': account('etl') });
    assert.deepEqual(edit('pods.yaml', many.replace('name: p7,', 'name: p7x,')), { stale: [], runs: 1 });
  });

  test('that only moves other regions runs its own', () => {
    const { edit } = session({ 'pods.yaml': many, 'account.yaml': account('etl') });
    assert.equal(edit('pods.yaml', `# a comment\n# and another\n${many}`).runs, 1);
  });

  test('of what others look up runs the readers of that name, and nothing else', () => {
    const { edit, codes } = session({
      'a.yaml': pod('a', 'etl'),
      'b.yaml': pod('b', 'other'),
      'other.yaml': account('other'),
      'account.yaml': account('etl'),
    });
    assert.ok(!codes('a.yaml').includes('service-account-missing'));
    assert.deepEqual(edit('account.yaml', account('renamed')), { stale: ['a.yaml'], runs: 2 });
    assert.ok(codes('a.yaml').includes('service-account-missing'));
    assert.ok(!codes('b.yaml').includes('service-account-missing'));
  });

  test('that changes nothing others can see runs its own region only', () => {
    const { edit } = session({ 'a.yaml': pod('a', 'etl'), 'account.yaml': account('etl') });
    const edited = account('etl') + 'automountServiceAccountToken: false\n';
    assert.deepEqual(edit('account.yaml', edited), { stale: [], runs: 1 });
  });
});

test('what a removed file defined is missing', () => {
  const { workspace, diagnoser, codes } = session({
    'a.yaml': pod('a', 'etl'),
    'account.yaml': account('etl'),
  });
  assert.deepEqual([...diagnoser.invalidate(workspace.remove('account.yaml'))], ['a.yaml']);
  assert.ok(codes('a.yaml').includes('service-account-missing'));
});

test('what the cluster has is not missing, and is again when the cluster is left', () => {
  const { workspace, diagnoser, codes } = session({ 'a.yaml': pod('a', 'etl') });
  const objects = [{ kind: 'ServiceAccount', namespace: 'data', name: 'etl' }];
  assert.deepEqual([...diagnoser.invalidate(workspace.setCluster(objects))], ['a.yaml']);
  assert.ok(!codes('a.yaml').includes('service-account-missing'));
  assert.deepEqual([...diagnoser.invalidate(workspace.setCluster([]))], ['a.yaml']);
  assert.ok(codes('a.yaml').includes('service-account-missing'));
});

test('places move with their region', () => {
  const text = `${account('etl')}---\n${pod('a', 'missing')}`;
  const { edit, diagnoser } = session({ 'a.yaml': text });
  const place = (): number | undefined =>
    diagnoser.diagnose('a.yaml').find((it) => it.rule.id === 'service-account-missing')?.range.start;
  assert.equal(place(), text.indexOf('missing'));
  const longer = `# moved\n${text}`;
  edit('a.yaml', longer);
  assert.equal(place(), longer.indexOf('missing'));
});
