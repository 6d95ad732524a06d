import { Disposable, EventEmitter, workspace } from 'vscode';
import type { Event, ExtensionContext, LogOutputChannel, TextDocument } from 'vscode';
import type { RunningServer } from './language-client.ts';
import { isRelevant } from './relevance.ts';

export type ServerState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly server: RunningServer }
  | { readonly kind: 'failed'; readonly message: string };

/** The language server: idle until a document turns up that it has something to say about, then kept running. */
export class LanguageServer implements Disposable {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<ServerState>();
  readonly #documents: Disposable;
  #state: ServerState = { kind: 'idle' };

  readonly onDidChange: Event<ServerState> = this.#changed.event;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    const consider = (document: TextDocument) => {
      if (this.#state.kind === 'idle' && isOurs(document)) void this.#start();
    };
    this.#documents = Disposable.from(
      workspace.onDidOpenTextDocument(consider),
      // A document becomes one of ours while it is typed, too: an empty file gets its `kind`.
      workspace.onDidChangeTextDocument(({ document }) => {
        consider(document);
      }),
    );
    for (const document of workspace.textDocuments) consider(document);
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Ends the server if it runs, and starts it anew; an attempt that is under way is left to itself. */
  async restart(): Promise<void> {
    const state = this.#state;
    if (state.kind === 'starting') return;
    this.#become({ kind: 'starting' });
    if (state.kind === 'running') await state.server.stop();
    await this.#start();
  }

  async dispose(): Promise<void> {
    this.#documents.dispose();
    this.#changed.dispose();
    if (this.#state.kind === 'running') await this.#state.server.stop();
  }

  async #start(): Promise<void> {
    this.#become({ kind: 'starting' });
    const { extensionUri } = this.#context;
    try {
      // Loaded here and not before: a window without our files does not pay for it.
      const { startServer } = await import('./language-client.ts');
      const server = await startServer(extensionUri, this.#log);
      this.#become({ kind: 'running', server });
      await server.stopped;
      const state = this.#state;
      if (state.kind === 'running' && state.server === server) throw new Error('the language server died');
    } catch (error) {
      // An event started it, so nobody waits for it: the log and the language status are where it can be seen.
      this.#log.error(error instanceof Error ? error : String(error));
      this.#become({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #become(state: ServerState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

function isOurs(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (languageId !== 'yaml' && languageId !== 'python') return false;
  return isRelevant({
    languageId,
    fileName: uri.path.slice(uri.path.lastIndexOf('/') + 1),
    text: document.getText(),
  });
}
