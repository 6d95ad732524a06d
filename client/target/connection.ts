import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Disposable, EventEmitter, RelativePattern, Uri, l10n, workspace } from 'vscode';
import type { Event } from 'vscode';
import type { Cluster, ClusterBundle, ClusterFailure, KubeContext } from '../cluster/cluster.ts';
import { protectionOf } from '../cluster/protection.ts';
import { kubeconfigPaths, protectionSettings } from '../settings.ts';
import type { TargetPin } from './target.ts';

/** How this window stands to its cluster. `connected` means that calls can be made, not that the server answers. */
export type ConnectionState =
  | { readonly kind: 'untrusted' }
  /** Nothing has needed the cluster so far, and nothing of it is loaded. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'no-kubeconfig' }
  | { readonly kind: 'no-target' }
  | { readonly kind: 'failed'; readonly failure: ClusterFailure }
  | { readonly kind: 'connected'; readonly cluster: Cluster };

/** The one connection of this window, to the context it is pinned to; follows the pin, the kubeconfig and trust. */
export class Connection implements Disposable {
  readonly #extension: Uri;
  readonly #target: TargetPin;
  readonly #changed = new EventEmitter<ConnectionState>();
  readonly #listening: Disposable;
  #watching: { readonly paths: string; readonly watchers: Disposable } | undefined;
  #bundle: Promise<ClusterBundle> | undefined;
  #state: ConnectionState = workspace.isTrusted ? { kind: 'idle' } : { kind: 'untrusted' };

  readonly onDidChange: Event<ConnectionState> = this.#changed.event;

  /** `extension` is the folder of the extension; the code that talks to clusters is loaded from there when needed. */
  constructor(extension: Uri, target: TargetPin) {
    this.#extension = extension;
    this.#target = target;
    const refreshIfInUse = () => {
      if (this.#bundle) void this.refresh();
    };
    this.#listening = Disposable.from(
      target.onDidChange(refreshIfInUse),
      workspace.onDidGrantWorkspaceTrust(() => this.#become({ kind: 'idle' })),
      workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration('podium.kubeconfig') ||
          event.affectsConfiguration('podium.contexts')
        ) {
          refreshIfInUse();
        }
      }),
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Connects if that has not been tried yet, or if the context's protection is another by now. Nothing is sent: that
   * is left to whoever uses the cluster.
   */
  async open(): Promise<ConnectionState> {
    const state = this.#state;
    const isOutdated = state.kind === 'connected' && !hasCurrentProtection(state.cluster);
    return state.kind === 'idle' || isOutdated ? this.refresh() : state;
  }

  /** Reads pin and kubeconfig again and connects anew. */
  async refresh(): Promise<ConnectionState> {
    if (!workspace.isTrusted) return this.#state;
    const bundle = await this.bundle();
    return this.#become(this.#connect(bundle));
  }

  /** The contexts to choose from. Throws in Restricted Mode and where the kubeconfig cannot be read. */
  async contexts(): Promise<{
    readonly contexts: readonly KubeContext[];
    readonly current: string | undefined;
  }> {
    const bundle = await this.bundle();
    const kubeconfig = bundle.readKubeconfig(kubeconfigOptions());
    if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message);
    return { contexts: kubeconfig.value.contexts, current: kubeconfig.value.currentContext };
  }

  /** The cluster half's code. Throws in Restricted Mode: a kubeconfig can name programs to run. */
  async bundle(): Promise<ClusterBundle> {
    if (!workspace.isTrusted) throw new Error(l10n.t('Clusters are off in Restricted Mode'));
    this.#bundle ??= loadClusterBundle(this.#extension);
    return this.#bundle;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#watching?.watchers.dispose();
    this.#changed.dispose();
    if (this.#state.kind === 'connected') this.#state.cluster.close();
  }

  #connect(bundle: ClusterBundle): ConnectionState {
    const kubeconfig = bundle.readKubeconfig(kubeconfigOptions());
    if (!kubeconfig.ok) {
      const { failure } = kubeconfig;
      if (failure.kind === 'misconfigured' && failure.file && !this.#watching) this.#watch([failure.file]);
      return { kind: 'failed', failure };
    }
    this.#watch(kubeconfig.value.paths);
    const { pin } = this.#target;
    if (kubeconfig.value.contexts.length === 0) return { kind: 'no-kubeconfig' };
    if (!pin) return { kind: 'no-target' };

    const protection = protectionOf(pin.context, protectionSettings());
    const namespace = pin.namespace === undefined ? {} : { namespace: pin.namespace };
    const cluster = bundle.connect({
      ...kubeconfigOptions(),
      ...namespace,
      context: pin.context,
      protection,
    });
    if (!cluster.ok) return { kind: 'failed', failure: cluster.failure };
    return { kind: 'connected', cluster: cluster.value };
  }

  /** Follows the kubeconfig files, also those that do not exist yet. */
  #watch(files: readonly string[]): void {
    const paths = files.join('\n');
    if (this.#watching?.paths === paths) return;
    this.#watching?.watchers.dispose();
    const refresh = () => void this.refresh();
    const watchers = files.flatMap((file) => {
      const watcher = workspace.createFileSystemWatcher(
        new RelativePattern(Uri.file(dirname(file)), basename(file)),
      );
      return [
        watcher,
        watcher.onDidCreate(refresh),
        watcher.onDidChange(refresh),
        watcher.onDidDelete(refresh),
      ];
    });
    this.#watching = { paths, watchers: Disposable.from(...watchers) };
  }

  #become(state: ConnectionState): ConnectionState {
    if (this.#state.kind === 'connected') this.#state.cluster.close();
    this.#state = state;
    this.#changed.fire(state);
    return state;
  }
}

/** Whether a cluster is still treated as the settings say; they can change at any time. */
export function hasCurrentProtection({ target }: Cluster): boolean {
  return protectionOf(target.context, protectionSettings()) === target.protection;
}

function kubeconfigOptions(): { readonly paths?: readonly string[] } {
  const paths = kubeconfigPaths();
  return paths ? { paths } : {};
}

/** The bundle stands beside this one, and is not part of it: most windows never need it. */
async function loadClusterBundle(extension: Uri): Promise<ClusterBundle> {
  const { fsPath } = Uri.joinPath(extension, 'dist', 'cluster.cjs');
  try {
    const loaded = (await import(pathToFileURL(fsPath).href)) as { readonly default: ClusterBundle };
    return loaded.default;
  } catch (error) {
    // Its HTTP library needs a newer Node than some forks of VS Code have; what it says then is of no use to anybody.
    const message = l10n.t('The part of Podium that talks to clusters does not load in this editor');
    throw new Error(message, { cause: error });
  }
}
