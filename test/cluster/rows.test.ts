import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunTree } from '../../client/cluster/run-tree.ts';
import {
  cronJobObject,
  detailOf,
  durationText,
  jobObject,
  podObject,
  type RawCronJob,
  type RawJob,
  type RawPod,
  type RunObject,
  type Timed,
} from '../../client/cluster/rows.ts';
import { treeText } from './support/cluster.ts';

process.env.TZ = 'UTC';

const minute = 60_000;
const start = Date.UTC(2026, 10, 22, 14, 0);
const time = (minutes: number) => new Date(start + minutes * minute).toISOString();

type Metadata = Partial<RawPod['metadata']>;

const metadata = (name: string, more: Metadata = {}): RawPod['metadata'] => ({
  name,
  namespace: 'data',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: time(0),
  ...more,
});
const ownedBy = (kind: string, uid: string): Metadata => ({ ownerReferences: [{ kind, uid }] });

const cronJob = (name: string, more: Omit<RawCronJob, 'metadata'> = {}) =>
  cronJobObject({ metadata: metadata(name), ...more });
const job = (name: string, status: RawJob['status'] = {}, more: Metadata = {}) =>
  jobObject({ metadata: metadata(name, more), status });
const pod = (name: string, status: RawPod['status'] = {}, more: Metadata = {}) =>
  podObject({ metadata: metadata(name, more), status });

const succeeded: RawJob['status'] = {
  startTime: time(0),
  completionTime: time(3.2),
  conditions: [{ type: 'Complete', status: 'True' }],
};
const exceeded: RawJob['status'] = {
  startTime: time(0),
  conditions: [
    { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: time(5) },
  ],
};
const ended = (exitCode: number, reason = 'Error', minutes = 5): RawPod['status'] => ({
  phase: exitCode === 0 ? 'Succeeded' : 'Failed',
  startTime: time(0),
  containerStatuses: [{ state: { terminated: { exitCode, reason, finishedAt: time(minutes) } } }],
});
const waiting = (reason: string): RawPod['status'] => ({
  phase: 'Pending',
  containerStatuses: [{ state: { waiting: { reason } } }],
});

function treeOf(...objects: readonly RunObject[]): RunTree {
  const tree = new RunTree();
  for (const it of objects) tree.upsert(it);
  return tree;
}

const now = start + 10 * minute;
const drawn = (tree: RunTree) => treeText({ rows: (parent) => tree.rows(parent, now) });

test('the state and the reason of a pod', () => {
  const cases: [RawPod['status'], state: string, reason?: string][] = [
    [{ phase: 'Running' }, 'running'],
    [ended(0, 'Completed'), 'succeeded'],
    [ended(7), 'failed', 'exit code 7'],
    [ended(137, 'OOMKilled'), 'failed', 'OOMKilled'],
    [{ phase: 'Failed', reason: 'Evicted' }, 'failed', 'Evicted'],
    [waiting('ContainerCreating'), 'pending'],
    [waiting('ImagePullBackOff'), 'pending', 'ImagePullBackOff'],
    [waiting('CreateContainerConfigError'), 'pending', 'CreateContainerConfigError'],
    [
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
      'pending',
      'Unschedulable',
    ],
    [
      { phase: 'Pending', initContainerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }] },
      'pending',
      'ErrImagePull',
    ],
    [
      {
        phase: 'Running',
        containerStatuses: [
          {
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 2, reason: 'Error' } },
          },
        ],
      },
      'running',
      'CrashLoopBackOff, exit code 2',
    ],
    [{}, 'pending'],
  ];
  for (const [status, state, reason] of cases) {
    const found = pod('p', status);
    assert.deepEqual([found.state, found.reason], [state, reason], JSON.stringify(status));
  }
});

test('the state and the reason of a Job and of a CronJob', () => {
  assert.equal(job('j', succeeded).state, 'succeeded');
  assert.deepEqual([job('j', exceeded).state, job('j', exceeded).reason], ['failed', 'BackoffLimitExceeded']);
  assert.equal(job('j', { active: 1 }).state, 'running');
  assert.equal(job('j').state, 'pending');
  assert.equal(jobObject({ metadata: metadata('j'), spec: { suspend: true } }).state, 'suspended');
  assert.equal(cronJob('c').state, 'unknown');
  assert.equal(cronJob('c', { spec: { suspend: true } }).state, 'suspended');
  assert.equal(cronJob('c', { status: { active: [{}] } }).state, 'running');
});

test('the line of a row', () => {
  const cases: [Timed, string][] = [
    [
      { state: 'succeeded', created: start, started: start, finished: start + 3.2 * minute },
      'succeeded · 3m 12s · 14:03',
    ],
    [
      { state: 'failed', reason: 'OOMKilled', created: start, started: start, finished: start + minute },
      'failed · OOMKilled · 1m · 14:01',
    ],
    [{ state: 'running', created: start, started: start }, 'running · 10m · 14:00'],
    [{ state: 'pending', reason: 'Unschedulable', created: start }, 'pending · Unschedulable · 14:00'],
    [{ state: 'suspended', created: start }, 'suspended · 14:00'],
    [
      { state: 'succeeded', created: start, started: start, finished: start - 24 * 60 * minute },
      'succeeded · 0s · 2026-11-21 14:00',
    ],
  ];
  for (const [timed, line] of cases) assert.equal(detailOf(timed, now), line);
  const durations = [0, 999, 12_000, 192_000, 7_500_000, 273_600_000].map(durationText);
  assert.deepEqual(durations, ['0s', '0s', '12s', '3m 12s', '2h 5m', '3d 4h']);
});

test('CronJobs hold their Jobs, and Jobs their pods, in whatever order they come', () => {
  const objects = [
    pod('p1', ended(7), ownedBy('Job', 'j1')),
    pod('p2', ended(0), { ...ownedBy('Job', 'j2'), creationTimestamp: time(6) }),
    job('j1', exceeded, ownedBy('CronJob', 'c')),
    job('j2', succeeded, { ...ownedBy('CronJob', 'c'), creationTimestamp: time(6) }),
    cronJob('c'),
    job('alone', { active: 1 }),
    pod('stuck', waiting('ImagePullBackOff'), ownedBy('Job', 'alone')),
    pod('service', { phase: 'Running' }),
  ];
  const expected = `CronJob c: succeeded
  Job j2: succeeded
    Pod p2: succeeded
  Job j1: failed (exit code 7)
    Pod p1: failed (exit code 7)
Job alone: pending (ImagePullBackOff)
  Pod stuck: pending (ImagePullBackOff)
`;
  assert.equal(drawn(treeOf(...objects)), expected);
  assert.equal(drawn(treeOf(...objects.toReversed())), expected);
});

test('what loses its owner comes to the top, and goes back when the owner returns', () => {
  const tree = treeOf(cronJob('c'), job('j', succeeded, ownedBy('CronJob', 'c')));
  tree.takeChange();
  tree.remove('c');
  assert.equal(drawn(tree), 'Job j: succeeded\n');
  assert.deepEqual(tree.takeChange(), { rows: ['j'], root: true });
  tree.upsert(cronJob('c'));
  assert.equal(drawn(tree), 'CronJob c: succeeded\n  Job j: succeeded\n');
});

test('pods and Jobs of orchestrators are grouped by what their labels say', () => {
  const task = (
    name: string,
    task_id: string,
    try_number: string,
    status: RawPod['status'],
    minutes: number,
  ) =>
    pod(name, status, {
      creationTimestamp: time(minutes),
      labels: { dag_id: 'etl_cut', task_id, run_id: 'manual_cut', try_number, kubernetes_executor: 'True' },
      annotations: { dag_id: 'etl', task_id, run_id: 'manual__2026-11-22T14:00:00+00:00' },
    });
  const dagster = { 'dagster/job': 'ingest', 'dagster/run-id': 'f00' };
  const prefect = {
    'prefect.io/flow-name': 'nightly',
    'prefect.io/flow-run-name': 'brave-otter',
    'prefect.io/flow-run-id': 'ba5',
  };
  const tree = treeOf(
    task('a1', 'extract', '1', ended(137, 'OOMKilled'), 0),
    task('a2', 'extract', '2', ended(0), 1),
    task('a3', 'load', '1', ended(0), 2),
    job('dagster-run-f00', { active: 1 }, { labels: dagster }),
    pod('dagster-run-f00-x', { phase: 'Running' }, { ...ownedBy('Job', 'dagster-run-f00'), labels: dagster }),
    job('dagster-step-1', succeeded, {
      labels: { ...dagster, 'dagster/op': 'fetch' },
      creationTimestamp: time(1),
    }),
    job('brave-otter-7', exceeded, { labels: prefect }),
  );
  assert.equal(
    drawn(tree),
    `Group etl: succeeded
  Run manual__2026-11-22T14:00:00+00:00: succeeded
    Pod load: succeeded
    Pod extract (try 2): succeeded
    Pod extract: failed (OOMKilled)
Group ingest: running
  Run f00: running
    Job fetch: succeeded
    Job run worker: running
      Pod run worker: running
Group nightly: failed (BackoffLimitExceeded)
  Job brave-otter: failed (BackoffLimitExceeded)
`,
  );
  for (const it of ['a1', 'a2', 'a3']) tree.remove(it);
  assert.doesNotMatch(drawn(tree), /etl|manual/);
});

test('a change names the rows that it touches, and no others', () => {
  const tree = treeOf(
    cronJob('c'),
    job('j', { active: 1 }, ownedBy('CronJob', 'c')),
    cronJob('other'),
    job('k', { active: 1 }, ownedBy('CronJob', 'other')),
  );
  tree.takeChange();
  tree.upsert(job('j', succeeded, ownedBy('CronJob', 'c')));
  assert.deepEqual(tree.takeChange(), { rows: ['j', 'c'], root: false });
  tree.upsert(pod('p', {}, ownedBy('Job', 'j')));
  assert.deepEqual(new Set(tree.takeChange().rows), new Set(['p', 'j', 'c']));
  tree.remove('p');
  assert.deepEqual(tree.takeChange(), { rows: ['j', 'c'], root: false });
  assert.deepEqual(tree.takeChange(), { rows: [], root: false });
});

test('the cost of an event does not grow with the tree', () => {
  const treeOfJobs = (jobs: number) => {
    const tree = new RunTree();
    for (let i = 0; i < jobs; i++) {
      tree.upsert(job(`j${i}`, { active: 1 }));
      for (let k = 0; k < 3; k++)
        tree.upsert(pod(`p${i}-${k}`, { phase: 'Running' }, ownedBy('Job', `j${i}`)));
    }
    tree.rows(undefined, now);
    tree.takeChange();
    return tree;
  };
  const events = Array.from({ length: 500 }, (_, i) =>
    pod(`p${i % 100}-0`, ended(i % 2), ownedBy('Job', `j${i % 100}`)),
  );
  const cost = (tree: RunTree) => {
    const begin = performance.now();
    for (const it of events) {
      tree.upsert(it);
      for (const id of tree.takeChange().rows) tree.row(id, now);
    }
    return performance.now() - begin;
  };
  const [small, large] = [treeOfJobs(100), treeOfJobs(10_000)];
  // The least of several turns taken by turns: the machine may be busy with other things.
  const turns = Array.from({ length: 7 }, () => [cost(small), cost(large)] as const);
  const [least, most] = [Math.min(...turns.map(([it]) => it)), Math.min(...turns.map(([, it]) => it))];
  assert.ok(most < least * 5, `${least.toFixed(1)} ms with 400 rows, ${most.toFixed(1)} ms with 40,000`);
});
