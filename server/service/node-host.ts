import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { isCandidate, isSkippedFolder } from './file-kinds.ts';
import { type FileContent, type Host, type Listing, maximumFileSize } from './host.ts';

/** The disk, read synchronously: for many small files that costs a fraction of what asynchronous reads do. */
export const nodeHost: Host = {
  canonical: canonicalUri,
  read: (uri) => (uri.startsWith('file:') ? readText(fileURLToPath(uri)) : { kind: 'absent' }),
  list: listFiles,
  inflate: (bytes) => gunzipSync(bytes),
  asset: (name) => new Uint8Array(readFileSync(join(assetFolder(), name))),
  assetUri: (name) => pathToFileURL(join(assetFolder(), name)).href,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Beside the bundle; of the sources, the `dist` folder of the repository. */
function assetFolder(): string {
  const here = import.meta.dirname;
  return basename(here) === 'service' ? join(here, '..', '..', 'dist') : here;
}

/** Reads a file of at most `maximumFileSize` bytes. */
function readText(path: string): FileContent {
  try {
    return readOpened(openSync(path, readOnly));
  } catch (error) {
    // Whatever the disk says about a file that the user named is an answer, not a bug.
    return failure(error);
  }
}

/** Without waiting for the other end of a pipe. */
const readOnly = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

let buffer = Buffer.allocUnsafe(64 * 1024);

function readOpened(file: number): FileContent {
  try {
    const status = fstatSync(file);
    if (!status.isFile())
      return { kind: 'unreadable', reason: status.isDirectory() ? 'a folder' : 'not a file' };
    const { size } = status;
    if (size > maximumFileSize) return { kind: 'too-large' };
    if (size > buffer.length) buffer = Buffer.allocUnsafe(size * 2);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(file, buffer, length, size - length, length);
    }
    return decode(buffer.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

function decode(bytes: Buffer): FileContent {
  if (bytes.subarray(0, 1024).includes(0)) return { kind: 'binary' };
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { kind: 'text', text: bytes.toString('utf8', marked ? 3 : 0) };
}

function failure(error: unknown): FileContent {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  return { kind: 'unreadable', reason: reasonOf(error) };
}

/** What the system said, in words that fit behind a path. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ELOOP: 'a loop of symbolic links',
  EISDIR: 'a folder',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EPERM: 'permission denied',
};

function canonicalUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return pathToFileURL(fileURLToPath(uri)).href;
  } catch {
    // A file URI that names no path on this system (a host, an encoded slash): it is a name like any other.
    return uri;
  }
}

function listFiles(folder: string): Listing {
  const uris: string[] = [];
  const unreadable: { uri: string; reason: string }[] = [];
  const entered = new Set<string>();
  enter(fileURLToPath(folder), folder.replace(/\/$/, ''));
  return { uris, unreadable };

  function enter(path: string, uri: string): void {
    const found = entriesOf(path, uri);
    for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name } = entry;
      const kind = entry.isSymbolicLink() ? kindBehind(join(path, name)) : entry;
      if (kind?.isDirectory() && !isSkippedFolder(name)) enter(join(path, name), uriBelow(uri, path, name));
      else if (kind?.isFile() && isCandidate(name)) uris.push(uriBelow(uri, path, name));
    }
  }

  function entriesOf(path: string, uri: string): Dirent[] {
    try {
      // Links may lead back to a folder above, or twice to the same one.
      const real = realpathSync(path);
      if (entered.has(real)) return [];
      entered.add(real);
      return readdirSync(path, { withFileTypes: true });
    } catch (error) {
      // A folder that may not be read is told to the user; the rest is read.
      unreadable.push({ uri, reason: reasonOf(error) });
      return [];
    }
  }
}

function kindBehind(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    // A link that leads nowhere is no file.
    return undefined;
  }
}

/** Plain names need no escaping, which is most of what making a URI costs. */
const uriBelow = (folderUri: string, folder: string, name: string): string =>
  /^[\w.-]+$/.test(name) ? `${folderUri}/${name}` : pathToFileURL(join(folder, name)).href;
