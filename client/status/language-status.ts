import { Disposable, LanguageStatusSeverity, l10n, languages } from 'vscode';
import type { LanguageStatusItem } from 'vscode';
import type { LanguageServer, ServerState } from '../language-server.ts';

/** Says in the language status (`{}`) how the server is; nothing while it has not been needed. */
export function showLanguageStatus(server: LanguageServer): Disposable {
  let item: LanguageStatusItem | undefined;
  const show = (state: ServerState) => {
    item?.dispose();
    item = state.kind === 'idle' ? undefined : statusItem(state);
  };
  show(server.state);
  const listening = server.onDidChange(show);
  return new Disposable(() => {
    listening.dispose();
    item?.dispose();
  });
}

function statusItem(state: Exclude<ServerState, { kind: 'idle' }>): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('podium.server', [
    { language: 'yaml' },
    { language: 'python' },
  ]);
  item.name = 'Podium';
  item.busy = state.kind === 'starting';
  switch (state.kind) {
    case 'starting':
      item.text = l10n.t('Podium: starting');
      break;
    case 'running':
      item.text = 'Podium';
      item.command = { command: 'podium.showLog', title: l10n.t('Show Log') };
      break;
    case 'failed':
      item.text = l10n.t('Podium: the language server did not start');
      item.detail = state.message;
      item.severity = LanguageStatusSeverity.Error;
      item.command = { command: 'podium.restartLanguageServer', title: l10n.t('Restart') };
  }
  return item;
}
