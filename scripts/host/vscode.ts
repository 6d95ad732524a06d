import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { cachedFolder } from './cache-folder.ts';

/** Pinned: without a version, npm on an old Node silently takes a VS Code that is years old. */
const codeServerVersion = '4.139.1';

/** Takes one line of progress, without a line break. */
export type Progress = (line: string) => void;

/**
 * The folder of a VS Code server, with `out/server-main.js` in it; a browser shows its workbench.
 * It is installed from npm into the user's cache folder when it is not there yet; throws when npm cannot.
 */
export async function servedVscode(progress: Progress): Promise<string> {
  const installed = await cachedFolder(['vscode', codeServerVersion], async (folder) => {
    progress(`installing VS Code (code-server ${codeServerVersion}), once`);
    await npm(
      ['install', '--prefix', folder, '--no-save', `code-server@${codeServerVersion}`],
      folder,
      progress,
    );
    await npm(['install', '--omit=dev'], serverIn(folder), progress);
    await npm(['install', '--omit=dev'], join(serverIn(folder), 'extensions'), progress);
  });
  return serverIn(installed);
}

const serverIn = (folder: string): string => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/** Runs npm without a shell. No install script runs: VS Code does without its native parts. */
async function npm(args: readonly string[], cwd: string, progress: Progress): Promise<void> {
  const cli = process.env.npm_execpath;
  const [command, first] = cli ? [process.execPath, [cli]] : ['npm', []];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  progress(`npm ${args.join(' ')}`);
  const child = spawn(command, [...first, ...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`"npm ${args.join(' ')}" ended with ${String(code)}\n${complaints}`);
}
