import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from '../engine/diagnose.ts';
import { fixes } from '../engine/features/code-actions.ts';
import { LineIndex } from '../engine/text/line-index.ts';
import { nodeHost, reasonOf } from '../service/node-host.ts';
import { Service } from '../service/service.ts';
import { environmentFiles } from '../service/versions.ts';
import type { CheckArguments } from './arguments.ts';
import { isAtLeast, type Report, type ReportedFinding } from './finding.ts';

/** What `check` talks to. */
export interface Surroundings {
  readonly workingDirectory: string;
  /** Takes pieces of the report. */
  readonly print: (text: string) => void;
  /** Takes complaints about paths, each one line without its end. */
  readonly complain: (message: string) => void;
}

/** Reads all paths, checks every file, and gives the exit code. */
export async function check(
  { paths, fix, failOn, settings, format }: CheckArguments,
  report: Report,
  { workingDirectory, print, complain }: Surroundings,
): Promise<0 | 1 | 2> {
  const named = paths.map((path) => resolve(workingDirectory, path));
  const isNamed = new Set(named.map((path) => pathToFileURL(path).href));
  const shownPath = (uri: string): string => displayed(fileURLToPath(uri), workingDirectory);
  let unread = false;
  const service = await Service.start(nodeHost, {
    commandLine: settings,
    onNotice(notice) {
      const matters =
        isNamed.has(notice.uri) || notice.kind === 'unreadable' || notice.kind === 'no-baseline';
      if (matters || notice.kind === 'too-large') complain(`"${shownPath(notice.uri)}": ${notice.message}`);
      unread ||= matters;
    },
    onError(error) {
      throw error;
    },
  });

  for (const path of new Set(named.flatMap((it) => [...settingsAbove(it), ...environmentAbove(it)])))
    service.addSettings(pathToFileURL(path).href);
  for (const path of new Set(named)) {
    const kind = kindOf(path);
    if (kind === 'folder') service.addFolder(pathToFileURL(path).href.replace(/\/$/, ''));
    else if (kind === 'file') service.addFile(pathToFileURL(path).href);
    else {
      complain(`"${displayed(path, workingDirectory)}": ${kind.reason}`);
      unread = true;
    }
  }
  await service.settled();

  const uris = [...service.files()]
    .map((uri) => ({ uri, file: shownPath(uri) }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const fixed = fix ? await fixFiles(service, uris, complain) : { count: 0, failed: false };
  unread ||= fixed.failed;

  let failed = false;
  print(report.begin({ files: uris.length, fixed: fixed.count }));
  for (const { uri, file } of uris) {
    try {
      const found = service.diagnose(uri);
      failed ||= found.some(({ level }) => isAtLeast(level, failOn));
      if (found.length > 0) print(report.file(reported(service, uri, file, found, format === 'json')));
    } catch (error) {
      // A bug that one file shows must not keep the others from being checked.
      complain(
        `"${file}": not checked, ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      unread = true;
    }
    service.release(uri);
  }
  print(report.end());
  return unread ? 2 : failed ? 1 : 0;
}

function reported(
  service: Service,
  uri: string,
  file: string,
  found: readonly Diagnostic[],
  withTitles: boolean,
): ReportedFinding[] {
  const text = service.workspace.file(uri)?.text ?? '';
  const lines = new LineIndex(text);
  return found.map((it) => {
    const start = lines.positionAt(it.range.start);
    const lineStart = it.range.start - start.character;
    return {
      file,
      range: { start, end: lines.positionAt(it.range.end) },
      code: it.rule.id,
      severity: it.level,
      message: it.message,
      // Finding out whether a fix can be made is making it.
      fixes: withTitles ? fixes(service.workspace, it).map(({ title }) => title) : [],
      isSafelyFixable: [it.fix ?? []].flat().some(({ safe }) => safe === true),
      line: /[^\r\n]*/.exec(text.slice(lineStart, lineStart + 10_000))?.[0] ?? '',
    };
  });
}

/** Fixes what is safe to fix, on disk, and reads the files again. */
async function fixFiles(
  service: Service,
  uris: readonly { readonly uri: string; readonly file: string }[],
  complain: (message: string) => void,
): Promise<{ count: number; failed: boolean }> {
  let count = 0;
  let failed = false;
  for (const { uri, file } of uris) {
    const fixed = service.fixAll(uri);
    service.release(uri);
    if (!fixed || fixed.fixed === 0) continue;
    try {
      rewrite(fileURLToPath(uri), fixed.text);
      count += fixed.fixed;
      service.addFile(uri);
    } catch (error) {
      // The other files can be fixed all the same.
      complain(`"${file}": not written, ${reasonOf(error)}`);
      failed = true;
    }
  }
  await service.settled();
  return { count, failed };
}

/** Keeps a byte order mark, which the text comes without. */
function rewrite(path: string, text: string): void {
  const marked = readFileSync(path)
    .subarray(0, 3)
    .equals(Buffer.from([0xef, 0xbb, 0xbf]));
  writeFileSync(path, (marked ? '\ufeff' : '') + text);
}

/** The nearest `.podium.yaml` at or above a path, not looked for outside of its repository. */
function settingsAbove(path: string): string[] {
  for (let folder = kindOf(path) === 'folder' ? path : dirname(path); ; folder = dirname(folder)) {
    const found = ['.podium.yaml', '.podium.yml']
      .map((name) => join(folder, name))
      .find((it) => existsSync(it));
    if (found !== undefined) return [found];
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return [];
  }
}

/** Dependency files of the folders at and above a path, not looked for outside of its repository. */
function environmentAbove(path: string): string[] {
  const found: string[] = [];
  for (let folder = kindOf(path) === 'folder' ? path : dirname(path); ; folder = dirname(folder)) {
    found.push(...environmentFiles.map((name) => join(folder, name)).filter((it) => existsSync(it)));
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return found;
  }
}

function kindOf(path: string): 'file' | 'folder' | { readonly reason: string } {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // A path that the user named may be wrong.
    return { reason: reasonOf(error) };
  }
}

const displayed = (path: string, workingDirectory: string): string =>
  (relative(workingDirectory, path) || '.').split(sep).join('/');
