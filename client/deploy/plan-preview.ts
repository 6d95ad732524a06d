import { EventEmitter, Uri, commands, l10n, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import type { Plan, PlannedObject } from '../cluster/cluster.ts';
import { objectName } from './plan-words.ts';

const scheme = 'podium-plan';

/** Shows a plan as the differences it would make, one diff per object that would change. */
export class PlanPreview implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(scheme, this);
  #texts = new Map<string, string>();
  #again: (() => Promise<void>) | undefined;

  readonly onDidChange = this.#changed.event;

  /** Opens the diff, or one list of diffs where several objects change. Nothing opens where none does. */
  async show(plan: Plan): Promise<void> {
    const changes = plan.objects.filter((it) => it.action === 'create' || it.action === 'configure');
    const pairs = changes.map((object) => this.#pair(object));
    this.#texts = new Map(
      pairs.flatMap(({ before, after, object }) => [
        [before.path, object.before],
        [after.path, object.after],
      ]),
    );
    for (const { before, after } of pairs) for (const uri of [before, after]) this.#changed.fire(uri);

    await this.#withdraw();
    const [only, ...more] = pairs;
    if (!only) return;
    const { context, namespace } = plan.target;
    if (more.length === 0) {
      const title = l10n.t('{0} in {1} / {2}', objectName(only.object), context, namespace);
      await commands.executeCommand('vscode.diff', only.before, only.after, title, { preview: true });
    } else {
      const title = l10n.t('{0} objects in {1} / {2}', pairs.length, context, namespace);
      const list = pairs.map(({ before, after }) => [after, before, after]);
      await commands.executeCommand('vscode.changes', title, list);
    }
  }

  /** Gives what is shown a button that does `again`. */
  async offer(again: () => Promise<void>): Promise<void> {
    this.#again = again;
    await commands.executeCommand('setContext', 'podium.isReviewing', true);
  }

  /** Whether what is shown has that button. */
  get isOnOffer(): boolean {
    return this.#again !== undefined;
  }

  /** Does what was offered last. */
  async goOn(): Promise<void> {
    await this.#again?.();
  }

  /** Closes what `show` opened. */
  async close(): Promise<void> {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs.filter(({ input }) => isPreview(input)));
    await window.tabGroups.close(tabs);
    await this.#withdraw();
  }

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #withdraw(): Promise<void> {
    this.#again = undefined;
    await commands.executeCommand('setContext', 'podium.isReviewing', false);
  }

  #pair(object: PlannedObject) {
    const name = `${object.namespace ?? '_'}/${object.kind}/${object.name ?? 'new'}.yaml`;
    const uri = (side: string) => Uri.from({ scheme, path: `/${side}/${name}` });
    return { object, before: uri('before'), after: uri('after') };
  }
}

function isPreview(input: unknown): boolean {
  const sides = input as
    | { readonly modified?: unknown; readonly textDiffs?: readonly { readonly modified?: unknown }[] }
    | undefined;
  const modified = sides?.modified ?? sides?.textDiffs?.at(0)?.modified;
  return modified instanceof Uri && modified.scheme === scheme;
}
