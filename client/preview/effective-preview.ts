import { EventEmitter, languages, Uri, ViewColumn, window, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import type { EffectivePod } from '../../server/protocol/index.ts';

const scheme = 'podium-effective';

/** Shows pods and jobs as orchestrators make them, in read-only editors of their own. */
export class EffectivePreview implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(scheme, this);
  readonly #texts = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  async show({ title, text }: EffectivePod): Promise<void> {
    const uri = Uri.from({ scheme, path: `/${title.replaceAll('/', '-')}.yaml` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await languages.setTextDocumentLanguage(document, 'yaml');
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
  }

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
