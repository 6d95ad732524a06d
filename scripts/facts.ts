import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runProgram, step } from './steps.ts';

/**
 * Runs the programs that write the committed facts from the orchestrators' and Kubernetes' own releases, all of them or
 * those named: `npm run facts -- airflow`. For maintainers; needs the network, and no part of the tests.
 */
const programs = globSync(join(import.meta.dirname, 'facts-*.ts')).sort();
const named = process.argv.slice(2);
const nameOf = (path: string): string => /^facts-(.*)\.ts$/.exec(basename(path))?.[1] ?? '';
const unknown = named.find((name) => !programs.some((it) => nameOf(it) === name));
if (unknown !== undefined) {
  throw new Error(`no facts of "${unknown}", there are ${programs.map(nameOf).join(', ')}`);
}

for (const path of programs.filter((it) => named.length === 0 || named.includes(nameOf(it)))) {
  await step(`Facts of ${nameOf(path)}`, () => {
    runProgram(process.execPath, [path]);
  });
}
