import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  CodeLensRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  FoldingRangeRequest,
  InlayHintRequest,
  type Position,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRequest,
  TextDocumentEdit,
  type WorkspaceEdit,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { LanguageClient } from './language-client.ts';

const jobs = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
  namespace: data
spec:
  schedule: "30 2 * * 1-5"
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccountName: etl
          restartPolicy: Never
          containers:
            - name: main
              image: my-company/etl:2.7.0
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: prometheus
  namespace: data
data:
  prometheus.yml: |
    global:
      scrape_interval: 15s
`;

const files = {
  'jobs.yaml': jobs,
  'accounts.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: other }
`,
  'dag.py': `from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

extract = KubernetesPodOperator(task_id="extract", namespace="data", service_account_name="etl", image="a:1")
load = KubernetesPodOperator(task_id="load", service_account_name="etl", image="a:1")
`,
  'kustomization.yaml': 'resources: [jobs.yaml, accounts.yaml]\n',
};

const account: Position = { line: 11, character: 32 };

const documentOf = (client: LanguageClient, path: string) => ({ textDocument: { uri: client.uri(path) } });

/** New texts by the name of their file, those to be confirmed with a question mark. */
function newTexts({ documentChanges = [] }: WorkspaceEdit): string[] {
  return documentChanges
    .filter((it) => TextDocumentEdit.is(it))
    .flatMap(({ textDocument: { uri }, edits }) =>
      edits.map((it) => {
        const text = 'newText' in it ? it.newText : '';
        return `${uri.slice(uri.lastIndexOf('/') + 1)} ${text}${'annotationId' in it ? '?' : ''}`;
      }),
    )
    .sort();
}

describe('navigation over stdio', () => {
  let client: LanguageClient;

  before(async () => {
    client = await LanguageClient.start({
      files,
      capabilities: {
        workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
      },
    });
    await client.open('jobs.yaml', jobs);
  });

  after(() => client.stop());

  test('references wait for the folder and come from all files', async () => {
    const found = await client.connection.sendRequest(ReferencesRequest.type, {
      ...documentOf(client, 'jobs.yaml'),
      position: account,
      context: { includeDeclaration: false },
    });
    const names = (found ?? []).map(
      ({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${range.start.line}`,
    );
    assert.deepEqual(names.sort(), ['dag.py 2', 'dag.py 3', 'jobs.yaml 11']);
  });

  test('a rename edits all files, and asks where a place may mean another object', async () => {
    const params = { ...documentOf(client, 'jobs.yaml'), position: account };
    const place = await client.connection.sendRequest(PrepareRenameRequest.type, params);
    assert.deepEqual(place, {
      range: { start: { line: 11, character: 30 }, end: { line: 11, character: 33 } },
      placeholder: 'etl',
    });
    const edit = await client.connection.sendRequest(RenameRequest.type, { ...params, newName: 'worker' });
    assert.deepEqual(newTexts(edit ?? {}), [
      'accounts.yaml worker',
      'dag.py worker',
      'dag.py worker?',
      'jobs.yaml worker',
    ]);
    assert.equal(edit?.changeAnnotations?.unsure?.needsConfirmation, true);
  });

  test('a rename that cannot be made says why', async () => {
    const params = { ...documentOf(client, 'jobs.yaml'), position: account, newName: 'No' };
    await assert.rejects(client.connection.sendRequest(RenameRequest.type, params), /"No" is no such name: /);
  });

  test('highlights, symbols and links', async () => {
    const highlights = await client.connection.sendRequest(DocumentHighlightRequest.type, {
      ...documentOf(client, 'jobs.yaml'),
      position: { line: 4, character: 14 },
    });
    assert.deepEqual(
      highlights?.map(({ range }) => range.start.line),
      [4, 21],
    );
    const symbols = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'night' });
    assert.deepEqual(
      symbols?.map(({ name, containerName }) => `${name}: ${containerName ?? ''}`),
      ['nightly: CronJob in data'],
    );
    const links = await client.connection.sendRequest(
      DocumentLinkRequest.type,
      documentOf(client, 'kustomization.yaml'),
    );
    assert.deepEqual(
      links?.map((it) => it.target),
      [client.uri('jobs.yaml'), client.uri('accounts.yaml')],
    );
  });

  test('folds and selections of YAML, none of Python', async () => {
    const folds = await client.connection.sendRequest(
      FoldingRangeRequest.type,
      documentOf(client, 'jobs.yaml'),
    );
    const lines = folds?.map(({ startLine, endLine }) => `${startLine}-${endLine}`) ?? [];
    assert.ok(lines.includes('0-15') && lines.includes('24-25'), lines.join(' '));
    const python = await client.connection.sendRequest(
      FoldingRangeRequest.type,
      documentOf(client, 'dag.py'),
    );
    assert.equal(python, null);
    const [selection] =
      (await client.connection.sendRequest(SelectionRangeRequest.type, {
        ...documentOf(client, 'jobs.yaml'),
        positions: [account],
      })) ?? [];
    assert.deepEqual(selection?.range, {
      start: { line: 11, character: 30 },
      end: { line: 11, character: 33 },
    });
    assert.equal(selection.parent?.range.start.character, 10);
  });

  test('lenses, hints and tokens', async () => {
    const lenses = await client.connection.sendRequest(
      CodeLensRequest.type,
      documentOf(client, 'accounts.yaml'),
    );
    assert.deepEqual(
      lenses?.map((it) => it.command?.title),
      ['3 pods use it', 'one pod uses it'],
    );
    const hints = await client.connection.sendRequest(InlayHintRequest.type, {
      ...documentOf(client, 'jobs.yaml'),
      range: { start: { line: 0, character: 0 }, end: { line: 15, character: 0 } },
    });
    assert.deepEqual(
      hints?.map((it) => it.label),
      ['At 02:30, Monday through Friday'],
    );
    const tokens = await client.connection.sendRequest(
      SemanticTokensRequest.type,
      documentOf(client, 'jobs.yaml'),
    );
    assert.deepEqual(tokens?.data, [24, 4, 6, 0, 0, 1, 6, 15, 0, 0, 0, 17, 3, 1, 0]);
  });

  test('a whole object comes without placeholders for a client that knows none, with its apiVersion', async () => {
    await client.open('new.yaml', 'kind: \n');
    const { items } = await client.complete('new.yaml', { line: 0, character: 6 });
    const cronJob = items.find((it) => it.label === 'CronJob');
    const text = cronJob?.textEdit?.newText ?? '';
    assert.match(text, /^CronJob\nmetadata:\n/);
    assert.match(text, /concurrencyPolicy: Forbid\n/);
    assert.doesNotMatch(text, /\$/);
    assert.deepEqual(
      cronJob?.additionalTextEdits?.map((it) => it.newText),
      ['apiVersion: batch/v1\n'],
    );
  });

  test('the server had nothing to complain about', () => {
    assert.deepEqual(client.log, []);
  });
});
