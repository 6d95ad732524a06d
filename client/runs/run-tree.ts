import {
  Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  commands,
  l10n,
  window,
} from 'vscode';
import type { Event, TreeDataProvider, TreeView } from 'vscode';
import type { Cluster, ClusterFailure, RunRow, Runs, RunsChange } from '../cluster/cluster.ts';
import type { Connection, ConnectionState } from '../target/connection.ts';
import { runLook } from './run-look.ts';

/** A row's id, or the node that stands for a failure. Strings, because VS Code tells elements apart by identity. */
export type RunNode = string;

/**
 * The tree of what runs in the target's namespace. It keeps no rows of its own, and follows the cluster only
 * while it can be seen.
 */
export class RunTree implements TreeDataProvider<RunNode>, Disposable {
  readonly #connection: Connection;
  readonly #changed = new EventEmitter<RunNode[] | undefined>();
  readonly #view: TreeView<RunNode>;
  readonly #listening: Disposable;
  #watched: { readonly cluster: Cluster; readonly runs: Runs } | undefined;
  #loaded: (() => void) | undefined;

  readonly onDidChangeTreeData: Event<RunNode[] | undefined> = this.#changed.event;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#view = window.createTreeView('podium.runs', { treeDataProvider: this });
    this.#listening = Disposable.from(
      this.#view.onDidChangeVisibility(() => {
        this.#follow();
      }),
      connection.onDidChange(() => {
        this.#follow();
      }),
    );
    this.#follow();
  }

  /** The row that a menu was opened on; undefined if it is gone, or no row. */
  row(node: RunNode): RunRow | undefined {
    return this.#watched?.runs.row(node);
  }

  getChildren(node?: RunNode): RunNode[] {
    const runs = this.#watched?.runs;
    const failure = this.#failure();
    if (node === undefined && failure && !runs?.rows().length) return [failureNode];
    return runs?.rows(node).map(({ id }) => id) ?? [];
  }

  getParent(node: RunNode): RunNode | undefined {
    return this.row(node)?.parent;
  }

  getTreeItem(node: RunNode): TreeItem {
    const row = this.row(node);
    if (!row) return failureItem(this.#failure());
    return rowItem(row, row.parent === undefined ? undefined : this.row(row.parent));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#unwatch();
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** Brings what is followed in step with what can be seen and what there is to follow. */
  #follow(): void {
    const { state } = this.#connection;
    if (this.#view.visible && state.kind === 'idle') void this.#connection.open();
    const cluster = this.#view.visible && state.kind === 'connected' ? state.cluster : undefined;
    if (cluster !== this.#watched?.cluster) {
      this.#unwatch();
      if (cluster) this.#watch(cluster);
      this.#changed.fire(undefined);
    }
    this.#show(state);
  }

  #watch(cluster: Cluster): void {
    const loaded = new Promise<void>((resolve) => (this.#loaded = resolve));
    void window.withProgress({ location: { viewId: 'podium.runs' } }, () => loaded);
    const runs = cluster.watchRuns((change) => {
      if (this.#watched?.runs === runs) this.#update(runs, change);
    });
    this.#watched = { cluster, runs };
  }

  #unwatch(): void {
    this.#watched?.runs.close();
    this.#watched = undefined;
    this.#loaded?.();
    this.#loaded = undefined;
  }

  #update(runs: Runs, { rows, root }: RunsChange): void {
    if (runs.state !== 'loading' || runs.failure) this.#loaded?.();
    this.#changed.fire(root ? undefined : [...rows]);
    this.#show(this.#connection.state);
  }

  /** Everything around the rows: the welcome text, the line above them. */
  #show(state: ConnectionState): void {
    const runs = this.#watched?.runs;
    this.#view.description = state.kind === 'connected' ? state.cluster.target.namespace : '';
    this.#view.message = this.#failure()?.message ?? '';
    const isEmpty = state.kind === 'connected' && runs?.state === 'live';
    void commands.executeCommand('setContext', 'podium.runs', isEmpty ? 'empty' : state.kind);
  }

  #failure(): ClusterFailure | undefined {
    const { state } = this.#connection;
    return state.kind === 'failed' ? state.failure : this.#watched?.runs.failure;
  }
}

const failureNode: RunNode = 'failure';

function rowItem(row: RunRow, parent?: RunRow): TreeItem {
  const look = runLook(row, parent);
  const item = new TreeItem(
    look.label,
    row.hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = row.id;
  item.description = look.description;
  item.iconPath = new ThemeIcon(
    look.icon.id,
    look.icon.color === undefined ? undefined : new ThemeColor(look.icon.color),
  );
  item.contextValue = look.contextValue;
  item.tooltip = new MarkdownString().appendText(
    `${row.kind} ${row.namespace}/${row.name}\n${look.description}`,
  );
  item.accessibilityInformation = { label: look.spoken };
  return item;
}

function failureItem(failure: ClusterFailure | undefined): TreeItem {
  const item = new TreeItem(failure ? failureTitle[failure.kind] : '');
  item.id = failureNode;
  item.tooltip = failure?.message ?? '';
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.contextValue = 'failure';
  return item;
}

const failureTitle: Readonly<Record<ClusterFailure['kind'], string>> = {
  unreachable: l10n.t('No answer'),
  'signed-out': l10n.t('Not signed in'),
  forbidden: l10n.t('Not allowed'),
  'not-found': l10n.t('Not there'),
  conflict: l10n.t('Conflict'),
  invalid: l10n.t('Refused'),
  refused: l10n.t('Refused'),
  misconfigured: l10n.t('Wrong kubeconfig'),
};
