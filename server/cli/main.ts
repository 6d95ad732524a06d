import { rules } from '../engine/rules/index.ts';
import { type Format, readArguments, usage } from './arguments.ts';
import { check } from './check.ts';
import type { Report } from './finding.ts';
import { githubReport } from './github-report.ts';
import { gitlabReport } from './gitlab-report.ts';
import { jsonReport } from './json-report.ts';
import { explanation, rulesAsJson, rulesAsText } from './rules.ts';
import { sarifReport } from './sarif-report.ts';
import { textReport } from './text-report.ts';

/** Put in by the build; absent when the sources run. */
declare const PODIUM_VERSION: string | undefined;
const version = typeof PODIUM_VERSION === 'string' ? PODIUM_VERSION : '0.0.0';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the report has seen enough, as with `| head`.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

async function run(): Promise<number> {
  const command = readArguments(process.argv.slice(2), rules);
  switch (command.kind) {
    case 'check':
      return check(command.check, reports[command.check.format](), {
        workingDirectory: process.cwd(),
        print,
        complain,
      });
    case 'explain':
      print(explanation(command.rule));
      return 0;
    case 'rules':
      print(command.format === 'json' ? await rulesAsJson(rules) : rulesAsText(rules));
      return 0;
    case 'help':
      print(usage);
      return 0;
    case 'version':
      print(`${version}\n`);
      return 0;
    case 'misused':
      complain(command.message);
      process.stderr.write(`\n${usage}`);
      return 2;
  }
}

const reports: Readonly<Record<Format, () => Report>> = {
  text: () => textReport(process.stdout.isTTY && !process.env.NO_COLOR),
  json: jsonReport,
  sarif: () => sarifReport(rules, version),
  github: githubReport,
  gitlab: gitlabReport,
};

function print(text: string): void {
  if (text !== '') process.stdout.write(text);
}

function complain(message: string): void {
  process.stderr.write(`podium: ${message}\n`);
}

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // The program's one fence: a bug of ours must not look like a clean check.
    console.error(`podium: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 2;
  },
);
