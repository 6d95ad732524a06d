import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noSettings, type Settings } from '../../server/engine/workspace/settings.ts';
import { type Notice, Service } from '../../server/service/service.ts';
import { editorSettings } from '../../server/service/settings.ts';
import { MemoryHost, uriOf } from './memory-host.ts';

const pod = (name: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: data
spec:
  serviceAccountName: etl
  automountServiceAccountToken: false
  restartPolicy: Never
  securityContext:
    runAsNonRoot: true
  containers:
    - name: etl
      image: etl:1.0
      resources:
        requests: { cpu: 100m, memory: 128Mi }
        limits: { cpu: 100m, memory: 512MB }
${more}`;

const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: etl\n  namespace: data\n';

interface Started {
  readonly service: Service;
  readonly host: MemoryHost;
  readonly stale: Set<string>[];
  readonly notices: Notice[];
}

async function start(
  files: ConstructorParameters<typeof MemoryHost>[0],
  commandLine: Settings = noSettings,
): Promise<Started> {
  const host = new MemoryHost(files);
  const stale: Set<string>[] = [];
  const notices: Notice[] = [];
  const service = await Service.start(host, {
    commandLine,
    onStale: (uris) => stale.push(new Set(uris)),
    onNotice: (notice) => notices.push(notice),
    onError(error) {
      throw error;
    },
  });
  service.addFolder('file:///work');
  await service.settled();
  return { service, host, stale, notices };
}

const codes = (service: Service, path: string): string[] =>
  service.diagnose(uriOf(path)).map(({ rule }) => rule.id);

test('a folder is read, and its files know each other', async () => {
  const { service } = await start({ 'pod.yaml': pod('a'), 'account.yaml': account, 'notes.txt': 'x' });
  assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid']);
});

test('the text of an editor counts until it is closed', async () => {
  const { service, stale } = await start({ 'pod.yaml': pod('a'), 'account.yaml': account });
  service.setDocument(uriOf('pod.yaml'), pod('a').replace('512MB', '512Mi'), 'yaml');
  assert.deepEqual(stale.at(-1), new Set([uriOf('pod.yaml')]));
  assert.deepEqual(codes(service, 'pod.yaml'), []);
  service.closeDocument(uriOf('pod.yaml'));
  await service.settled();
  assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid']);
});

test('an edit makes those files stale that looked for what changed, and no others', async () => {
  const { service, stale } = await start({ 'account.yaml': account });
  service.setDocument(uriOf('uses.yaml'), pod('a'), 'yaml');
  service.setDocument(uriOf('other.yaml'), account.replaceAll('etl', 'other'), 'yaml');
  for (const path of ['uses.yaml', 'other.yaml']) codes(service, path);
  stale.length = 0;
  service.setDocument(uriOf('account.yaml'), account.replace('etl', 'renamed'), 'yaml');
  assert.deepEqual(stale, [new Set([uriOf('uses.yaml'), uriOf('account.yaml')])]);
  assert.ok(codes(service, 'uses.yaml').includes('service-account-missing'));
});

test('files on disk are followed where no editor has them', async () => {
  const { service, host } = await start({ 'pod.yaml': pod('a'), 'account.yaml': account });
  host.files.delete(uriOf('account.yaml'));
  service.filesChanged([uriOf('account.yaml')]);
  await service.settled();
  assert.ok(codes(service, 'pod.yaml').includes('service-account-missing'));
  service.setDocument(uriOf('pod.yaml'), pod('a'), 'yaml');
  const before = host.reads.get(uriOf('pod.yaml'));
  service.filesChanged([uriOf('pod.yaml'), 'file:///elsewhere/pod.yaml']);
  await service.settled();
  assert.equal(host.reads.get(uriOf('pod.yaml')), before);
  assert.equal(host.reads.get('file:///elsewhere/pod.yaml'), undefined);
});

test('while folders are read only what needs no other file is found', async () => {
  const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x/${i}.yaml`, pod(`x-${i}`)]));
  const host = new MemoryHost({ ...files, 'z/account.yaml': account });
  const service = await Service.start(host, { commandLine: noSettings, onError: assert.ifError });
  service.addFolder('file:///work');
  service.setDocument(uriOf('pod.yaml'), pod('a'), 'yaml');
  assert.equal(service.isIndexed, false);
  assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid']);
  await service.settled();
  assert.equal(service.isIndexed, true);
  assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid']);
});

test('a removed folder is forgotten, but not what is open or in another', async () => {
  const { service } = await start({ 'a/account.yaml': account, 'pod.yaml': pod('a') });
  service.addFolder('file:///work/a');
  await service.settled();
  service.removeFolder('file:///work');
  assert.equal(service.workspace.file(uriOf('pod.yaml')), undefined);
  assert.ok(service.workspace.file(uriOf('a/account.yaml')));
});

test('what cannot be read is told, and the rest is read', async () => {
  const { service, notices } = await start({
    'locked.yaml': { kind: 'unreadable', reason: 'permission denied' },
    'large.yaml': { kind: 'too-large' },
    'pod.yaml': pod('a'),
    'account.yaml': account,
  });
  assert.deepEqual(
    notices.map(({ uri, kind, message }) => [uri, kind, message]),
    [
      [uriOf('large.yaml'), 'too-large', 'larger than 5 MB, so it is not checked'],
      [uriOf('locked.yaml'), 'unreadable', 'permission denied'],
    ],
  );
  assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid']);
});

describe('settings', () => {
  const levels = (service: Service, path: string): string[] =>
    service.diagnose(uriOf(path)).map(({ rule, level }) => `${rule.id} ${level}`);

  test('of the nearest folder count, over those of the editor', async () => {
    const { service } = await start({
      '.podium.yaml': 'rules: { quantity-invalid: warning }\n',
      'inner/.podium.yaml': 'rules: { quantity-invalid: info }\n',
      'account.yaml': account,
      'pod.yaml': pod('a'),
      'inner/pod.yaml': pod('b'),
    });
    service.setEditorSettings(new Map([['', editorSettings({ rules: { 'quantity-invalid': 'hint' } })]]));
    await service.settled();
    assert.deepEqual(levels(service, 'pod.yaml'), ['quantity-invalid warning']);
    assert.deepEqual(levels(service, 'inner/pod.yaml'), ['quantity-invalid info']);
  });

  test('of the editor are told apart by folder', async () => {
    const { service } = await start({
      'a/pod.yaml': pod('a'),
      'b/pod.yaml': pod('b'),
      'account.yaml': account,
    });
    const off = editorSettings({ rules: { 'quantity-invalid': 'off' } });
    service.setEditorSettings(
      new Map([
        ['', noSettings],
        ['file:///work/a', off],
      ]),
    );
    await service.settled();
    assert.deepEqual(levels(service, 'a/pod.yaml'), []);
    assert.deepEqual(levels(service, 'b/pod.yaml'), ['quantity-invalid error']);
  });

  test('exclude files, which then are as if they were not there', async () => {
    const { service } = await start({ 'pod.yaml': pod('a'), 'gen/account.yaml': account });
    assert.ok(!codes(service, 'pod.yaml').includes('service-account-missing'));
    service.setEditorSettings(new Map([['', editorSettings({ validate: { exclude: ['gen/'] } })]]));
    await service.settled();
    assert.ok(codes(service, 'pod.yaml').includes('service-account-missing'));
    service.setEditorSettings(new Map([['', noSettings]]));
    await service.settled();
    assert.ok(!codes(service, 'pod.yaml').includes('service-account-missing'));
  });

  test('give a namespace to objects that do not say theirs', async () => {
    const unnamed = account.replace('  namespace: data\n', '');
    const { service } = await start({
      '.podium.yaml': 'defaultNamespace: other\n',
      'pod.yaml': pod('a'),
      'account.yaml': unnamed,
    });
    assert.ok(codes(service, 'pod.yaml').includes('service-account-missing'));
    service.setDocument(uriOf('.podium.yaml'), 'defaultNamespace: data\n', 'yaml');
    await service.settled();
    assert.ok(!codes(service, 'pod.yaml').includes('service-account-missing'));
  });

  test('that are off keep a less telling rule from speaking instead', async () => {
    const { service } = await start({
      '.podium.yaml': 'rules: { quantity-invalid: off }\n',
      'pod.yaml': pod('a'),
      'account.yaml': account,
    });
    assert.deepEqual(codes(service, 'pod.yaml'), []);
  });

  test('are read as editors send them, whatever else that is', () => {
    const sent = {
      rules: { a: 'off', b: 'loud' },
      validate: { exclude: ['x', 7] },
      schema: { kubernetesVersion: 'auto' },
      airflow: { version: '2.9' },
    };
    assert.deepEqual(editorSettings(sent), {
      ...noSettings,
      rules: { a: 'off' },
      exclude: ['x'],
      airflowVersion: '2.9',
    });
    for (const nonsense of [null, undefined, 7, 'x', [], { rules: [], exclude: {}, overrides: 'x' }]) {
      assert.deepEqual(editorSettings(nonsense), noSettings);
    }
  });
});

describe('fixing all', () => {
  test('goes on until nothing safe is left, and changes nothing itself', async () => {
    const text = `${pod('a')}---\n${pod('b')}`;
    const { service } = await start({ 'pod.yaml': text, 'account.yaml': account });
    const fixed = service.fixAll(uriOf('pod.yaml'));
    assert.equal(fixed?.text, text.replaceAll('512MB', '512Mi'));
    assert.equal(fixed.fixed, 2);
    assert.deepEqual(codes(service, 'pod.yaml'), ['quantity-invalid', 'quantity-invalid']);
  });

  test('of one rule leaves the others', async () => {
    const { service } = await start({
      'pod.yaml': pod('a').replace('etl:1.0', 'etl'),
      'account.yaml': account,
    });
    const fixed = service.fixAll(uriOf('pod.yaml'), 'image-tag-latest');
    assert.match(fixed?.text ?? '', /image: etl:\S+\n/);
    assert.match(fixed?.text ?? '', /512MB/);
  });

  test('never applies two fixes that touch each other in one step', async () => {
    const bare = pod('a').replace(/ {6}resources:\n.*\n.*\n/, '');
    const { service } = await start({ 'pod.yaml': bare, 'account.yaml': account });
    assert.ok(codes(service, 'pod.yaml').includes('resource-limits-missing'));
    for (const rule of ['resource-limits-missing', 'resource-requests-missing']) {
      const fixed = service.fixAll(uriOf('pod.yaml'), rule);
      assert.equal(fixed?.text.match(/resources:/g)?.length, 1);
    }
  });
});

test('the Python parser is loaded for files that need it, and they are read again', async () => {
  const { service } = await start({
    'dag.py': 'from dagster_k8s import DagsterK8sLauncher\n',
    'other.py': 'print("hello")\n',
  });
  assert.deepEqual(codes(service, 'dag.py'), ['dagster-import-unknown']);
  assert.equal(service.workspace.file(uriOf('other.py')), undefined);
});

test('the cluster is known as long as it is connected', async () => {
  const { service } = await start({ 'pod.yaml': pod('a') });
  assert.ok(codes(service, 'pod.yaml').includes('service-account-missing'));
  service.setCluster([{ kind: 'ServiceAccount', namespace: 'data', name: 'etl' }], '1.36');
  assert.ok(!codes(service, 'pod.yaml').includes('service-account-missing'));
  assert.equal(service.versions(uriOf('pod.yaml')).kubernetes, '1.36');
  service.setCluster([], undefined);
  assert.ok(codes(service, 'pod.yaml').includes('service-account-missing'));
});
