import assert from 'node:assert/strict';
import { window } from 'vscode';
import { openSample, podiumExtension, until } from './editor.ts';
import { screenshot } from './window.ts';

describe('activation', () => {
  it('waits for a file or a view that needs it, and starts nothing by itself', async () => {
    const extension = podiumExtension();
    assert.equal(extension.isActive, false);
    const { languageServer } = await extension.activate();
    assert.equal(languageServer(), 'idle');
  });

  it('leaves files of others alone', async () => {
    const { languageServer } = await podiumExtension().activate();
    await openSample('README.md');
    await openSample('docker-compose.yml');
    const { document } = await openSample('pipeline.yml');
    await screenshot('activation-not-ours', 'ubuntu-latest');
    assert.equal(document.languageId, 'yaml');
    assert.equal(languageServer(), 'idle');
  });

  it('starts the language server for a manifest', async () => {
    const { languageServer } = await podiumExtension().activate();
    await openSample('kubernetes-cronjob.yaml');
    await until('the language server runs', () => languageServer() === 'running');
    assert.equal(window.activeTextEditor?.document.languageId, 'yaml');
  });
});
