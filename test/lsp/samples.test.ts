import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { rules } from '../../server/engine/rules/index.ts';
import { describeFinding, sampleFindings } from '../engine/support/sample-findings.ts';
import { LanguageClient } from './language-client.ts';

const repository = resolve(import.meta.dirname, '../..');
const samples = join(repository, 'test/workspaces/samples');
const severities = ['', 'error', 'warning', 'info', 'hint'];

const words = ({ range, severity, code, message }: Diagnostic): string =>
  describeFinding({
    ...range,
    severity: severities[severity ?? 0] ?? '',
    code: String(code),
    message: typeof message === 'string' ? message : message.value,
  });

test('any editor is shown what is marked in the samples, and nothing else', async () => {
  const names = readdirSync(samples);
  const files = Object.fromEntries(names.map((it) => [it, readFileSync(join(samples, it), 'utf8')]));
  const client = await LanguageClient.start({ files });
  for (const name of names) {
    await client.open(name, files[name] ?? '');
    const expected = sampleFindings(repository, name, rules);
    const { diagnostics } = await client.published(name, (codes) => codes.length === expected.length);
    assert.deepEqual(diagnostics.map(words).sort(), expected, name);
  }
  assert.equal(await client.stop(), 0);
  assert.deepEqual(client.log, []);
});
