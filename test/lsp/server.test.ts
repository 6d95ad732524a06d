import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  type Definition,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DocumentDiagnosticRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  type Hover,
  HoverRequest,
  type LocationLink,
  type Position,
  ShowDocumentRequest,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { clusterFacts } from '../../server/protocol/index.ts';
import { type ClientOptions, codesOf, LanguageClient } from './language-client.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: etl
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
`;

const account = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: etl
  namespace: data
`;

/** A client that is stopped after the test, which fails where the server logged anything. */
async function clientFor(context: TestContext, options?: ClientOptions): Promise<LanguageClient> {
  const client = await LanguageClient.start(options);
  context.after(async () => {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.log, []);
  });
  return client;
}

/** Line and character of the first occurrence of a text. */
function positionOf(text: string, wanted: string): Position {
  const before = text.slice(0, text.indexOf(wanted)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split(/(?<=\n)/);
  const offset = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, it) => sum + it.length, 0) + character;
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
      text,
    );
}

describe('pushed diagnostics', () => {
  test('come with rule, page, level and UTF-16 place', async (context) => {
    const text = pod.replace('cpu: 100m, memory: 512MB', '"🎻": 1, memory: 512MB');
    const client = await clientFor(context, { files: { 'account.yaml': account } });
    await client.open('pod.yaml', text);
    const { diagnostics, version } = await client.published('pod.yaml');
    assert.equal(version, 1);
    assert.deepEqual(
      diagnostics.filter(({ code }) => code === 'quantity-invalid'),
      [
        {
          source: 'podium',
          code: 'quantity-invalid',
          codeDescription: { href: diagnostics[0]?.codeDescription?.href },
          severity: 1,
          range: { start: { line: 16, character: 35 }, end: { line: 16, character: 40 } },
          message: '"512MB" is no quantity, did you mean "512Mi"?',
        },
      ].map((it) => ({
        ...it,
        codeDescription: { href: it.codeDescription.href?.replace(/#.*/, '#quantity-invalid') },
      })),
    );
  });

  test('follow an edit, also of another file', async (context) => {
    const client = await clientFor(context, { files: { 'account.yaml': account, 'pod.yaml': pod } });
    await client.open('pod.yaml', pod);
    assert.deepEqual(codesOf(await client.published('pod.yaml')), ['quantity-invalid']);
    await client.open('account.yaml', account);
    await client.edit('account.yaml', { line: 3, character: 8 }, { line: 3, character: 11 }, 'load');
    const missing = await client.published('pod.yaml', (codes) => codes.includes('service-account-missing'));
    assert.equal(missing.version, 1);
    await client.edit('account.yaml', { line: 3, character: 8 }, { line: 3, character: 12 }, 'etl');
    await client.published('pod.yaml', (codes) => !codes.includes('service-account-missing'));
    const at = positionOf(pod, '512MB');
    const version = await client.edit('pod.yaml', at, { ...at, character: at.character + 5 }, '512Mi');
    const fixed = await client.published('pod.yaml', (_, published) => published.version === version);
    assert.deepEqual(codesOf(fixed), []);
  });

  test('are taken back when a file is closed', async (context) => {
    const client = await clientFor(context, { files: { 'account.yaml': account } });
    await client.open('pod.yaml', pod);
    await client.published('pod.yaml', (codes) => codes.length > 0);
    await client.close('pod.yaml');
    await client.published('pod.yaml', (codes) => codes.length === 0);
  });

  test('follow files on disk and folders of the workspace', async (context) => {
    const capabilities = { workspace: { workspaceFolders: true } };
    const client = await clientFor(context, { files: { 'account.yaml': account }, capabilities });
    await client.open('pod.yaml', pod);
    await client.published('pod.yaml', (codes) => !codes.includes('service-account-missing'));
    rmSync(join(client.folder, 'account.yaml'));
    const uri = client.uri('account.yaml');
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri, type: 3 }],
    });
    await client.published('pod.yaml', (codes) => codes.includes('service-account-missing'));
    const other = await LanguageClient.start({ files: { 'there.yaml': account } });
    const added = [{ uri: other.uri('.').replace(/\/\.$/, ''), name: 'other' }];
    const event = (change: object) =>
      client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
        event: { added: [], removed: [], ...change },
      });
    await event({ added });
    await client.published('pod.yaml', (codes) => !codes.includes('service-account-missing'));
    await event({ removed: added });
    await client.published('pod.yaml', (codes) => codes.includes('service-account-missing'));
    await other.stop();
  });

  test('follow what is known of the cluster', async (context) => {
    const client = await clientFor(context, { files: { 'pod.yaml': pod } });
    await client.open('pod.yaml', pod);
    await client.published('pod.yaml', (codes) => codes.includes('service-account-missing'));
    await client.connection.sendNotification(clusterFacts.method, {
      context: 'dev',
      version: '1.36',
      objects: [{ kind: 'ServiceAccount', namespace: 'data', name: 'etl' }],
    });
    await client.published('pod.yaml', (codes) => !codes.includes('service-account-missing'));
  });

  test('wait for the Python parser', async (context) => {
    const client = await clientFor(context);
    await client.open('dag.py', 'from dagster_k8s import DagsterK8sLauncher\n');
    assert.deepEqual(codesOf(await client.published('dag.py')), ['dagster-import-unknown']);
  });

  test('are none for files of other programs', async (context) => {
    const client = await clientFor(context);
    await client.open('values.yaml', 'a: [\n');
    assert.deepEqual(codesOf(await client.published('values.yaml')), []);
  });
});

describe('pulled diagnostics', () => {
  const capabilities = {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
  };

  test('wait until the workspace is read', async (context) => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`x/${i}.yaml`, pod.replaceAll('etl', `x-${i}`)]),
    );
    const client = await clientFor(context, { files: { ...files, 'z/account.yaml': account }, capabilities });
    await client.open('pod.yaml', pod);
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: client.uri('pod.yaml') },
    });
    assert.deepEqual('items' in report && codesOf({ diagnostics: report.items }), ['quantity-invalid']);
  });
});

describe('settings', () => {
  test('come with initialize, and change', async (context) => {
    const initializationOptions = { rules: { 'quantity-invalid': 'hint' } };
    const client = await clientFor(context, { files: { 'account.yaml': account }, initializationOptions });
    await client.open('pod.yaml', pod);
    const first = await client.published('pod.yaml');
    assert.deepEqual(
      first.diagnostics.map(({ code, severity }) => [code, severity]),
      [['quantity-invalid', 4]],
    );
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { podium: { rules: { 'quantity-invalid': 'off' } } },
    });
    await client.published('pod.yaml', (codes) => codes.length === 0);
  });

  test('are asked for where the client answers', async (context) => {
    const capabilities = { workspace: { configuration: true } };
    const configuration = { validate: { exclude: ['pod.yaml'] } };
    const client = await clientFor(context, {
      files: { 'account.yaml': account },
      capabilities,
      configuration,
    });
    await client.open('pod.yaml', pod);
    await client.published('pod.yaml', (codes) => codes.length === 0);
  });

  test('of .podium.yaml win over the editor, also unsaved', async (context) => {
    const client = await clientFor(context, {
      files: { 'account.yaml': account, '.podium.yaml': 'rules: { quantity-invalid: info }\n' },
      initializationOptions: { rules: { 'quantity-invalid': 'off' } },
    });
    await client.open('pod.yaml', pod);
    const saved = await client.published('pod.yaml', (codes) => codes.length > 0);
    assert.equal(saved.diagnostics[0]?.severity, 3);
    await client.open('.podium.yaml', 'rules: { quantity-invalid: warning }\n');
    const unsaved = await client.published(
      'pod.yaml',
      (_, { diagnostics }) => diagnostics[0]?.severity !== 3,
    );
    assert.equal(unsaved.diagnostics[0]?.severity, 2);
  });
});

describe('code actions', () => {
  test('fix a finding', async (context) => {
    const client = await clientFor(context, { files: { 'account.yaml': account } });
    await client.open('pod.yaml', pod);
    await client.published('pod.yaml');
    const actions = await client.codeActions('pod.yaml', positionOf(pod, '512MB').line);
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.deepEqual(
      fix?.diagnostics?.map(({ code }) => code),
      ['quantity-invalid'],
    );
    assert.equal(
      applied(pod, fix.edit?.changes?.[client.uri('pod.yaml')] ?? []),
      pod.replace('512MB', '512Mi'),
    );
  });

  test('name the version of the document where the client wants that', async (context) => {
    const capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
    const client = await clientFor(context, { files: { 'account.yaml': account }, capabilities });
    await client.open('pod.yaml', pod);
    const actions = await client.codeActions('pod.yaml', positionOf(pod, '512MB').line, ['quickfix']);
    const [change] = actions.find(({ isPreferred }) => isPreferred)?.edit?.documentChanges ?? [];
    assert.deepEqual(change && 'textDocument' in change && change.textDocument, {
      uri: client.uri('pod.yaml'),
      version: 1,
    });
  });

  test('fix all that is safe, for saving', async (context) => {
    const two = `${pod}---\n${pod.replaceAll('etl', 'load')}`;
    const client = await clientFor(context);
    await client.open('pod.yaml', two);
    const [action, ...others] = await client.codeActions('pod.yaml', 0, ['source.fixAll.podium']);
    assert.equal(action?.kind, 'source.fixAll.podium');
    assert.deepEqual(others, []);
    assert.equal(
      applied(two, action.edit?.changes?.[client.uri('pod.yaml')] ?? []),
      two.replaceAll('512MB', '512Mi'),
    );
    const generic = await client.codeActions('pod.yaml', 0, ['source.fixAll']);
    assert.deepEqual(
      generic.map(({ kind }) => kind),
      ['source.fixAll.podium'],
    );
  });

  test('silence a finding', async (context) => {
    const client = await clientFor(context, { files: { 'account.yaml': account } });
    await client.open('pod.yaml', pod);
    const actions = await client.codeActions('pod.yaml', positionOf(pod, '512MB').line);
    for (const title of [
      'Silence "quantity-invalid" on this line',
      'Silence "quantity-invalid" in this file',
    ]) {
      const action = actions.find((it) => it.title === title);
      const text = applied(pod, action?.edit?.changes?.[client.uri('pod.yaml')] ?? []);
      assert.notEqual(text, pod);
      await client.open(`${title.length}.yaml`, text);
      assert.deepEqual(
        codesOf(await client.published(`${title.length}.yaml`)).filter((it) => it === 'quantity-invalid'),
        [],
      );
    }
  });

  test('explain a rule on its page', async (context) => {
    const capabilities = { window: { showDocument: { support: true } } };
    const client = await clientFor(context, { capabilities });
    const shown = new Promise<string>((resolve) => {
      client.connection.onRequest(ShowDocumentRequest.type, ({ uri }) => {
        resolve(uri);
        return { success: true };
      });
    });
    await client.open('pod.yaml', pod);
    const actions = await client.codeActions('pod.yaml', positionOf(pod, '512MB').line);
    const { command } = actions.find(({ title }) => title === 'Explain "quantity-invalid"') ?? {};
    await client.connection.sendRequest('workspace/executeCommand', command);
    assert.match(await shown, /#quantity-invalid$/);
  });

  test('make new files where the client can', async (context) => {
    const capabilities = {
      workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } },
    };
    const launcher = `from dagster import Definitions
from dagster_k8s import K8sRunLauncher

launcher = K8sRunLauncher(job_image="etl:1.0", service_account_name="dagster")
defs = Definitions(launcher=launcher)
`;
    const client = await clientFor(context, { capabilities });
    await client.open('defs.py', launcher);
    await client.published('defs.py');
    const actions = await client.codeActions('defs.py', 4);
    const changes = actions.flatMap(({ edit }) => edit?.documentChanges ?? []);
    const created = changes.find((it) => 'kind' in it && it.kind === 'create');
    assert.deepEqual(created, {
      kind: 'create',
      uri: client.uri('dagster.yaml'),
      options: { ignoreIfExists: true },
    });
  });
});

describe('language features', () => {
  const workload = `${pod.replace('512MB', '512Mi')}      volumeMounts:
        - name: scratch
          mountPath: /scratch
  volumes:
    - name: scratch
      emptyDir: {}
`;

  const hoverAt = (client: LanguageClient, path: string, position: Position): Promise<Hover | null> =>
    client.connection.sendRequest(HoverRequest.type, { textDocument: { uri: client.uri(path) }, position });

  const definitionAt = (
    client: LanguageClient,
    path: string,
    position: Position,
  ): Promise<Definition | LocationLink[] | null> =>
    client.connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri: client.uri(path) },
      position,
    });

  test('hover says what the schema says, and what a value amounts to', async (context) => {
    const client = await clientFor(context);
    await client.open('pod.yaml', workload);
    const field = await hoverAt(client, 'pod.yaml', positionOf(workload, 'restartPolicy'));
    assert.match(JSON.stringify(field?.contents), /[Rr]estart/);
    const quantity = await hoverAt(client, 'pod.yaml', positionOf(workload, '512Mi'));
    assert.match(JSON.stringify(quantity?.contents), /`512Mi` is 536/);
    assert.deepEqual(quantity?.range, {
      start: { line: 16, character: 37 },
      end: { line: 16, character: 42 },
    });
    const image = await hoverAt(client, 'pod.yaml', positionOf(workload, 'etl:1.0'));
    assert.match(JSON.stringify(image?.contents), /tag `1\.0`/);
  });

  test('definition leads to objects in other files and to volumes', async (context) => {
    const client = await clientFor(context, { files: { 'a/account.yaml': `# Accounts\n${account}` } });
    await client.open('pod.yaml', workload);
    await client.published('pod.yaml');
    const [there] = (await definitionAt(
      client,
      'pod.yaml',
      positionOf(workload, 'etl\n  automount'),
    )) as LocationLink[];
    assert.equal(there?.targetUri, client.uri('a/account.yaml'));
    assert.deepEqual(there.targetSelectionRange, {
      start: { line: 4, character: 8 },
      end: { line: 4, character: 11 },
    });
    const [volume] = (await definitionAt(
      client,
      'pod.yaml',
      positionOf(workload, 'scratch'),
    )) as LocationLink[];
    assert.equal(
      volume?.targetSelectionRange.start.line,
      positionOf(workload, 'scratch\n      emptyDir').line,
    );
  });

  test('symbols are objects with their containers', async (context) => {
    const client = await clientFor(context);
    await client.open('all.yaml', `${account}---\n${workload}`);
    const found = (await client.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: client.uri('all.yaml') },
    })) as DocumentSymbol[];
    assert.deepEqual(
      found.map(({ name, detail, children }) => [name, detail, children?.map((it) => it.name)]),
      [
        ['ServiceAccount etl', 'data', []],
        ['Pod etl', 'data', ['etl']],
      ],
    );
    assert.equal(found[1]?.range.start.line, 6);
  });

  test('completion knows fields, values and names', async (context) => {
    const client = await clientFor(context, {
      files: { 'account.yaml': account.replace('name: etl', 'name: loader') },
    });
    const text = workload
      .replace('serviceAccountName: etl', 'serviceAccountName: ')
      .replace('restartPolicy: Never', 'restartPolicy: ');
    await client.open('pod.yaml', text);
    await client.published('pod.yaml');
    const labels = async (position: Position): Promise<string[]> =>
      (await client.complete('pod.yaml', position)).items.map(({ label }) => label);
    const { line } = positionOf(text, 'image:');
    assert.ok((await labels({ line, character: 7 })).includes('livenessProbe'));
    const account_ = positionOf(text, 'serviceAccountName: ');
    assert.ok((await labels({ ...account_, character: 22 })).includes('loader'));
    const policy = positionOf(text, 'restartPolicy: ');
    assert.deepEqual((await labels({ ...policy, character: 17 })).toSorted(), [
      'Always',
      'Never',
      'OnFailure',
    ]);
  });

  test('completion begins a document', async (context) => {
    const client = await clientFor(context, {
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    });
    await client.open('new.yaml', '');
    const { items } = await client.complete('new.yaml', { line: 0, character: 0 });
    const cronJob = items.find(({ label }) => label === 'CronJob');
    assert.match(JSON.stringify(cronJob?.textEdit), /apiVersion: batch\/v1\\nkind: CronJob/);
  });

  test('completion and hover serve Python', async (context) => {
    const text = 'from kubernetes import client as k8s\ncontainer = k8s.V1Container(name="x", )\n';
    const client = await clientFor(context);
    await client.open('dag.py', text);
    await client.published('dag.py');
    const { items } = await client.complete('dag.py', { line: 1, character: 38 });
    assert.ok(items.some(({ label }) => label.startsWith('image_pull_policy')));
  });
});

test('nonsense is survived and logged', async () => {
  const client = await LanguageClient.start({ files: { 'account.yaml': account } });
  const send = (method: string, params: object): Promise<unknown> =>
    client.connection.sendRequest(method, params);
  assert.equal(await send('textDocument/hover', { position: { line: 0, character: 0 } }), null);
  assert.equal(
    await send('textDocument/hover', {
      textDocument: { uri: 'nowhere:/x' },
      position: { line: -1, character: 1e9 },
    }),
    null,
  );
  assert.deepEqual(await send('textDocument/codeAction', { textDocument: { uri: 'file:///%ZZ' } }), []);
  await assert.rejects(send('textDocument/noSuchThing', {}), /Unhandled method/);
  await client.connection.sendNotification(clusterFacts.method, { objects: 'none' });
  await client.open('pod.yaml', pod);
  assert.deepEqual(codesOf(await client.published('pod.yaml')), ['quantity-invalid']);
  assert.ok(client.log.length > 0);
  assert.equal(await client.stop(), 0);
});

test('half-typed and broken text is answered', async (context) => {
  const client = await clientFor(context);
  await client.open('pod.yaml', pod);
  await client.published('pod.yaml');
  const version = await client.edit(
    'pod.yaml',
    { line: 5, character: 0 },
    { line: 11, character: 0 },
    'spec: {\n\t[ "',
  );
  await client.published('pod.yaml', (codes, it) => it.version === version && codes.includes('yaml-syntax'));
  assert.ok(await client.complete('pod.yaml', { line: 6, character: 3 }));
});
