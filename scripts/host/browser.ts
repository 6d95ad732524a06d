import { execFile } from 'node:child_process';
import { access, constants, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';
import { cachedFolder } from './cache-folder.ts';

/** Names under which Linux has a browser that can show VS Code. Elsewhere Playwright knows where they are. */
const commands = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless browser: the one PODIUM_BROWSER names, an installed Chrome, Chromium or Edge, or on Linux the
 * Chromium that `@sparticuz/chromium` carries, unpacked into the user's cache folder.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ headless: true, ...(await browserOptions()) });
}

async function browserOptions(): Promise<LaunchOptions> {
  const named = process.env.PODIUM_BROWSER;
  if (named) return { executablePath: named, args: flags };
  if (process.platform !== 'linux')
    return { channel: process.platform === 'win32' ? 'msedge' : 'chrome', args: flags };
  const installed = await findCommand();
  return installed ? { executablePath: installed, args: flags } : packagedChromium();
}

/** Looks along PATH, as a shell would. */
async function findCommand(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const command of commands) {
      const path = join(folder, command);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await cachedFolder(['chromium', packageVersion('@sparticuz/chromium')], unpackChromium);
  const executablePath = join(folder, 'chromium');
  // Without a zygote and with one process: the only way this build runs in a container.
  const args = [...flags, '--headless=shell', '--no-zygote', '--single-process'];
  return { executablePath, args, env: await chromiumEnvironment(folder, executablePath) };
}

/** The package unpacks only into what the system calls its temporary folder, so that is what it is given. */
async function unpackChromium(folder: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const archives = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const names = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
    await Promise.all(names.map((name) => inflate(join(archives, name))));
    await writeFile(join(folder, 'fonts', 'fonts.conf'), fontConfiguration);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** Lends the browser the package's own libraries and fonts, but only on a system that lacks them. */
async function chromiumEnvironment(folder: string, executable: string): Promise<NodeJS.ProcessEnv> {
  const env = { ...process.env };
  const starts = await run(executable, ['--version']).then(
    () => true,
    () => false,
  );
  if (!starts) {
    const libraries = [env.LD_LIBRARY_PATH, join(folder, 'al2023', 'lib')];
    env.LD_LIBRARY_PATH = libraries.filter(Boolean).join(delimiter);
  }
  if (!(await isReadable('/etc/fonts/fonts.conf'))) env.FONTCONFIG_PATH ??= join(folder, 'fonts');
  return env;
}

/** The package's own font configuration names folders that exist only in Amazon's cloud. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">.</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

function packageVersion(name: string): string {
  const manifest = require(join(dirname(require.resolve(name)), '..', 'package.json')) as { version: string };
  return manifest.version;
}

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const isExecutable = (path: string): Promise<boolean> => can(path, constants.X_OK);
const isReadable = (path: string): Promise<boolean> => can(path, constants.R_OK);

function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
