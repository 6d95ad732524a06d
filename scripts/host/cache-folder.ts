import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/**
 * A folder in the user's cache that `fill` makes once, whole or not at all; later calls find it there.
 * `name` must carry a version. Two processes may fill it at once: the first to finish wins.
 */
export async function cachedFolder(
  name: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(userCache(), 'podium', ...name);
  if (await exists(folder)) return folder;

  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await fill(fresh);
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // A rename onto a filled folder fails: then another process was first, and its folder is as good.
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** Where each platform keeps what can be made again. */
function userCache(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME ?? join(homedir(), '.cache');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
