import { workspace } from 'vscode';
import type { ProtectionSettings } from './cluster/cluster.ts';

/** Kubeconfig files in order of precedence; undefined leaves the choice to `KUBECONFIG` and the home folder. */
export function kubeconfigPaths(): readonly string[] | undefined {
  const paths = podium().get<readonly string[]>('kubeconfig.paths', []);
  return paths.length > 0 ? paths : undefined;
}

/** The target that the settings pin; undefined where they name no context. */
export function targetSetting():
  { readonly context: string; readonly namespace: string | undefined } | undefined {
  const context = podium().get<string>('target.context', '');
  if (context === '') return undefined;
  return { context, namespace: podium().get<readonly string[]>('target.namespaces', []).at(0) };
}

/** Which contexts are protected, and how. */
export function protectionSettings(): ProtectionSettings {
  return {
    protected: podium().get<readonly string[]>('contexts.protected', []),
    level: podium().get<ProtectionSettings['level']>('contexts.protection', 'typedConfirm'),
  };
}

const podium = () => workspace.getConfiguration('podium');
