import assert from 'node:assert/strict';
import { commands, Position, Range, window, workspace } from 'vscode';
import type { CodeAction, CompletionList, Diagnostic, TextEditor } from 'vscode';
import { rules } from '../../server/engine/rules/index.ts';
import { describeFinding, sampleFindings } from '../engine/support/sample-findings.ts';
import { codeOf, diagnosticsOf, openSample, until } from './editor.ts';
import { screenshot } from './window.ts';

const latest = 'image-tag-latest';
const has = (code: string) => (diagnostics: readonly Diagnostic[]) =>
  diagnostics.some((it) => codeOf(it) === code);

const samples = [
  'airflow-operator-deployment.yaml',
  'airflow-pod-template.yaml',
  'dagster_k8s_assets.py',
  'kubernetes-cronjob.yaml',
  'prefect_k8s_infrastructure.py',
  'prometheus-config.yaml',
  'resource-quota.yaml',
];
const severities = ['error', 'warning', 'info', 'hint'];
const isOurs = ({ source }: Diagnostic): boolean => source === 'podium';
const words = (it: Diagnostic): string =>
  describeFinding({
    start: it.range.start,
    end: it.range.end,
    severity: severities[it.severity] ?? '',
    code: codeOf(it) ?? '',
    message: it.message,
  });

describe('language', () => {
  let editor: TextEditor;

  beforeEach(async () => {
    editor = await openSample('kubernetes-cronjob.yaml');
  });

  afterEach(async () => {
    // The next test sees the file as it is on disk.
    await commands.executeCommand('workbench.action.files.revert');
  });

  it('shows what is wrong with a manifest', async () => {
    const found = (await diagnosticsOf(editor, has(latest))).find((it) => codeOf(it) === latest);
    assert.equal(found?.source, 'podium');
    assert.equal(editor.document.getText(found.range), 'latest');
    await screenshot('findings', 'my-company/etl-job:latest');
  });

  for (const sample of samples) {
    it(`shows what is marked in ${sample}, and nothing else`, async () => {
      const expected = sampleFindings(process.env.PODIUM_REPOSITORY ?? '', sample, rules);
      const shown = await openSample(sample);
      const found = await diagnosticsOf(shown, (them) => them.filter(isOurs).length === expected.length);
      assert.deepEqual(found.filter(isOurs).map(words).sort(), expected);
    });
  }

  it('shows what is wrong with Python', async () => {
    const python = await openSample('prefect_k8s_infrastructure.py');
    await diagnosticsOf(python, has(latest));
    await screenshot('findings-python', 'KubernetesJob');
  });

  it('applies a quick fix', async () => {
    const before = await diagnosticsOf(editor, has(latest));
    const range = before.find((it) => codeOf(it) === latest)?.range ?? new Range(0, 0, 0, 0);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      range,
      undefined,
      20,
    );
    const fix = actions.find(({ title }) => title.startsWith('Pin the image'));
    assert.ok(fix?.edit, `no fix in ${actions.map(({ title }) => title).join(', ')}`);
    await workspace.applyEdit(fix.edit);
    assert.ok(editor.document.isDirty);
    assert.doesNotMatch(editor.document.getText(), /etl-job:latest/);
    await diagnosticsOf(editor, (diagnostics) => !has(latest)(diagnostics));
    await screenshot('fixed', 'my-company/etl-job');
  });

  it('completes the fields of a container', async () => {
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('image: my-company'));
    const position = new Position(line + 1, 0);
    await editor.edit((edit) => {
      edit.insert(position, '              \n');
    });
    const at = new Position(line + 1, 14);
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      at,
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('livenessProbe'), labels.join(' '));
  });

  it('inserts the CronJob snippet', async () => {
    const document = await workspace.openTextDocument({ language: 'yaml', content: '' });
    editor = await window.showTextDocument(document, { preview: false });
    await commands.executeCommand('editor.action.insertSnippet', { langId: 'yaml', name: 'CronJob' });
    await until('the snippet is there', () => document.lineCount > 1, workspace.onDidChangeTextDocument);
    assert.match(document.getText(), /^kind: CronJob$/m);
    await screenshot('snippet', 'startingDeadlineSeconds');
  });
});
