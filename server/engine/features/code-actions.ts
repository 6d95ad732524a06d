import type { Diagnostic } from '../diagnose.ts';
import { type FileEdit, fileEdits } from '../fix.ts';
import { pathAt } from '../syntax/path.ts';
import type { Range, TextEdit } from '../text/document.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Something to do about a finding. Edits are in offsets of the files as they are now. */
export interface CodeAction {
  readonly title: string;
  readonly finding: Diagnostic;
  readonly edits: readonly FileEdit[];
  /** What most people want: the first fix. */
  readonly preferred: boolean;
}

/** The fixes of a finding that can be made in the text as it is, the preferred one first. */
export function fixes(workspace: Workspace, finding: Diagnostic): CodeAction[] {
  return [finding.fix ?? []]
    .flat()
    .map((fix, i) => ({
      title: fix.title,
      finding,
      edits: fileEdits(fix, finding.region, workspace),
      preferred: i === 0,
    }))
    .filter(({ edits }) => edits.length > 0);
}

/** Comments that silence a finding: above its line, where a comment may stand there, and for its whole file. */
export function silences(fileText: string, finding: Diagnostic): CodeAction[] {
  const { id } = finding.rule;
  const actions = [
    { title: `Silence "${id}" on this line`, edit: lineComment(fileText, finding) },
    { title: `Silence "${id}" in this file`, edit: fileComment(fileText, id) },
  ];
  return actions.flatMap(({ title, edit }) => {
    if (!edit) return [];
    return [{ title, finding, edits: [{ uri: finding.region.uri, edits: [edit] }], preferred: false }];
  });
}

function lineComment(text: string, { rule, range, region }: Diagnostic): TextEdit | undefined {
  const lineStart = startOfLine(text, range.start);
  if (isInsideText(region, lineStart - region.start)) return undefined;
  const above = text.slice(startOfLine(text, lineStart - 1), Math.max(0, lineStart - 1)).trimEnd();
  if (above.endsWith('\\')) return undefined;
  if (lineStart > 0 && nextLineComment.test(above))
    return insertAt(startOfLine(text, lineStart - 1) + above.length, ` ${rule.id}`);
  const indentation = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  return insertAt(lineStart, `${indentation}# podium-disable-next-line ${rule.id}${newlineOf(text)}`);
}

/** Whether a line begins inside a text of several lines, where a comment would become part of it. */
function isInsideText({ model, language }: Diagnostic['region'], lineStart: number): boolean {
  if (language === 'python' || lineStart <= 0) return false;
  const { node } = pathAt(model.root, lineStart) ?? {};
  return node?.kind === 'scalar' && node.start < lineStart && lineStart < node.end;
}

function fileComment(text: string, id: string): TextEdit {
  const there = /^#[ \t]*podium-disable-file(?: [\w ,-]*\w)?(?=[ \t]*\r?$)/m.exec(text);
  // Without a rule it silences all of them, and this one would not be reported.
  if (there) return insertAt(there.index + there[0].length, ` ${id}`);
  // Python wants these two lines first.
  const head = /^(?:#!.*\r?\n)?(?:#.*coding[:=].*\r?\n)?/.exec(text)?.[0].length ?? 0;
  return insertAt(head, `# podium-disable-file ${id}${newlineOf(text)}`);
}

const nextLineComment = /^\s*#[ \t]*podium-disable-next-line [\w ,-]+$/;

const insertAt = (offset: number, newText: string): TextEdit => ({ range: at(offset), newText });

const at = (offset: number): Range => ({ start: offset, end: offset });

const startOfLine = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
