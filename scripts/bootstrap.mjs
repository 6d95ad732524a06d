// Runs on whatever Node a fresh machine has (20 or newer): installs what package-lock.json names if that has not been
// done, then runs a script on the Node 24 that came with it.
//   node scripts/bootstrap.mjs SCRIPT.ts [ARGUMENT…]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.podium-installed');
const windows = process.platform === 'win32';
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(node) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('podium: installing dependencies…');
  run(process.execPath, [npm(), 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

// The script is told of Ctrl+C as well, and decides when all is stopped.
process.on('SIGINT', () => undefined);
const [script, ...rest] = process.argv.slice(2);
const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
run(node, [join(root, script), ...rest], { ...process.env, PATH: path });

/** npm's own entry: the one that is running us, or the one beside this Node. */
function npm() {
  const beside = join(
    dirname(process.execPath),
    windows ? 'node_modules/npm/bin/npm-cli.js' : '../lib/node_modules/npm/bin/npm-cli.js',
  );
  const found = [process.env.npm_execpath, beside].find(
    (it) => it && /npm-cli\.js$/.test(it) && existsSync(it),
  );
  if (!found) throw new Error('npm was not found: run "npm ci" once, then this again');
  return found;
}

function run(command, args, env = process.env) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}
