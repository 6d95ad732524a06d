import type { Fix } from './rules/rule.ts';
import { applyEdits, type TextEdit } from './text/document.ts';
import type { Region } from './workspace/region.ts';
import type { Workspace } from './workspace/workspace.ts';

/** All that a fix does to one file, in offsets of that file. A file that does not exist yet is made from its text. */
export type FileEdit =
  | { readonly uri: string; readonly create: string }
  | { readonly uri: string; readonly edits: readonly TextEdit[] };

/** The edits of a fix, file by file, against the texts as they are now. Empty where nothing can be done. */
export function fileEdits(fix: Fix, region: Region, workspace: Workspace): FileEdit[] {
  const byUri = new Map<string, TextEdit[]>();
  const created: FileEdit[] = [];
  const add = (uri: string, edits: readonly TextEdit[]): void => {
    if (edits.length > 0) byUri.set(uri, [...(byUri.get(uri) ?? []), ...edits]);
  };
  add(
    region.uri,
    (fix.edits?.() ?? []).map(({ range, newText }) => ({ range: region.toFile(range), newText })),
  );
  for (const change of fix.files?.() ?? []) {
    const text = workspace.file(change.uri)?.text;
    if ('edits' in change) add(change.uri, change.edits);
    else if ('append' in change && text !== undefined) add(change.uri, [appended(text, change.append)]);
    else if (text === undefined)
      created.push({ uri: change.uri, create: 'create' in change ? change.create : change.append });
    // A file that was to be made is there already: half a fix would be worse than none.
    else return [];
  }
  return [...[...byUri].map(([uri, edits]) => ({ uri, edits })), ...created];
}

/** What a file holds after the edits; the text of a new file. */
export const editedText = (text: string | undefined, edit: FileEdit): string =>
  'create' in edit ? edit.create : applyEdits(text ?? '', edit.edits);

function appended(text: string, addition: string): TextEdit {
  const range = { start: text.length, end: text.length };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  return { range, newText: gap + addition.replace(/\r?\n/g, newline) };
}
