import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';

const dist = resolve(import.meta.dirname, '../../dist');

/** What a browser's worker has and Node's lacks, then the bundle as the worker's script. */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
globalThis.self = globalThis;
self.location = { href: workerData };
self.postMessage = (message) => parentPort.postMessage(message);
self.addEventListener = () => undefined;
// Node's own fetch needs Node's own names, the bundle must do without.
const hidden = ['process', 'Buffer', 'require', 'module', 'exports', 'setImmediate', 'global', '__dirname'];
fetch(workerData).then((it) => it.text()).then((text) => {
  new Function(...hidden, text)();
  // Until now messages wait in their queue, as in a browser.
  parentPort.on('message', (data) => self.onmessage({ data }));
});
`;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly diagnostics?: readonly { readonly code: string }[] };
  readonly result?: {
    readonly capabilities?: object;
    readonly items?: readonly { readonly label: string }[];
  };
}

/** The assets as a web server offers them. */
async function serveAssets(context: TestContext): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    response.end(readFileSync(join(dist, url)));
  });
  context.after(() => server.close());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the web bundle works in a worker', { timeout: 30_000 }, async (context) => {
  const base = await serveAssets(context);
  const worker = new Worker(script, { eval: true, workerData: `${base}/web/server.js` });
  context.after(() => worker.terminate());
  const received: Message[] = [];
  const waiting = new Set<() => void>();
  worker.on('message', (message: Message) => {
    received.push(message);
    for (const again of waiting) again();
    waiting.clear();
  });
  const until = async (isWanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const found = received.find(isWanted);
      if (found) return found;
      await new Promise<void>((again) => waiting.add(again));
    }
  };
  const send = (message: object): void => {
    worker.postMessage({ jsonrpc: '2.0', ...message });
  };

  send({
    id: 1,
    method: 'initialize',
    params: { processId: null, capabilities: {}, workspaceFolders: null },
  });
  assert.ok((await until(({ id }) => id === 1)).result?.capabilities);
  send({ method: 'initialized', params: {} });

  const yaml =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: etl\nspec:\n  containers:\n    - name: etl\n      image: etl\n';
  const open = (uri: string, languageId: string, text: string): void => {
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId, version: 1, text } } });
  };
  const finds = (code: string) => (it: Message) =>
    it.params?.diagnostics?.some((found) => found.code === code) === true;
  open('vscode-vfs:/pod.yaml', 'yaml', yaml);
  await until(finds('image-tag-latest'));
  open('vscode-vfs:/defs.py', 'python', 'from dagster_k8s import DagsterK8sLauncher\n');
  await until(finds('dagster-import-unknown'));

  const position = { line: 7, character: 7 };
  send({
    id: 2,
    method: 'textDocument/completion',
    params: { textDocument: { uri: 'vscode-vfs:/pod.yaml' }, position },
  });
  const { result } = await until(({ id }) => id === 2);
  assert.ok(result?.items?.some(({ label }) => label === 'livenessProbe'));
});
