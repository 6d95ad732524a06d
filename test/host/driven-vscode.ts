import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { json } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { startVscodeServer, workbenchAddress } from '../../scripts/host/vscode-server.ts';
import { servedVscode } from '../../scripts/host/vscode.ts';
import type { WindowAction } from './window-action.ts';

/** How long one action in the window, and how long the whole suite, may take: milliseconds. */
const limits = { action: 20_000, suite: 5 * 60_000 };

interface Suite {
  readonly workspace: string;
  readonly extension: string;
  /** The bundled suite. Its folder is an extension too, and that is how it is started. */
  readonly tests: string;
}

// This file stands where `@vscode/test-electron` expects the executable of a desktop VS Code: it takes its
// arguments, runs the suite in a VS Code that a headless browser shows, and ends with 0 when no test failed.
process.exitCode = (await runSuite(readArguments())) === 0 ? 0 : 1;

/** Gives the number of failures. */
async function runSuite({ workspace, extension, tests }: Suite): Promise<number> {
  await using cleanUp = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'podium-host-'));
  cleanUp.defer(() => rm(dataFolder, { recursive: true, force: true }));

  const folder = await servedVscode(console.log);
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const events = new EventEmitter();
  page.on('crash', () => events.emit('crash'));
  const ended = once(events, 'end') as Promise<[number]>;
  const door = await openDoor(async (action) => {
    if (action.do === 'end') events.emit('end', action.failures);
    else await act(page, action);
  });
  cleanUp.defer(() => {
    door.close();
  });

  // VS Code's own test mode (`extensionTestsPath`) refuses every dialog, so the suite comes as an extension.
  const extensions = [extension, dirname(tests)];
  const env = { PODIUM_HOST_WINDOW: door.address };
  const server = await startVscodeServer({ folder, dataFolder, extensions, env, trusted: true });
  cleanUp.defer(() => server.stop());
  if (process.env.PODIUM_HOST_VERBOSE)
    page.on('console', (message) => {
      console.log(message.text());
    });

  await page.goto(workbenchAddress(server, workspace));
  const broken = Promise.race([
    once(events, 'crash').then(() => 'the page crashed'),
    server.ended.then(() => 'the VS Code server ended'),
    once(AbortSignal.timeout(limits.suite), 'abort').then(
      () => `no end after ${limits.suite / 60_000} minutes`,
    ),
  ]);
  const first = await Promise.race([ended, broken]);
  if (typeof first === 'string') throw new Error(first);
  return first[0];
}

/** Does one action, or throws with what did not happen. */
async function act(page: Page, action: Exclude<WindowAction, { do: 'end' }>): Promise<void> {
  switch (action.do) {
    case 'screenshot':
      if (action.shows) await see(page, action.shows);
      await painted(page);
      await page.screenshot({ path: join('out', 'screenshots', `${action.name}.png`) });
      return;
    case 'press':
      return page.keyboard.press(action.keys);
    case 'type':
      return page.keyboard.insertText(action.text);
    case 'click':
      return page.getByRole(action.role, { name: action.name }).first().click({ timeout: limits.action });
    case 'see':
      return see(page, action.text);
    case 'print':
      console.log(action.line);
  }
}

async function see(page: Page, text: string): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: limits.action });
}

/** Waits until what the workbench has drawn so far is on the screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** A local address that takes actions, one per request, in whatever order they come. */
async function openDoor(perform: (action: WindowAction) => Promise<void>) {
  const server = createServer((request, response) => {
    void json(request)
      .then((action) => perform(action as WindowAction))
      .then(
        () => response.writeHead(204).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}`, close };
}

function readArguments(): Suite {
  const { values, positionals } = parseArgs({
    options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values;
  const workspace = positionals.at(0);
  if (!workspace || typeof extension !== 'string' || typeof tests !== 'string') {
    throw new Error('usage: FOLDER --extensionDevelopmentPath=FOLDER --extensionTestsPath=FILE');
  }
  return { workspace, extension, tests };
}
