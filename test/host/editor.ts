import { extensions, languages, Uri, window, workspace } from 'vscode';
import type { Diagnostic, Event, Extension, TextEditor } from 'vscode';
import type { Podium } from '../../client/extension.ts';

/** The extension under test. */
export function podiumExtension(): Extension<Podium> {
  const extension = extensions.getExtension<Podium>('podium.podium');
  if (!extension) throw new Error('the extension is not installed');
  return extension;
}

/** Shows a file of the suite's workspace, as it is on disk. */
export async function openSample(name: string): Promise<TextEditor> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no folder is open');
  return window.showTextDocument(Uri.joinPath(folder.uri, name), { preview: false });
}

/** The findings of a file, once they meet a condition; throws with what was there instead. */
export async function diagnosticsOf(
  { document }: TextEditor,
  condition: (diagnostics: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  const now = () => languages.getDiagnostics(document.uri);
  const words = () => now().map((it) => `${codeOf(it) ?? ''} ${it.message}`);
  await until(
    () => `findings other than ${JSON.stringify(words())}`,
    () => condition(now()),
    languages.onDidChangeDiagnostics,
  );
  return now();
}

/** A rule's id. */
export function codeOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value);
}

/** Waits for something that announces itself, or that only asking again can tell; throws when it does not come. */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  changes?: Event<unknown>,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await nextChange(changes);
  }
}

const limit = 20_000;

/** Resolves at the next change, and now and then without one. */
function nextChange(changes?: Event<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listening?.dispose();
      resolve();
    };
    const timer = setTimeout(done, 100);
    const listening = changes?.(done);
  });
}
