import Mocha from 'mocha';
import { drivenWindow, screenshot } from './window.ts';

/** Runs the suite; VS Code in test mode calls it. Rejects when a test failed. */
export async function run(): Promise<void> {
  const failures = await runSuite();
  if (failures > 0) throw new Error(`${failures} of the tests failed`);
}

/** VS Code calls it when the suite is loaded as an extension, which is how the driven window has it run. */
export function activate(): void {
  const window = drivenWindow();
  if (!window) return;
  void runSuite()
    .catch(async (error: unknown) => {
      // Nobody else hears of a suite that does not even load.
      await window.do({ do: 'print', line: error instanceof Error ? String(error.stack) : String(error) });
      return 1;
    })
    .then((failures) => window.do({ do: 'end', failures }));
}

async function runSuite(): Promise<number> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, slow: 5_000, color: true, forbidOnly: true });
  const window = drivenWindow();
  if (window) Mocha.reporters.Base.consoleLog = window.print;
  mocha.rootHooks({ afterEach: pictureOfFailure });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./language.test.ts');
  await import('./cluster.test.ts');
  return new Promise((resolve) => mocha.run(resolve));
}

async function pictureOfFailure(this: Mocha.Context): Promise<void> {
  const test = this.currentTest;
  if (test?.state === 'failed') await screenshot(`failed-${test.title.replaceAll(/\W+/g, '-')}`);
}
