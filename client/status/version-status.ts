import { Disposable, l10n, languages, Uri, window, workspace } from 'vscode';
import type { LanguageStatusItem, TextDocument } from 'vscode';
import type { VersionInForce } from '../../server/protocol/index.ts';
import type { LanguageServer } from '../language-server.ts';

/**
 * Says in the language status (`{}`) which versions the document in front is checked against, and opens the file that
 * names the first of them. Nothing where none is known.
 */
export function showVersionStatus(server: LanguageServer): Disposable {
  let item: LanguageStatusItem | undefined;
  let latest = 0;
  const clear = () => {
    item?.dispose();
    item = undefined;
  };
  const show = async () => {
    const asked = ++latest;
    const document = window.activeTextEditor?.document;
    const { state } = server;
    const versions = document && state.kind === 'running' ? await state.server.versions(document.uri) : [];
    // The answer may come after the editor went to another document.
    if (asked !== latest) return;
    clear();
    if (document && versions.length > 0) item = versionItem(document, versions);
  };
  const update = () => void show();
  update();
  return Disposable.from(
    server.onDidChange(update),
    window.onDidChangeActiveTextEditor(update),
    workspace.onDidSaveTextDocument(update),
    workspace.onDidChangeConfiguration(update),
    new Disposable(clear),
  );
}

function versionItem({ languageId }: TextDocument, versions: readonly VersionInForce[]): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('podium.versions', { language: languageId });
  const origins = [...new Set(versions.flatMap(({ uri }) => uri ?? []))];
  item.name = l10n.t('Podium: versions');
  item.text = versions.map(({ name, version }) => `${name} ${version}`).join(' · ');
  const [first] = origins;
  if (first === undefined) {
    item.command = {
      command: 'workbench.action.openSettings',
      title: l10n.t('Change'),
      arguments: ['podium version'],
    };
    return item;
  }
  item.detail = origins.map((uri) => workspace.asRelativePath(Uri.parse(uri))).join(', ');
  item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.parse(first)] };
  return item;
}
