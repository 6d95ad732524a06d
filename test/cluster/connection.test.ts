import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { connect } from '../../client/cluster/kube-cluster.ts';
import { connected, failure, value } from './support/cluster.ts';
import { testCluster } from './support/control-plane.ts';

const { test, plane, folder } = await testCluster({ users: ['nobody', 'reader'] });

interface KubeconfigJson {
  clusters: [{ name: string; cluster: Record<string, unknown> }];
  users: [{ name: string; user: Record<string, unknown> }];
  contexts: unknown[];
}

let written = 0;

/** The administrator's kubeconfig, changed. */
async function kubeconfig(change: (config: KubeconfigJson) => void): Promise<string> {
  const config = JSON.parse(await readFile(plane.kubeconfig, 'utf8')) as KubeconfigJson;
  change(config);
  const path = join(folder, `kubeconfig-${++written}`);
  await writeFile(path, JSON.stringify(config));
  return path;
}

const adminToken = async () =>
  (JSON.parse(await readFile(plane.kubeconfig, 'utf8')) as KubeconfigJson).users[0].user.token as string;

test('a cluster says its version, its namespaces and who the user is', async () => {
  const cluster = connected({ paths: [plane.kubeconfig] });
  assert.equal(value(await cluster.version()), '1.36');
  assert.equal(value(await cluster.user()), 'admin');
  assert.ok(value(await cluster.namespaces()).includes('kube-system'));
});

test('a dead cluster is unreachable, at once', async () => {
  const path = await kubeconfig((it) => {
    it.clusters[0].cluster.server = 'https://127.0.0.1:1';
  });
  const { message, server } = failure(await connected({ paths: [path] }).version(), 'unreachable');
  assert.equal(message, 'https://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1');
  assert.equal(server, 'https://127.0.0.1:1');
});

test('a name that nobody knows is unreachable', async () => {
  const path = await kubeconfig((it) => {
    it.clusters[0].cluster.server = 'https://no-such-cluster.invalid:6443';
  });
  const { message } = failure(await connected({ paths: [path] }).version(), 'unreachable');
  assert.match(message, /^https:\/\/no-such-cluster.invalid:6443 cannot be reached: getaddrinfo/);
});

test('a certificate of somebody else is not trusted', async () => {
  const path = await kubeconfig((it) => {
    delete it.clusters[0].cluster['certificate-authority-data'];
  });
  assert.match(
    failure(await connected({ paths: [path] }).version(), 'misconfigured').message,
    /^the certificate of .* is not trusted: /,
  );
});

test('a file of the kubeconfig that is not there is named', async () => {
  const path = await kubeconfig((it) => {
    delete it.clusters[0].cluster['certificate-authority-data'];
    it.clusters[0].cluster['certificate-authority'] = 'pki/lost.crt';
  });
  const { message } = failure(await connected({ paths: [path] }).version(), 'misconfigured');
  assert.ok(message.includes(join(folder, 'pki', 'lost.crt')), message);
});

test('a wrong token means signed out', async () => {
  const path = await kubeconfig((it) => {
    it.users[0].user.token = 'wrong';
  });
  const cluster = connected({ paths: [path] });
  const { message } = failure(await cluster.namespaces(), 'signed-out');
  assert.equal(
    message,
    'the server does not accept the credentials of user "podium-test" of context "podium-test"',
  );
  failure(await cluster.user(), 'signed-out');
});

test('what RBAC does not allow is forbidden, in the server’s words', async () => {
  const nobody = connected({ paths: [plane.kubeconfigOf('nobody')], context: 'nobody' });
  assert.equal(value(await nobody.user()), 'nobody');
  assert.equal(
    failure(await nobody.namespaces(), 'forbidden').message,
    'namespaces is forbidden: User "nobody" cannot list resource "namespaces" in API group "" at the cluster scope',
  );
});

test('acting as somebody else, with several groups', async () => {
  const path = await kubeconfig((it) => {
    Object.assign(it.users[0].user, { as: 'jane', 'as-groups': ['developers', 'system:masters'] });
  });
  const jane = connected({ paths: [path] });
  assert.equal(value(await jane.user()), 'jane');
  // Only the second group may.
  assert.ok(value(await jane.namespaces()).length > 0);
});

test('a token file is read from its place beside the kubeconfig', async () => {
  await writeFile(join(folder, 'token'), `${await adminToken()}\n`);
  const path = await kubeconfig((it) => {
    it.users[0].user = { tokenFile: 'token' };
  });
  const cluster = connected({ paths: [path] });
  assert.equal(value(await cluster.user()), 'admin');
  await writeFile(join(folder, 'token'), 'no longer right');
  failure(await cluster.user(), 'signed-out');
});

test('a proxy of the kubeconfig is used', async () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', (request: IncomingMessage, near: Duplex) => {
    tunnels.push(request.url ?? '');
    const far: Socket = connectSocket(Number(new URL(plane.server).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const path = await kubeconfig((it) => {
    it.clusters[0].cluster['proxy-url'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  const cluster = connected({ paths: [path] });
  assert.equal(value(await cluster.version()), '1.36');
  assert.equal(value(await cluster.user()), 'admin');
  // Both calls over the one connection.
  assert.deepEqual(tunnels, [plane.server.replace('https://', '')]);
  cluster.close();
  proxy.close();
});

/** A kubeconfig whose user signs in by running a JavaScript, and the number of times it ran. */
async function signsInBy(
  script: string,
  more: object = {},
): Promise<{ path: string; runs: () => Promise<number> }> {
  const name = `sign-in-${++written}`;
  const log = join(folder, `${name}.log`);
  const preamble = `const { appendFileSync, readFileSync } = require('node:fs');
    const log = ${JSON.stringify(log)};
    appendFileSync(log, 'run\\n');
    const runs = readFileSync(log, 'utf8').split('\\n').length - 1;
    const print = (status) => console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
    const token = ${JSON.stringify(await adminToken())};`;
  await writeFile(join(folder, `${name}.cjs`), `${preamble}\n${script}`);
  await writeFile(log, '');
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [join(folder, `${name}.cjs`)],
    interactiveMode: 'IfAvailable',
    ...more,
  };
  const path = await kubeconfig((it) => {
    it.users[0].user = { exec };
  });
  return { path, runs: async () => (await readFile(log, 'utf8')).split('\n').length - 1 };
}

test('ten calls at once run a sign-in program once, and so do ten more', async () => {
  const { path, runs } = await signsInBy(
    `print({ token, expirationTimestamp: new Date(Date.now() + 3600e3) });`,
  );
  const cluster = connected({ paths: [path] });
  const another = connected({ paths: [path] });
  for (const it of [cluster, another]) {
    const users = await Promise.all(Array.from({ length: 10 }, () => it.user()));
    assert.deepEqual(new Set(users.map(value)), new Set(['admin']));
  }
  assert.equal(await runs(), 1);
});

test('a credential is renewed before it expires', async () => {
  const { path, runs } = await signsInBy(
    `print({ token, expirationTimestamp: new Date(Date.now() + 20e3) });`,
  );
  const cluster = connected({ paths: [path] });
  value(await cluster.user());
  value(await cluster.user());
  assert.equal(await runs(), 2);
});

test('a credential that the server does not accept is asked for once more', async () => {
  const { path, runs } = await signsInBy(`print({ token: runs === 1 ? 'stale' : token });`);
  assert.equal(value(await connected({ paths: [path] }).user()), 'admin');
  assert.equal(await runs(), 2);

  const never = await signsInBy(`print({ token: 'stale' });`);
  failure(await connected({ paths: [never.path] }).user(), 'signed-out');
  assert.equal(await never.runs(), 2);
});

test('a sign-in program knows what it is asked for, and cannot wait for the user', async () => {
  const script = `readFileSync(0);
    const { apiVersion, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    const isRight = apiVersion === 'client.authentication.k8s.io/v1' && spec.interactive === false;
    print({ token: isRight && spec.cluster.server === process.env.SERVER ? token : 'not told' });`;
  const { path } = await signsInBy(script, {
    provideClusterInfo: true,
    env: [{ name: 'SERVER', value: plane.server }],
  });
  assert.equal(value(await connected({ paths: [path] }).user()), 'admin');
});

test('a sign-in program that fails is quoted, one that is missing comes with its hint', async () => {
  const { path } = await signsInBy(`console.error('the session has expired'); process.exit(3);`);
  const { message } = failure(await connected({ paths: [path] }).user(), 'signed-out');
  assert.equal(message, `sign-in program "${process.execPath}" ended with 3: the session has expired`);

  const missing = await signsInBy('', {
    command: 'podium-no-such-program',
    installHint: 'Install it from example.com',
  });
  assert.match(
    failure(await connected({ paths: [missing.path] }).user(), 'signed-out').message,
    /^sign-in program "podium-no-such-program" cannot be run: .*ENOENT\nInstall it from example.com$/,
  );

  const talkative = await signsInBy(`console.log('token: secret-in-plain-text');`);
  const silent = failure(await connected({ paths: [talkative.path] }).user(), 'signed-out').message;
  assert.equal(silent, `sign-in program "${process.execPath}" gave no ExecCredential`);

  const interactive = await signsInBy('', { interactiveMode: 'Always' });
  assert.match(
    failure(await connected({ paths: [interactive.path] }).user(), 'signed-out').message,
    /needs a terminal$/,
  );
});

test('facts are names and keys, of what the user may list, without a single value', async () => {
  await plane.kubectl(['create', 'namespace', 'facts']);
  const inFacts = ['--namespace=facts'];
  await plane.kubectl([
    'create',
    'configmap',
    'settings',
    '--from-literal=region=eu',
    '--from-literal=log.level=info',
    ...inFacts,
  ]);
  await plane.kubectl([
    'create',
    'secret',
    'generic',
    'password',
    '--from-literal=user=u',
    '--from-literal=password=hunter2',
    ...inFacts,
  ]);
  const applied =
    'apiVersion: v1\nkind: Secret\nmetadata: { name: applied }\nstringData: { connection: hunter2 }\n';
  await plane.kubectl(['apply', '--server-side', ...inFacts, '-f', '-'], applied);
  await plane.kubectl(['create', 'role', 'launcher', '--verb=create', '--resource=pods', ...inFacts]);
  const cluster = connected({ paths: [plane.kubeconfig], namespace: 'facts' });
  const facts = value(await cluster.facts());
  assert.equal(facts.version, '1.36');
  const own = facts.objects.filter((it) => it.name !== 'kube-root-ca.crt' && it.name !== 'default');
  assert.deepEqual(own, [
    { kind: 'ConfigMap', namespace: 'facts', name: 'settings', keys: ['log.level', 'region'] },
    { kind: 'Secret', namespace: 'facts', name: 'applied', keys: ['connection'] },
    { kind: 'Secret', namespace: 'facts', name: 'password', keys: ['password', 'user'] },
    { kind: 'Role', namespace: 'facts', name: 'launcher' },
  ]);

  await plane.kubectl(['create', 'role', 'reader', '--verb=list', '--resource=configmaps', ...inFacts]);
  await plane.kubectl(['create', 'rolebinding', 'reader', '--role=reader', '--user=reader', ...inFacts]);
  const reader = connected({ paths: [plane.kubeconfigOf('reader')], context: 'reader', namespace: 'facts' });
  assert.deepEqual(new Set(value(await reader.facts()).objects.map((it) => it.kind)), new Set(['ConfigMap']));
});

test('facts hold the schemas of custom kinds that are served, for those who may list them', async () => {
  await plane.kubectl(['apply', '-f', 'test/engine/differential/pipeline-definition.yaml']);
  const cluster = connected({ paths: [plane.kubeconfig], namespace: 'default' });
  const [pipeline, ...others] = value(await cluster.facts()).schemas;
  assert.deepEqual(others, []);
  assert.deepEqual([pipeline?.apiVersion, pipeline?.kind], ['data.podium.example/v1', 'Pipeline']);
  const { required } = JSON.parse(pipeline?.schema ?? '{}') as { readonly required?: unknown };
  assert.deepEqual(required, ['spec']);

  const stranger = connected({
    paths: [plane.kubeconfigOf('reader')],
    context: 'reader',
    namespace: 'default',
  });
  assert.deepEqual(value(await stranger.facts()).schemas, []);
});

test('the kubeconfig is as it was', async () => {
  const before = await readFile(plane.kubeconfig, 'utf8');
  const cluster = connect({
    paths: [plane.kubeconfig],
    context: 'podium-test',
    namespace: 'kube-system',
    protection: 'none',
  });
  value(await value(cluster).cronJobs());
  assert.equal(await readFile(plane.kubeconfig, 'utf8'), before);
});
