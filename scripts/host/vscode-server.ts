import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

export interface VscodeServerOptions {
  /** The folder that `servedVscode` gives. */
  readonly folder: string;
  /** An empty folder where the server keeps its user's settings, state and extensions. */
  readonly dataFolder: string;
  /** Folders of extensions to have installed; they are linked, so the next window has what was built since. */
  readonly extensions: readonly string[];
  /** Settings of its user, on top of what a window for trying things should have. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables of the extension host, on top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Treats every folder as trusted; without it a folder opens in Restricted Mode until the user agrees. */
  readonly trusted: boolean;
}

export interface VscodeServer {
  readonly port: number;
  /** Resolves when the server has ended, on request or by itself. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** A window without what has nothing to do with the extension: chat, welcome pages, recommendations. */
const plainWindow = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  // As on the desktop; in a browser it is on.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Starts a VS Code server on a free port of 127.0.0.1 and waits until it listens. Throws when it ends before. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  await writeSettings(options);
  for (const extension of options.extensions)
    await installLink(extension, join(options.dataFolder, 'extensions'));

  const child = spawn(process.execPath, serverArguments(options), {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill());
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill();
    await ended;
  };

  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  const lines = createInterface({ input: child.stdout });
  const port = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      const listening = /^Extension host agent listening on (\d+)/.exec(line);
      if (listening) resolve(Number(listening[1]));
    });
  });
  const first = await Promise.race([port, ended]);
  if (typeof first !== 'number') throw new Error(`the VS Code server ended before it listened\n${errors}`);
  return { port: first, ended, stop };
}

/** The address of a workbench on `workspace`, the absolute path of a folder. */
export function workbenchAddress({ port }: VscodeServer, workspace: string): string {
  return `http://127.0.0.1:${port}/?folder=${encodeURI(toUriPath(workspace))}`;
}

function serverArguments({ folder, dataFolder, trusted }: VscodeServerOptions): string[] {
  return [
    join(folder, 'out', 'server-main.js'),
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')],
    ...['--telemetry-level', 'off'],
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
}

async function writeSettings({ dataFolder, settings }: VscodeServerOptions): Promise<void> {
  const folder = join(dataFolder, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ ...plainWindow, ...settings }, undefined, 2),
  );
}

/** VS Code takes every folder it finds at its first start for an installed extension, links included. */
async function installLink(extension: string, folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await mkdir(folder, { recursive: true });
  await symlink(extension, join(folder, name), 'junction');
}

/** A path as it stands in a URI: with slashes, and with one in front of a Windows drive. */
function toUriPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}
