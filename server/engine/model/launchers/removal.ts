import type { PythonFile } from '../../syntax/python-file.ts';
import { removeListed, removeStatement } from '../../syntax/python-edit.ts';
import type { PythonKeyword } from '../../syntax/python-values.ts';
import type { TextEdit } from '../../text/document.ts';
import type { LauncherUse } from './launcher.ts';

/** The launcher that an argument holds: the call written there, or the one whose name stands there. */
export function launcherOf(uses: readonly LauncherUse[], { value }: PythonKeyword): LauncherUse | undefined {
  return uses.find(({ call }) => call.start === value.start && call.end === value.end);
}

/** Whether nothing of the launcher needs to stay when the argument that holds it goes. */
export const canRemove = (text: string, argument: PythonKeyword, held: LauncherUse): boolean =>
  isInPlace(argument, held) || statementOf(text, held) !== undefined;

/**
 * Takes an argument out of its call, and out of the file the launcher that it held, with an import that nobody needs any
 * more. A launcher that is used elsewhere too stays.
 */
export function removeLauncher(
  text: string,
  file: PythonFile,
  argument: PythonKeyword,
  held: LauncherUse,
): TextEdit[] {
  const edits = removeListed(text, argument.range);
  const statement = isInPlace(argument, held) ? undefined : statementOf(text, held);
  if (statement) edits.push(statement);
  if (canRemove(text, argument, held))
    edits.push(...removeUnusedImport(text, file, held.call.calleeRange.start));
  return edits;
}

const isInPlace = ({ written }: PythonKeyword, { call }: LauncherUse): boolean =>
  written.start === call.start;

/** Removes the assignment of a launcher whose name is used only once. */
const statementOf = (text: string, { call: { assigned } }: LauncherUse): TextEdit | undefined =>
  assigned?.uses.length === 1 ? removeStatement(text, assigned.statement) : undefined;

/** Removes the import of a name whose only use stands at `use`. */
function removeUnusedImport(text: string, file: PythonFile, use: number): TextEdit[] {
  const unused = file.imports.find(({ uses }) => uses.length === 1 && uses[0]?.start === use);
  if (!unused) return [];
  const isAlone = file.imports.filter((it) => it.statement.start === unused.statement.start).length === 1;
  if (!isAlone) return removeListed(text, unused.whole);
  const statement = removeStatement(text, unused.statement);
  return statement ? [statement] : [];
}
