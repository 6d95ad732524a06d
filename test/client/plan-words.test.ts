import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan, PlannedObject } from '../../client/cluster/cluster.ts';
import { whyNotDeployable } from '../../client/deploy/not-deployable.ts';
import { consent, counted, objectLines, question } from '../../client/deploy/plan-words.ts';

const object: PlannedObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  name: 'daily',
  namespace: 'data',
  action: 'create',
  before: '',
  after: 'kind: CronJob\n',
  takesOver: [],
  warnings: [],
};
const plan = (...objects: readonly PlannedObject[]): Plan => ({
  target: { context: 'prod-eu', namespace: 'data', server: 'https://prod', protection: 'typed-name' },
  user: 'alice',
  force: false,
  objects,
});

test('the question names objects, context, namespace and user', () => {
  const asked = plan(object, { ...object, action: 'configure' }, { ...object, action: 'unchanged' });
  assert.equal(
    question({ kind: 'apply', documents: [] }, asked),
    'Apply 2 objects (1 create, 1 configure) to context "prod-eu", namespace "data", as "alice"?',
  );
  assert.equal(
    question({ kind: 'run-cron-job', name: 'daily' }, asked),
    'Run CronJob "daily" now in context "prod-eu", namespace "data", as "alice"?',
  );
  assert.match(
    question({ kind: 'apply', documents: [], force: true }, { ...asked, force: true }),
    /^Apply and take over /,
  );
});

test('one object is not several', () => {
  assert.equal(counted(plan(object)), '1 object (1 create)');
  assert.equal(counted(plan({ ...object, action: 'unchanged' })), 'no change');
});

test('the button says what it does', () => {
  assert.equal(consent({ kind: 'suspend-cron-job', name: 'daily', suspend: true }), 'Suspend');
  assert.equal(consent({ kind: 'suspend-cron-job', name: 'daily', suspend: false }), 'Resume');
});

test('each object says what the user should know of it', () => {
  const detailed: PlannedObject = {
    ...object,
    namespaceMismatch: { manifest: 'data', target: 'default' },
    waitsFor: 'Namespace "data"',
    takesOver: [{ manager: 'helm', path: 'spec.schedule', range: { start: 0, end: 1 } }],
    warnings: ['batch/v1beta1 is deprecated'],
  };
  assert.equal(
    objectLines(plan(detailed)),
    [
      'create CronJob "daily"',
      '    goes to namespace "data" of its manifest, not to "default"',
      '    batch/v1beta1 is deprecated',
      '    checked only once Namespace "data" is there',
      '    takes spec.schedule from "helm"',
    ].join('\n'),
  );
});

test('only manifests can be deployed, and others are told why not', () => {
  assert.equal(whyNotDeployable('cron.yaml', 'yaml'), undefined);
  assert.match(whyNotDeployable('dag.py', 'python') ?? '', /nothing to apply$/);
  assert.match(
    whyNotDeployable('dagster.yaml', 'yaml') ?? '',
    /^"dagster.yaml" is read by the Dagster instance/,
  );
  assert.match(whyNotDeployable('notes.md', 'markdown') ?? '', /not a Kubernetes manifest$/);
});
