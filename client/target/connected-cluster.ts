import { commands, l10n } from 'vscode';
import type { Cluster } from '../cluster/cluster.ts';
import type { Connection } from './connection.ts';

/** The cluster of this window's target, which is asked for if there is none; throws with what is missing. */
export async function connectedCluster(connection: Connection): Promise<Cluster> {
  let state = await connection.open();
  if (state.kind === 'no-target') {
    await commands.executeCommand('podium.selectContext');
    state = await connection.refresh();
  }
  switch (state.kind) {
    case 'connected':
      return state.cluster;
    case 'failed':
      throw new Error(state.failure.message);
    case 'untrusted':
      throw new Error(l10n.t('Clusters are off in Restricted Mode'));
    case 'no-kubeconfig':
      throw new Error(l10n.t('No kubeconfig was found'));
    case 'no-target':
    case 'idle':
      throw new Error(l10n.t('No target is selected for this window'));
  }
}
