import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { protectionOf } from '../cluster/protection.ts';
import type { CommandFamily } from '../commands.ts';
import { protectionSettings } from '../settings.ts';
import type { Connection } from './connection.ts';
import type { TargetPin } from './target.ts';

/** Choosing what this window is pinned to. */
export const targetCommands = (target: TargetPin, connection: Connection): CommandFamily => ({
  /** Pins the window to a context of the kubeconfig, which stays as it is. */
  async selectContext() {
    const context = await pickContext(target, connection);
    if (context !== undefined) await target.choose({ context, namespace: undefined });
  },

  /** Pins the window to another namespace of its context. */
  async selectNamespace() {
    const state = await connection.open();
    const context = target.pin?.context ?? (await pickContext(target, connection));
    if (context === undefined) return;
    if (state.kind !== 'connected') await target.choose({ context, namespace: undefined });
    const namespace = await pickNamespace(connection);
    if (namespace !== undefined) await target.choose({ context, namespace });
  },

  /** Takes the choice made in this window back. */
  async clearTarget() {
    await target.choose(undefined);
  },
});

async function pickContext(target: TargetPin, connection: Connection): Promise<string | undefined> {
  const { contexts, current } = await connection.contexts();
  if (contexts.length === 0) throw new Error(l10n.t('No kubeconfig was found'));
  const pinned = target.pin?.context;
  const items = contexts.map(({ name, cluster, user, namespace }) => {
    const shield = protectionOf(name, protectionSettings()) === 'none' ? '' : '$(shield) ';
    const marks = [
      name === pinned && l10n.t('this window'),
      name === current && l10n.t('current in kubectl'),
    ].filter(Boolean);
    return {
      name,
      label: `${shield}${name}`,
      description: marks.join(', '),
      detail: l10n.t('{0} as {1}, namespace {2}', cluster, user, namespace ?? 'default'),
    };
  });
  const title = l10n.t('Target of this window');
  const placeHolder = l10n.t('Context; the kubeconfig is not changed');
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDetail: true }))?.name;
}

async function pickNamespace({ state }: Connection): Promise<string | undefined> {
  if (state.kind === 'failed') throw new Error(state.failure.message);
  if (state.kind !== 'connected') return undefined;
  const title = l10n.t('Namespace in "{0}"', state.cluster.target.context);
  const namespaces = await state.cluster.namespaces();
  if (!namespaces.ok) {
    // Who may not list namespaces may well know the name of the own one.
    if (namespaces.failure.kind === 'forbidden')
      return window.showInputBox({ title, prompt: namespaces.failure.message });
    throw new Error(namespaces.failure.message);
  }
  const current = state.cluster.target.namespace;
  const items: QuickPickItem[] = namespaces.value.map((label) =>
    label === current ? { label, description: l10n.t('this window') } : { label },
  );
  return (await window.showQuickPick(items, { title }))?.label;
}
