import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as pureTest } from 'node:test';
import type { Change, Cluster, Confirm, TextRange } from '../../client/cluster/cluster.ts';
import { connected, documents, failure, ofKind, only, outcome, runsUntil, value } from './support/cluster.ts';
import { testCluster } from './support/control-plane.ts';

let paths: string[];
let cluster: Cluster;
const { test, plane } = await testCluster({
  users: ['viewer'],
  prepare: async (started) => {
    await started.kubectl(['create', 'namespace', 'gate']);
    paths = [started.kubeconfig];
    cluster = connected({ paths, namespace: 'gate' });
  },
});

const yes: Confirm = () => Promise.resolve(true);
const neverAsked: Confirm = () => assert.fail('nobody may be asked');

const cronJob = (name: string, schedule = '0 3 * * *') => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: "${schedule}"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: main
              image: example/report:1
`;

const apply = (...texts: readonly string[]): Change => ({ kind: 'apply', documents: documents(...texts) });

const at = (text: string, { start, end }: TextRange) => text.slice(start, end);

const exists = async (kind: string, name: string) =>
  (await plane.kubectl(['get', kind, name, '--namespace=gate', '--ignore-not-found', '--output=name'])) !==
  '';

test('a CronJob is created, then unchanged, then configured', async () => {
  const text = `# The comment goes along.\n${cronJob('report')}`;
  const created = outcome(await cluster.write(apply(text), yes), 'written');
  assert.deepEqual(created.results, [
    { kind: 'CronJob', name: 'report', namespace: 'gate', document: 0, action: 'created' },
  ]);
  assert.equal(only(created.plan.objects).before, '');

  outcome(await cluster.write(apply(text), neverAsked), 'unchanged');

  const configured = outcome(await cluster.write(apply(cronJob('report', '0 4 * * *')), yes), 'written');
  const { before, after } = only(configured.plan.objects);
  assert.deepEqual(changedLines(before, after), ['  schedule: 0 4 * * *']);
  assert.equal(configured.results[0]?.action, 'configured');
  const schedule = ['get', 'cronjob', 'report', '--namespace=gate', '--output=jsonpath={.spec.schedule}'];
  assert.equal(await plane.kubectl(schedule), '0 4 * * *');
});

const changedLines = (before: string, after: string) => {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((it) => !known.has(it));
};

test('planning writes nothing', async () => {
  assert.equal(only(value(await cluster.plan(apply(cronJob('planned')))).objects).action, 'create');
  assert.equal(await exists('cronjob', 'planned'), false);
});

test('a user who declines gets nothing written', async () => {
  outcome(await cluster.write(apply(cronJob('declined')), () => Promise.resolve(false)), 'declined');
  assert.equal(await exists('cronjob', 'declined'), false);
});

test('an unknown field is rejected at its key, and nobody is asked', async () => {
  const text = cronJob('misspelt').replace('schedule:', 'scheduel:');
  const { plan } = outcome(await cluster.write(apply(text), neverAsked), 'rejected');
  const { problems } = ofKind(only(plan.objects).failure, 'invalid');
  assert.deepEqual(
    problems.map((it) => [it.path, it.message, at(text, it.range)]),
    [['spec.scheduel', 'field not declared in schema', 'scheduel']],
  );
});

test('a wrong value is rejected at its place, and a missing one at what lacks it', async () => {
  const text = cronJob('wrong', '99 3 * * *').replace('restartPolicy: Never', 'restartPolicy: Always');
  const { plan } = outcome(await cluster.write(apply(text), neverAsked), 'rejected');
  const { problems } = ofKind(only(plan.objects).failure, 'invalid');
  const places = problems.map((it) => [it.path, at(text, it.range)]);
  assert.deepEqual(places, [
    ['spec.schedule', '"99 3 * * *"'],
    ['spec.jobTemplate.spec.template.spec.restartPolicy', 'Always'],
  ]);

  const without = cronJob('lacking').replace('              image: example/report:1\n', '');
  const lacking = ofKind(only(value(await cluster.plan(apply(without))).objects).failure, 'invalid');
  assert.deepEqual(
    lacking.problems.map((it) => [it.path, at(without, it.range)]),
    [['spec.jobTemplate.spec.template.spec.containers[0].image', 'name: main']],
  );
});

test('a key that stands twice is rejected at its line', async () => {
  const text = cronJob('twice').replace('spec:\n', 'spec:\n  schedule: "* * * * *"\n');
  const { problems } = ofKind(only(value(await cluster.plan(apply(text))).objects).failure, 'invalid');
  assert.deepEqual(
    problems.map((it) => at(text, it.range)),
    ['schedule: "0 3 * * *"'],
  );
});

test('a field that another manager owns is a conflict, until it is taken over by force', async () => {
  const theirs = cronJob('shared', '0 5 * * *');
  await plane.kubectl(
    ['apply', '--server-side', '--field-manager=nightly', '--namespace=gate', '-f', '-'],
    theirs,
  );
  const text = cronJob('shared', '0 6 * * *');
  const { plan } = outcome(await cluster.write(apply(text), neverAsked), 'rejected');
  const { conflicts } = ofKind(only(plan.objects).failure, 'conflict');
  const expected = [['nightly', 'spec.schedule', '"0 6 * * *"']];
  assert.deepEqual(
    conflicts.map((it) => [it.manager, it.path, at(text, it.range)]),
    expected,
  );

  const forced: Change = { kind: 'apply', documents: documents(text), force: true };
  const written = outcome(await cluster.write(forced, yes), 'written');
  assert.equal(written.plan.force, true);
  assert.deepEqual(
    only(written.plan.objects).takesOver.map((it) => it.manager),
    ['nightly'],
  );
  assert.equal(written.results[0]?.action, 'configured');
});

test('a protected context wants its own name, exactly', async () => {
  const guarded = connected({ paths, namespace: 'gate', protection: 'typed-name' });
  for (const answer of [true, 'podium', 'Podium-Test', '']) {
    outcome(await guarded.write(apply(cronJob('guarded')), () => Promise.resolve(answer)), 'declined');
  }
  assert.equal(await exists('cronjob', 'guarded'), false);
  outcome(
    await guarded.write(apply(cronJob('guarded')), (plan) => Promise.resolve(plan.target.context)),
    'written',
  );
  assert.equal(await exists('cronjob', 'guarded'), true);
});

test('a read-only context is never written to, whatever the change', async () => {
  const readOnly = connected({ paths, namespace: 'gate', protection: 'read-only' });
  const changes: Change[] = [
    apply(cronJob('read-only')),
    { kind: 'run-cron-job', name: 'report' },
    { kind: 'suspend-cron-job', name: 'report', suspend: true },
  ];
  for (const change of changes) outcome(await readOnly.write(change, neverAsked), 'read-only');
});

test('what a quota or a LimitRange refuses is told as such, and foretold for the pods of a CronJob', async () => {
  const limits = `
apiVersion: v1
kind: Namespace
metadata: { name: limited }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: team, namespace: limited }
spec: { hard: { requests.cpu: "2", pods: "5" } }
---
apiVersion: v1
kind: LimitRange
metadata: { name: sizes, namespace: limited }
spec: { limits: [{ type: Container, max: { memory: 1Gi } }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: default, namespace: limited }
`;
  await plane.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], limits);
  const limited = connected({ paths, namespace: 'limited' });
  const pod = (resources: string) => `apiVersion: v1
kind: Pod
metadata: { name: big }
spec: { containers: [{ name: main, image: x, resources: ${resources} }] }
`;
  const planned = async (text: string) => only(value(await limited.plan(apply(text))).objects);
  const small = '{ requests: { cpu: 100m }, limits: { memory: 64Mi } }';
  assert.equal((await planned(pod(small))).action, 'create');

  const tooMuchCpu = '{ requests: { cpu: 3 }, limits: { memory: 64Mi } }';
  const overQuota = ofKind((await planned(pod(tooMuchCpu))).failure, 'refused');
  assert.equal(overQuota.by, 'quota');
  assert.match(overQuota.message, /exceeded quota: team, requested: requests.cpu=3/);

  const tooMuchMemory = '{ requests: { cpu: 100m }, limits: { memory: 4Gi } }';
  const overLimit = ofKind((await planned(pod(tooMuchMemory))).failure, 'refused');
  assert.equal(overLimit.by, 'limit-range');
  assert.match(overLimit.message, /maximum memory usage per Container is 1Gi, but limit is 4Gi/);

  const heavy = cronJob('heavy').replace(
    'image: example/report:1',
    `image: x\n              resources: ${tooMuchCpu}`,
  );
  const { action, warnings } = await planned(heavy);
  assert.equal(action, 'create');
  assert.match(warnings.join(), /its pods would be refused: .*exceeded quota: team/);
});

test('values of Secrets are in no diff and in no failure', async () => {
  const secret = (password: string, extra = '') => `apiVersion: v1
kind: Secret
metadata: { name: credentials }
stringData:
  user: airflow
  password: ${password}
${extra}`;
  const created = outcome(await cluster.write(apply(secret('correct-horse')), yes), 'written');
  const changed = value(await cluster.plan(apply(secret('battery-staple'))));
  const all = JSON.stringify([created, changed]);
  for (const it of ['correct-horse', 'battery-staple', 'airflow']) {
    assert.equal(all.includes(it), false);
    assert.equal(all.includes(Buffer.from(it).toString('base64')), false);
  }
  const { action, before, after } = only(changed.objects);
  assert.equal(action, 'configure');
  assert.match(before, /password: \(hidden, old value\)/);
  assert.match(after, /password: \(hidden, new value\)/);
  assert.match(after, /user: \(hidden\)/);

  const wrong = value(await cluster.plan(apply(secret('x', 'data: { pin: 271828 }'))));
  ofKind(only(wrong.objects).failure, 'invalid');
  assert.equal(JSON.stringify(wrong).includes('271828'), false);
});

test('what needs a namespace of the same change waits for it', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: fresh }\n';
  const inFresh = cronJob('early').replace('name: early', 'name: early\n  namespace: fresh');
  const { plan, results } = outcome(await cluster.write(apply(inFresh, namespace), yes), 'written');
  assert.deepEqual(
    plan.objects.map((it) => [it.kind, it.document, it.action, it.waitsFor]),
    [
      ['Namespace', 1, 'create', undefined],
      ['CronJob', 0, 'create', 'Namespace "fresh"'],
    ],
  );
  assert.deepEqual(
    results.map((it) => it.action),
    ['created', 'created'],
  );

  const alone = value(await cluster.plan(apply(inFresh.replaceAll('fresh', 'absent'))));
  assert.match(ofKind(only(alone.objects).failure, 'not-found').message, /namespaces "absent" not found/);
  // Also what waits is checked as far as its fields go.
  const wrong = inFresh.replaceAll('fresh', 'newer').replace('schedule:', 'scheduel:');
  const both = value(await cluster.plan(apply(namespace.replace('fresh', 'newer'), wrong)));
  assert.equal(both.objects[1]?.action, 'failed');
});

test('a namespace of the manifest that is not the target’s is shown', async () => {
  const text = cronJob('elsewhere').replace('name: elsewhere', 'name: elsewhere\n  namespace: default');
  const { namespace, namespaceMismatch } = only(value(await cluster.plan(apply(text))).objects);
  assert.equal(namespace, 'default');
  assert.deepEqual(namespaceMismatch, { manifest: 'default', target: 'gate' });
  assert.equal(only(value(await cluster.plan(apply(cronJob('here')))).objects).namespaceMismatch, undefined);
});

test('an object that changes while the user reads is not written', async () => {
  const patch = [
    'patch',
    'cronjob',
    'report',
    '--namespace=gate',
    '--type=merge',
    '--patch={"spec":{"suspend":true}}',
  ];
  const meanwhile = async () => (await plane.kubectl(patch)) !== '';
  const late = outcome(await cluster.write(apply(cronJob('report', '0 7 * * *')), meanwhile), 'outdated');
  assert.deepEqual(late.changed, ['CronJob "report"']);
});

test('a document that cannot be applied says why', async () => {
  const reason = async (text: string) =>
    only(value(await cluster.plan(apply(text))).objects).failure?.message;
  assert.equal(await reason('metadata: { name: x }\n'), 'apiVersion is missing');
  assert.equal(await reason('apiVersion: v1\nkind: Pod\n'), 'metadata.name is missing');
  assert.equal(
    await reason('apiVersion: v1\nkind: Widget\nmetadata: { name: x }\n'),
    'the cluster has no kind "Widget" of "v1"',
  );
  const old = 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: { name: x }\n';
  assert.equal(await reason(old), 'the cluster has no kind "CronJob" of "batch/v1beta1"; it has "batch/v1"');
});

test('warnings of the server and other owners are in the plan', async () => {
  const owned = cronJob('charted').replace(
    'name: charted',
    'name: charted\n  annotations: { meta.helm.sh/release-name: airflow }',
  );
  await plane.kubectl(
    ['apply', '--server-side', '--field-manager=helm', '--namespace=gate', '-f', '-'],
    owned,
  );
  const labelled = cronJob('charted').replace('name: charted', 'name: charted\n  labels: { team: data }');
  const charted = only(value(await cluster.plan(apply(labelled))).objects);
  assert.deepEqual(charted.warnings, ['managed by Helm, which may undo this change']);

  const endpoints = 'apiVersion: v1\nkind: Endpoints\nmetadata: { name: old }\n';
  const deprecated = only(value(await cluster.plan(apply(endpoints))).objects);
  assert.match(deprecated.warnings.join(), /v1 Endpoints is deprecated in v1.33\+/);
});

test('an object that gets its name from the server is created', async () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: settings- }\ndata: { a: b }\n';
  const { results } = outcome(await cluster.write(apply(text), yes), 'written');
  assert.match(results[0]?.name ?? '', /^settings-\w+$/);
  const wrong = text.replace('\ndata:', '\ndota:');
  const { problems } = ofKind(only(value(await cluster.plan(apply(wrong))).objects).failure, 'invalid');
  assert.deepEqual(
    problems.map((it) => [it.path, at(wrong, it.range)]),
    [['dota', 'dota']],
  );
});

test('what the user may not do is said before the server is tried', async () => {
  const viewer = connected({ paths: [plane.kubeconfigOf('viewer')], context: 'viewer', namespace: 'gate' });
  const unseen = only(value(await viewer.plan(apply(cronJob('report')))).objects);
  assert.match(ofKind(unseen.failure, 'forbidden').message, /User "viewer" cannot get resource "cronjobs"/);

  await plane.kubectl([
    'create',
    'role',
    'viewer',
    '--verb=get,list,watch',
    '--resource=cronjobs',
    '--namespace=gate',
  ]);
  await plane.kubectl([
    'create',
    'rolebinding',
    'viewer',
    '--role=viewer',
    '--user=viewer',
    '--namespace=gate',
  ]);
  const { plan } = outcome(await viewer.write(apply(cronJob('report', '0 9 * * *')), neverAsked), 'rejected');
  assert.equal(plan.user, 'viewer');
  const { message } = ofKind(only(plan.objects).failure, 'forbidden');
  assert.equal(message, 'user "viewer" may not patch cronjobs in namespace "gate"');
});

test('a CronJob run now makes a Job that comes to its end, owned by the CronJob', async () => {
  value(await cluster.write(apply(cronJob('manual')), yes));
  const { plan, results } = outcome(
    await cluster.write({ kind: 'run-cron-job', name: 'manual' }, yes),
    'written',
  );
  assert.equal(only(plan.objects).kind, 'Job');
  const name = results[0]?.name ?? '';
  assert.match(name, /^manual-manual-[a-z0-9]+$/);
  const runs = await runsUntil(cluster, (it) => {
    const parent = it.rows().find((row) => row.name === 'manual');
    return it.rows(parent?.id).some((row) => row.name === name && row.state === 'succeeded');
  });
  const parent = runs.rows().find((it) => it.name === 'manual');
  assert.equal(parent?.kind, 'CronJob');
  assert.equal(parent.state, 'succeeded');
  const job = runs.rows(parent.id)[0];
  assert.match(job?.detail ?? '', /^succeeded · \d+s · \d\d:\d\d$/);
  assert.deepEqual(
    runs.rows(job?.id).map((it) => [it.kind, it.state]),
    [['Pod', 'succeeded']],
  );
  runs.close();
});

test('a CronJob that forbids concurrent runs warns of the active one', async () => {
  const hanging = cronJob('alone')
    .replace('  schedule', '  concurrencyPolicy: Forbid\n  schedule')
    .replace(
      '        spec:\n',
      '        metadata: { annotations: { podium.test/outcome: hang } }\n        spec:\n',
    );
  value(await cluster.write(apply(hanging), yes));
  const first = outcome(await cluster.write({ kind: 'run-cron-job', name: 'alone' }, yes), 'written');
  assert.deepEqual(only(first.plan.objects).warnings, []);
  const { warnings } = only(value(await cluster.plan({ kind: 'run-cron-job', name: 'alone' })).objects);
  const name = first.results[0]?.name ?? '';
  assert.deepEqual(warnings, [`the CronJob forbids concurrent runs, and "${name}" is still active`]);
});

test('a CronJob is suspended and resumed', async () => {
  value(await cluster.write(apply(cronJob('pausing')), yes));
  const suspended = async () =>
    await plane.kubectl([
      'get',
      'cronjob',
      'pausing',
      '--namespace=gate',
      '--output=jsonpath={.spec.suspend}',
    ]);
  const { plan } = outcome(
    await cluster.write({ kind: 'suspend-cron-job', name: 'pausing', suspend: true }, yes),
    'written',
  );
  assert.deepEqual(changedLines(only(plan.objects).before, only(plan.objects).after), ['  suspend: true']);
  assert.equal(await suspended(), 'true');
  outcome(
    await cluster.write({ kind: 'suspend-cron-job', name: 'pausing', suspend: true }, neverAsked),
    'unchanged',
  );
  outcome(await cluster.write({ kind: 'suspend-cron-job', name: 'pausing', suspend: false }, yes), 'written');
  assert.equal(await suspended(), 'false');
  failure(
    await cluster.write({ kind: 'suspend-cron-job', name: 'nobody', suspend: true }, neverAsked),
    'not-found',
  );
});

pureTest('only the gate can write', async () => {
  const folder = join(import.meta.dirname, '../../client');
  const files = (await readdir(folder, { recursive: true })).filter((it) => it.endsWith('.ts'));
  const sources = await Promise.all(
    files.map(async (it) => [it, await readFile(join(folder, it), 'utf8')] as const),
  );
  const users = (pattern: RegExp) =>
    sources
      .filter(([, text]) => pattern.test(text))
      .map(([name]) => name.replaceAll('\\', '/'))
      .sort();
  assert.deepEqual(users(/\.change\(/), ['cluster/apply.ts']);
  assert.deepEqual(users(/\bTransport\b/), [
    'cluster/apply.ts',
    'cluster/kube-cluster.ts',
    'cluster/transport.ts',
  ]);
  assert.deepEqual(users(/dryRun: false/), ['cluster/apply.ts']);
  assert.deepEqual(users(/from 'undici'/), ['cluster/dispatcher.ts', 'cluster/transport.ts']);
  assert.deepEqual(
    users(/\bfetch\(|node:https?'/).filter((it) => it.startsWith('cluster/')),
    ['cluster/dispatcher.ts', 'cluster/transport.ts'],
  );
  // client-node can write as well; only its reading of kubeconfig is used.
  assert.deepEqual(users(/from '@kubernetes\/client-node/), ['cluster/kubeconfig.ts']);
});
