import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concurrencyWarning, jobFromCronJob, manualJobName } from '../../client/cluster/cron-job.ts';
import { difference, fingerprint } from '../../client/cluster/difference.ts';
import { headerOf, splitDocuments } from '../../client/cluster/manifest.ts';

test('a file is cut at its document markers', () => {
  const text = `# Licence
---
kind: A
text: |
  --- not a marker
---
# nothing but a comment
--- # with a comment
kind: B
...
---
kind: C`;
  const documents = splitDocuments(text);
  assert.deepEqual(
    documents.map((it) => headerOf(it.text).kind),
    ['A', 'B', 'C'],
  );
  for (const it of documents) assert.equal(text.slice(it.start, it.start + it.text.length), it.text);
  assert.deepEqual(
    splitDocuments('---\r\nkind: A\r\n---\r\nkind: B\r\n').map((it) => headerOf(it.text).kind),
    ['A', 'B'],
  );
  assert.deepEqual(splitDocuments(''), []);
});

test('the header is read also where the rest is broken', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: b\nspec:\n  containers: [\n';
  assert.deepEqual(headerOf(text), { apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'b' });
  assert.deepEqual(headerOf('kind: 3\nmetadata: text\n'), {});
  assert.deepEqual(headerOf('- a\n'), {});
  assert.deepEqual(headerOf('kind: Pod\nspec: *nothing\n'), { kind: 'Pod' });
});

const time = new Date('2026-11-22T14:00:00Z');

test('the name of a manual run is a DNS label of at most 63 characters', () => {
  const suffix = `-manual-${time.getTime().toString(36)}`;
  assert.equal(manualJobName('report', time), `report${suffix}`);
  assert.equal(manualJobName('team.report', time), `team-report${suffix}`);
  for (let length = 1; length <= 63; length++) {
    const name = manualJobName(`${'a.b-'.repeat(16)}x`.slice(0, length), time);
    assert.match(name, /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
    assert.ok(name.length <= 63);
    assert.ok(name.endsWith(suffix) && !name.includes(`-${suffix}`));
  }
});

test('a Job of a CronJob is what kubectl would make of it', () => {
  const spec = { template: { spec: { containers: [{ name: 'main', unknownToTypedModels: 1 }] } } };
  const cronJob = {
    metadata: { name: 'report', namespace: 'data', uid: 'u1' },
    spec: { jobTemplate: { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } }, spec } },
  };
  const { metadata, ...rest } = jobFromCronJob(cronJob, time);
  assert.deepEqual(rest, { apiVersion: 'batch/v1', kind: 'Job', spec });
  assert.deepEqual(metadata, {
    name: manualJobName('report', time),
    namespace: 'data',
    labels: { a: 'b' },
    annotations: { c: 'd', 'cronjob.kubernetes.io/instantiate': 'manual' },
    ownerReferences: [
      { apiVersion: 'batch/v1', kind: 'CronJob', name: 'report', uid: 'u1', controller: true },
    ],
  });
});

test('only unfinished Jobs of the CronJob are in the way', () => {
  const cronJob = { metadata: { uid: 'u1' } };
  const job = (name: string, uid: string, type?: string) => ({
    metadata: { name, ownerReferences: [{ uid }] },
    status: { conditions: type === undefined ? [] : [{ type, status: 'True' }] },
  });
  assert.equal(
    concurrencyWarning(cronJob, [job('a', 'u2'), job('b', 'u1', 'Complete'), job('c', 'u1', 'Failed')]),
    undefined,
  );
  assert.equal(
    concurrencyWarning(cronJob, [job('d', 'u1'), job('e', 'u1', 'Suspended')]),
    'the CronJob forbids concurrent runs, and "d", "e" are still active',
  );
});

const configMap = (data: Record<string, string>, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
  data,
});

test('a difference leaves out what only the server writes', () => {
  const noise = {
    uid: 'u',
    resourceVersion: '5',
    generation: 2,
    creationTimestamp: 'now',
    managedFields: [{}],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"secret"}}' },
  };
  const live = { ...configMap({ a: '1' }, noise), status: { x: 1 } };
  const same = difference(live, configMap({ a: '1' }));
  assert.equal(same.isChange, false);
  assert.equal(same.before, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "1"\n');
  assert.equal(fingerprint(live), fingerprint(configMap({ a: '1' })));
  assert.notEqual(fingerprint(live), fingerprint(configMap({ a: '2' })));
  assert.notEqual(fingerprint(undefined), fingerprint(live));
  assert.equal(difference(live, configMap({ a: '2' })).isChange, true);
  assert.equal(difference(undefined, configMap({})).before, '');
});

test('a Secret shows which keys change, and no value', () => {
  const secret = (data: Record<string, string>) => ({ ...configMap(data), kind: 'Secret', type: 'Opaque' });
  const { before, after, isChange } = difference(
    secret({ a: 'AA==', b: 'BB==', gone: 'CC==' }),
    secret({ a: 'AA==', b: 'DD==', added: 'EE==' }),
  );
  assert.equal(isChange, true);
  assert.doesNotMatch(before + after, /[A-E]{2}==/);
  assert.match(before, /data:\n {2}a: \(hidden\)\n {2}b: \(hidden, old value\)\n {2}gone: \(hidden\)\n/);
  assert.match(after, /data:\n {2}a: \(hidden\)\n {2}b: \(hidden, new value\)\n {2}added: \(hidden\)\n/);
});
