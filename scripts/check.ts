import { runProgram, step, StepFailed } from './steps.ts';

/** Types, lint, format, boundaries, dead code, generated files. Every check runs, so that one run shows all. */
const checks: readonly (readonly [string, string, ...string[]])[] = [
  ['types', 'tsc', '-b'],
  ['lint', 'eslint', '.'],
  ['format', 'prettier', '--check', '--log-level=warn', '.'],
  ['boundaries', 'depcruise', '--output-type=err', 'client', 'server', 'test', 'scripts', 'schemas'],
  ['dead code', 'knip'],
  ['generated files', process.execPath, 'scripts/generate.ts', '--check'],
];

let failed = 0;
for (const [title, command, ...args] of checks) {
  try {
    await step(title, () => {
      runProgram(command, args);
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(`✗ ${title}: ${error.message}`);
    failed++;
  }
}
process.exitCode = failed === 0 ? 0 : 1;
