import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import type { Environment, ProtectionSettings } from '../../client/cluster/cluster.ts';
import { connect, readKubeconfig } from '../../client/cluster/kube-cluster.ts';
import { protectionOf } from '../../client/cluster/protection.ts';
import { environmentProxy } from '../../client/cluster/proxy.ts';
import { failure, value } from './support/cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'podium-kubeconfig-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const dev = file(
  'dev',
  `
current-context: dev
clusters:
- {name: dev, cluster: {server: "https://dev:6443"}}
- {name: shared, cluster: {server: "https://first:6443"}}
users:
- {name: me, user: {token: t}}
contexts:
- {name: dev, context: {cluster: dev, user: me, namespace: data}}
- {name: orphan, context: {cluster: gone, user: me}}
- {name: stranger, context: {cluster: dev, user: nobody}}
`,
);
const prod = file(
  'prod',
  `
current-context: prod
clusters:
- {name: prod, cluster: {server: "https://prod:6443"}}
- {name: shared, cluster: {server: "https://second:6443"}}
- {name: incomplete, cluster: {}}
users:
- {name: me, user: {auth-provider: {name: gcp}}}
- {name: google, user: {auth-provider: {name: gcp}}}
contexts:
- {name: prod, context: {cluster: prod, user: google}}
- {name: both, context: {cluster: shared, user: me}}
`,
);
const missing = join(folder, 'missing');

test('files are merged, the first wins, missing ones are skipped', () => {
  const config = value(readKubeconfig({ environment: { KUBECONFIG: [dev, missing, prod].join(delimiter) } }));
  assert.deepEqual(config.paths, [dev, missing, prod]);
  assert.deepEqual(config.files, [dev, prod]);
  assert.equal(config.currentContext, 'dev');
  assert.deepEqual(config.contexts, [
    { name: 'dev', cluster: 'dev', user: 'me', namespace: 'data', server: 'https://dev:6443' },
    { name: 'orphan', cluster: 'gone', user: 'me' },
    { name: 'stranger', cluster: 'dev', user: 'nobody', server: 'https://dev:6443' },
    { name: 'prod', cluster: 'prod', user: 'google', server: 'https://prod:6443' },
    { name: 'both', cluster: 'shared', user: 'me', server: 'https://first:6443' },
  ]);
});

test('no file, and an empty file, give no contexts', () => {
  assert.deepEqual(value(readKubeconfig({ paths: [missing] })), {
    paths: [missing],
    files: [],
    contexts: [],
  });
  const empty = file('empty', '# nothing yet\n');
  assert.deepEqual(value(readKubeconfig({ paths: [empty] })), {
    paths: [empty],
    files: [empty],
    contexts: [],
  });
});

test('a broken file is named, and nothing of its content is', () => {
  const cases = [
    ['users:\n- name: a\n  user: {token: hunter2\n', /^"(.*)" is not a kubeconfig: .*line \d+/],
    ['users: *hunter\n', /^"(.*)" is not a kubeconfig: /],
    ['just hunter2', /^"(.*)" is not a kubeconfig: it is not a mapping$/],
    ['clusters: hunter2\n', /^"(.*)" is not a kubeconfig: /],
  ] as const;
  for (const [text, message] of cases) {
    const broken = file('broken', text);
    const found = failure(readKubeconfig({ paths: [dev, broken] }), 'misconfigured');
    assert.equal(found.file, broken);
    assert.match(found.message, message);
    assert.doesNotMatch(found.message, /hunter2/);
  }
  assert.match(
    failure(readKubeconfig({ paths: [folder] }), 'misconfigured').message,
    /cannot be read: EISDIR/,
  );
});

test('a context that cannot be used says what it lacks', () => {
  const message = (context: string, ...paths: readonly string[]) =>
    failure(connect({ context, paths, protection: 'none' }), 'misconfigured').message;
  assert.equal(message('dev', missing), `no kubeconfig at "${missing}"`);
  assert.equal(message('elsewhere', dev), `no context "elsewhere" in "${dev}"`);
  assert.equal(
    message('orphan', dev),
    'context "orphan" names cluster "gone", which is not in the kubeconfig',
  );
  assert.equal(
    message('stranger', dev),
    'context "stranger" names user "nobody", which is not in the kubeconfig',
  );
  assert.equal(
    message('prod', prod),
    'user "google" signs in by auth-provider "gcp", which Kubernetes no longer has; use its exec plugin',
  );
});

test('the namespace is the pinned one, else that of the context, else "default"', () => {
  const namespace = (context: string, pinned?: string) =>
    value(
      connect({
        context,
        paths: [dev, prod],
        protection: 'none',
        ...(pinned !== undefined && { namespace: pinned }),
      }),
    ).target.namespace;
  assert.equal(namespace('dev', 'pinned'), 'pinned');
  assert.equal(namespace('dev'), 'data');
  assert.equal(namespace('both'), 'default');
});

test('an expired token of OpenID Connect says so instead of being sent', async () => {
  const token = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
  const config = (exp: number) =>
    file(
      `oidc-${exp}`,
      `
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {auth-provider: {name: oidc, config: {id-token: ${token(exp)}}}}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
`,
    );
  const version = (exp: number) =>
    value(connect({ context: 'c', paths: [config(exp)], protection: 'none' })).version();
  const { message } = failure(await version(1_000_000_000), 'signed-out');
  assert.equal(message, 'the sign-in of context "c" has expired; any kubectl command renews it');
  failure(await version(10_000_000_000), 'unreachable');
});

test('the proxy of the environment, and what it is not for', () => {
  const proxy = (server: string, noProxy: string, more: Environment = {}) =>
    environmentProxy(server, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: noProxy, ...more });
  const used = 'http://proxy:3128';
  const cases = [
    ['https://k8s.example.com', '', used],
    ['https://k8s.example.com', '*', undefined],
    ['https://k8s.example.com', 'other.com, example.com', undefined],
    ['https://k8s.example.com', '.example.com', undefined],
    ['https://example.com', '.example.com', used],
    ['https://badexample.com', 'example.com', used],
    ['https://k8s.example.com:6443', 'example.com:443', used],
    ['https://k8s.example.com:6443', 'example.com:6443', undefined],
    ['https://10.1.2.3:6443', '10.0.0.0/8', undefined],
    ['https://11.1.2.3:6443', '10.0.0.0/8', used],
    ['https://10.1.2.3', '1.2.3', used],
    ['https://[fd00::1]:6443', 'fd00::/8', undefined],
    ['https://localhost:6443', '', undefined],
    ['https://127.0.0.1:6443', '', undefined],
    ['http://k8s.example.com', '', undefined],
  ] as const;
  for (const [server, noProxy, expected] of cases)
    assert.equal(proxy(server, noProxy), expected, `${server} without ${noProxy}`);
  assert.equal(
    proxy('https://k8s.example.com', '', { HTTPS_PROXY: undefined, https_proxy: 'proxy:80' }),
    'http://proxy:80',
  );
});

test('protection goes by the name of the context', () => {
  const settings = (level: ProtectionSettings['level'], ...names: readonly string[]): ProtectionSettings => ({
    protected: names,
    level,
  });
  const typed = settings('typedConfirm', '*prod*', 'live');
  assert.equal(protectionOf('eks-prod-eu', typed), 'typed-name');
  assert.equal(protectionOf('PROD', typed), 'typed-name');
  assert.equal(protectionOf('live-1', typed), 'typed-name');
  assert.equal(protectionOf('olive', typed), 'none');
  assert.equal(protectionOf('dev', typed), 'none');
  assert.equal(protectionOf('arn:aws:eks:eu:1:cluster/live', settings('readOnly', 'live')), 'read-only');
  assert.equal(protectionOf('prod', settings('confirm', 'prod')), 'none');
  assert.equal(protectionOf('a+b', settings('readOnly', 'a.b')), 'none');
});
