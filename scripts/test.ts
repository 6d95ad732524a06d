import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { build } from './build.ts';
import { runProgram, step, StepFailed } from './steps.ts';

/**
 * Everything that says whether Podium works: checks, build, tests in Node, tests against a real control plane, tests in a
 * real VS Code. `node scripts/test.ts engine lsp` runs only those folders of `test/`.
 */
const only = process.argv.slice(2);
const wants = (folder: string): boolean => only.length === 0 || only.includes(folder);
const counts = { passed: 0, failed: 0, skipped: 0 };

const inNode = ['engine', 'service', 'lsp', 'cli', 'client'].filter(wants);
if (only.length === 0) {
  await attempt('check', () => {
    runProgram(process.execPath, ['scripts/check.ts']);
  });
}
await attempt('build', async () => {
  await build();
});
const files = [
  ...inNode.flatMap((it) => globSync(`test/${it}/**/*.test.ts`)),
  ...(only.length === 0 ? globSync('test/*.test.ts') : []),
];
if (files.length > 0) await attempt('tests in Node', () => runTests(files, 2));
if (wants('cluster')) {
  await attempt('tests against a real control plane', () =>
    runTests(globSync('test/cluster/**/*.test.ts'), 1),
  );
}
if (wants('host')) {
  await attempt('tests in a real VS Code', () => {
    runProgram(process.execPath, ['test/host/launch.ts']);
    counts.passed++;
  });
}

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);

/** A step that fails counts as one failure, and the next ones still run. */
async function attempt(title: string, body: () => Promise<void> | void): Promise<void> {
  try {
    await step(title, body);
  } catch (error) {
    counts.failed++;
    console.error(`✗ ${title}: ${error instanceof StepFailed ? error.message : String(error)}`);
  }
}

async function runTests(paths: readonly string[], concurrency: number): Promise<void> {
  const events = run({ files: [...paths], concurrency });
  events.on('test:pass', ({ skip, details }) => {
    if (details.type === 'suite') return;
    if (skip === undefined || skip === false) counts.passed++;
    else counts.skipped++;
  });
  events.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed++;
  });
  const output = events.compose(spec);
  output.pipe(process.stdout);
  await new Promise((resolve, reject) => {
    output.on('end', resolve);
    output.on('error', reject);
  });
}
