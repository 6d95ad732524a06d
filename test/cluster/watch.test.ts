import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endpointOf } from '../../client/cluster/kubeconfig.ts';
import { Transport, type Reads } from '../../client/cluster/transport.ts';
import { keepAlive, watch, type ApiObject } from '../../client/cluster/watch.ts';
import { connected, runsUntil, treeText, value } from './support/cluster.ts';
import { testCluster } from './support/control-plane.ts';
import { startFaultProxy, type FaultProxy } from './support/fault-proxy.ts';

const { test, plane, folder } = await testCluster({ users: ['nobody'] });

/** Watches the ConfigMaps of a namespace over a line that can fail, and keeps a diary. */
class Watched {
  readonly diary: string[] = [];
  readonly names = new Map<string, string>();
  /** Requests that were lists. */
  lists = 0;
  readonly #end = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(paths: readonly string[], namespace: string) {
    const transport = new Transport(value(endpointOf('podium-test', { paths })), process.env);
    const reads: Reads = {
      endpoint: transport.endpoint,
      get: (path, options) => {
        if (path.endsWith('/configmaps')) this.lists++;
        return transport.get(path, options);
      },
      stream: (path, options) => transport.stream(path, options),
      review: (kind, spec) => transport.review(kind, spec),
      dropConnections: () => {
        transport.dropConnections();
      },
    };
    const note = (entry: string) => {
      this.diary.push(entry);
      for (const it of this.#waiting) it();
    };
    const listener = {
      changed: (objects: readonly ApiObject[]) => {
        for (const { metadata } of objects) this.names.set(metadata.uid, metadata.name);
        for (const { metadata } of objects)
          if (metadata.name !== 'kube-root-ca.crt') note(`changed ${metadata.name}`);
      },
      removed: (uids: readonly string[]) => {
        for (const it of uids) note(`removed ${this.names.get(it) ?? it}`);
      },
      live: () => {
        note('live');
      },
      lost: () => {
        note('lost');
      },
    };
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    void watch(reads, path, listener, { pick: (it) => it, signal: this.#end.signal });
    void keepAlive(
      reads,
      () => this.diary.findLast((it) => it === 'live' || it === 'lost') === 'live',
      this.#end.signal,
    );
  }

  /** Resolves when the diary, from an entry on, has all of these. */
  async until(expected: readonly string[], from = 0): Promise<void> {
    const signal = AbortSignal.timeout(40_000);
    const isReached = () => expected.every((it) => this.diary.slice(from).includes(it));
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isReached()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', () => {
        reject(new Error(`waited in vain for ${expected.join(', ')}; the diary is ${this.diary.join(', ')}`));
      });
      look();
    });
  }

  close(): void {
    this.#end.abort();
  }
}

/** A namespace, and a line to the cluster that can fail. */
async function failingLine(name: string): Promise<{ proxy: FaultProxy; paths: string[] }> {
  await plane.kubectl(['create', 'namespace', name]);
  const proxy = await startFaultProxy(Number(new URL(plane.server).port));
  const config = await readFile(plane.kubeconfig, 'utf8');
  const path = join(folder, `kubeconfig-${name}`);
  await writeFile(path, config.replaceAll(plane.server, `https://127.0.0.1:${proxy.port}`));
  return { proxy, paths: [path] };
}

const create = (name: string, namespace: string) =>
  plane.kubectl(['create', 'configmap', name, `--namespace=${namespace}`]);
const remove = (name: string, namespace: string) =>
  plane.kubectl(['delete', 'configmap', name, `--namespace=${namespace}`]);

test('a watch goes on after a reset, without loss and without a new list', async () => {
  const { proxy, paths } = await failingLine('reset');
  const watched = new Watched(paths, 'reset');
  await watched.until(['live']);
  await create('before', 'reset');
  await watched.until(['changed before']);
  const from = watched.diary.length;
  proxy.reset();
  await create('after', 'reset');
  await watched.until(['lost', 'live', 'changed after'], from);
  assert.equal(watched.lists, 1);
  assert.equal(watched.diary.filter((it) => it === 'changed before').length, 1);
  watched.close();
  await proxy.close();
});

test('a connection that only looks alive is found out', async () => {
  const { proxy, paths } = await failingLine('frozen');
  const watched = new Watched(paths, 'frozen');
  await watched.until(['live']);
  const from = watched.diary.length;
  proxy.freeze();
  await create('meanwhile', 'frozen');
  await watched.until(['lost'], from);
  proxy.thaw();
  await watched.until(['live', 'changed meanwhile'], from);
  watched.close();
  await proxy.close();
});

test('a watch survives the API server, and a forgotten version costs one list that tells only differences', async () => {
  const { proxy, paths } = await failingLine('restart');
  const watched = new Watched(paths, 'restart');
  await watched.until(['live']);
  await create('stays', 'restart');
  await create('goes', 'restart');
  await watched.until(['changed stays', 'changed goes']);
  const from = watched.diary.length;

  await proxy.close();
  await watched.until(['lost'], from);
  await remove('goes', 'restart');
  await create('comes', 'restart');
  await plane.kill('kube-apiserver');
  await plane.restart('kube-apiserver');
  await proxy.open();
  await watched.until(['changed comes', 'removed goes', 'live'], from);
  assert.equal(watched.lists, 2);
  assert.deepEqual(
    watched.diary
      .slice(from)
      .filter((it) => it !== 'lost' && it !== 'live')
      .sort(),
    ['changed comes', 'removed goes'],
  );
  watched.close();
  await proxy.close();
});

const job = (name: string, annotations: string, more = '') => `apiVersion: batch/v1
kind: Job
metadata: { name: ${name}, namespace: runs }
spec:
  backoffLimit: 0
  template:
    metadata: { annotations: { ${annotations} }${more} }
    spec: { restartPolicy: Never, containers: [{ name: main, image: x }] }
`;

test('the tree of runs says what runs, what failed and why', async () => {
  await plane.kubectl(['create', 'namespace', 'runs']);
  const account = [
    'get',
    'serviceaccount',
    'default',
    '--namespace=runs',
    '--ignore-not-found',
    '--output=name',
  ];
  while (!(await plane.kubectl(account))) await pause(50);
  const airflow = `apiVersion: v1
kind: Pod
metadata:
  name: etl-extract-abc
  namespace: runs
  labels: { dag_id: etl, task_id: extract, run_id: manual_1, try_number: "1", kubernetes_executor: "True" }
  annotations: { podium.test/outcome: fail, podium.test/exit-code: "137", podium.test/reason: OOMKilled }
spec: { containers: [{ name: base, image: x }] }
`;
  const service = `apiVersion: v1
kind: Pod
metadata: { name: service, namespace: runs }
spec: { containers: [{ name: main, image: x }] }
`;
  const objects = [
    job('good', 'podium.test/outcome: succeed'),
    job('bad', 'podium.test/outcome: fail, podium.test/exit-code: "7"'),
    job('stuck', 'podium.test/outcome: image-pull-error'),
    airflow,
    service,
  ];
  const expected = [
    'Group etl: failed (OOMKilled)',
    '  Run manual_1: failed (OOMKilled)',
    '    Pod extract: failed (OOMKilled)',
    'Job bad: failed (exit code 7)',
    'Job good: succeeded',
    'Job stuck: pending (ImagePullBackOff)',
  ];
  const cluster = connected({ paths: [plane.kubeconfig], namespace: 'runs' });
  await plane.kubectl(['apply', '-f', '-'], objects.join('---\n'));
  const runs = await runsUntil(cluster, (it) => {
    const lines = treeText(it).split('\n');
    return it.state === 'live' && expected.every((line) => lines.includes(line));
  });
  assert.doesNotMatch(treeText(runs), /service/);
  assert.match(runs.rows()[0]?.detail ?? '', /^failed · OOMKilled · \d+s · \d\d:\d\d$/);
  runs.close();
});

test('a burst of events calls the listener at most once per 250 ms', async () => {
  const cluster = connected({ paths: [plane.kubeconfig], namespace: 'runs' });
  const calls: number[] = [];
  const finished = Promise.withResolvers<undefined>();
  const runs = cluster.watchRuns(() => {
    calls.push(performance.now());
    const done = runs.rows().filter((row) => row.name.startsWith('burst') && row.state === 'succeeded');
    if (done.length === 20) finished.resolve(undefined);
  });
  const names = Array.from({ length: 20 }, (_, i) => `burst-${i}`);
  await plane.kubectl(
    ['apply', '-f', '-'],
    names.map((it) => job(it, 'podium.test/after: 600ms')).join('---\n'),
  );
  await finished.promise;
  runs.close();
  assert.ok(calls.length >= 2, 'the burst was seen while it happened');
  const gaps = calls.slice(1).map((it, i) => it - (calls[i] ?? 0));
  // Timers may come a moment early.
  assert.ok(Math.min(...gaps) > 240, `gaps of ${gaps.map(Math.round).join(', ')} ms`);
});

test('what may not be listed is said, and the rest is shown', async () => {
  const nobody = connected({ paths: [plane.kubeconfigOf('nobody')], context: 'nobody', namespace: 'runs' });
  const before = await runsUntil(nobody, (it) => it.failure !== undefined);
  assert.equal(before.failure?.kind, 'forbidden');
  before.close();
  await plane.kubectl(['create', 'role', 'jobs', '--verb=list,watch', '--resource=jobs', '--namespace=runs']);
  await plane.kubectl(['create', 'rolebinding', 'jobs', '--role=jobs', '--user=nobody', '--namespace=runs']);
  const after = await runsUntil(nobody, (it) => it.rows().length > 0 && it.failure !== undefined);
  assert.match(after.failure?.message ?? '', /User "nobody" cannot list resource "(cronjobs|pods)"/);
  after.close();
});
