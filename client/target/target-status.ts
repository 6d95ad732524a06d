import { MarkdownString, StatusBarAlignment, ThemeColor, Disposable, l10n, window } from 'vscode';
import type { StatusBarItem } from 'vscode';
import type { Protection } from '../cluster/cluster.ts';
import { protectionOf } from '../cluster/protection.ts';
import { protectionSettings } from '../settings.ts';
import type { Connection } from './connection.ts';
import type { TargetPin } from './target.ts';

/** The one status bar item: where this window's cluster commands go. Hidden while the window has no use for it. */
export function showTargetStatus(target: TargetPin, connection: Connection): Disposable {
  const item = window.createStatusBarItem('podium.target', StatusBarAlignment.Left);
  item.name = l10n.t('Podium Target');
  item.command = 'podium.selectContext';
  const show = () => {
    describe(item, target, connection);
  };
  show();
  return Disposable.from(item, target.onDidChange(show), connection.onDidChange(show));
}

function describe(item: StatusBarItem, { pin }: TargetPin, { state }: Connection): void {
  if (state.kind === 'untrusted' || state.kind === 'no-kubeconfig' || (state.kind === 'idle' && !pin)) {
    item.hide();
    return;
  }
  const protection = pin ? protectionOf(pin.context, protectionSettings()) : 'none';
  const namespace = state.kind === 'connected' ? state.cluster.target.namespace : pin?.namespace;
  const words = pin
    ? [pin.context, namespace].filter((it) => it !== undefined).join(' / ')
    : l10n.t('No target');
  item.text = `$(${state.kind === 'failed' ? 'warning' : protection === 'none' ? 'server-environment' : 'shield'}) ${words}`;
  item.backgroundColor =
    protection === 'none' ? undefined : new ThemeColor('statusBarItem.warningBackground');
  item.tooltip = pin ? tooltip(state, protection) : undefined;
  item.accessibilityInformation = { label: l10n.t('Podium target: {0}', words) };
  item.show();
}

function tooltip(state: Connection['state'], protection: Protection): MarkdownString {
  const text = new MarkdownString(l10n.t('Target of this window')).appendMarkdown('\n\n');
  if (state.kind === 'connected') text.appendText(state.cluster.target.server);
  else text.appendText(state.kind === 'failed' ? state.failure.message : l10n.t('Not connected yet'));
  return text.appendMarkdown(`\n\n${protectionWords[protection]}`);
}

const protectionWords: Readonly<Record<Protection, string>> = {
  none: l10n.t('Every write asks before it is made'),
  'typed-name': l10n.t('Protected: every write asks for the name of the context'),
  'read-only': l10n.t('Protected: nothing is written'),
};
