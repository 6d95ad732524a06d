import {
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Language } from '../engine/model/region.ts';
import { LineIndex } from '../engine/text/line-index.ts';
import { noSettings, type Settings } from '../engine/workspace/settings.ts';
import { languageOf as languageOfName } from '../service/file-kinds.ts';
import type { Host } from '../service/host.ts';
import { type Notice, Service } from '../service/service.ts';
import { editorSettings } from '../service/settings.ts';
import { environmentGlob } from '../service/versions.ts';
import { handlers, stackOf } from './answer.ts';
import type { Client } from './client.ts';
import { type ClientFile, toDiagnostic } from './convert.ts';

/** How long a push waits for folders to be read and parsers to be loaded, in milliseconds: mostly they are by then. */
const patience = 250;

/** At most this often are clients told to ask for all diagnostics again, in milliseconds. */
const refreshInterval = 50;

/** One client and what it works on: keeps the service in step with it, and it with the service's findings. */
export class Session {
  readonly client: Client;
  readonly service: Service;
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  /** The client's spelling of the URIs of open documents, by ours. */
  readonly #spelling = new Map<string, string>();
  readonly #stale = new Set<string>();
  #pushing = false;
  #refreshing = false;
  #edited: string | undefined;

  static async start(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    client: Client,
    host: Host,
  ): Promise<Session> {
    // The service reports nothing before it was told of a document.
    const started: { session?: Session } = {};
    const service = await Service.start(host, {
      commandLine: noSettings,
      onStale: (uris) => {
        started.session?.findingsChanged(uris);
      },
      onNotice: (notice) => {
        logNotice(connection, notice);
      },
      onError: (error) => {
        connection.console.error(stackOf(error));
      },
    });
    started.session = new Session(connection, documents, client, service);
    return started.session;
  }

  private constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    client: Client,
    service: Service,
  ) {
    this.#connection = connection;
    this.#documents = documents;
    this.client = client;
    this.service = service;
  }

  /** Starts to read the folders, and asks the client for settings and for news of files. */
  async begin(): Promise<void> {
    const { client, service } = this;
    service.setEditorSettings(new Map([['', client.settings]]));
    for (const folder of client.folders) service.addFolder(this.#canonical(folder));
    if (client.registersWatchers) {
      const watchers = [{ globPattern: '**/*.{yaml,yml,py}' }, { globPattern: environmentGlob }];
      await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (client.registersConfiguration) {
      await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'podium' });
    }
    if (client.answersConfiguration) await this.fetchSettings();
  }

  /** Asks the client for its settings, for each folder and for everything else. */
  async fetchSettings(): Promise<void> {
    const folders = (await this.#folders()) ?? [];
    const items = [{ section: 'podium' }, ...folders.map((scopeUri) => ({ scopeUri, section: 'podium' }))];
    const sent = (await this.#connection.workspace.getConfiguration(items)) as readonly unknown[];
    const names = ['', ...folders.map((it) => this.#canonical(it))];
    const settings = names.map((name, i): [string, Settings] => [name, editorSettings(sent[i])]);
    // A client that has nothing to say answers null, and its initializationOptions count on.
    if (sent.some((it) => it !== null && it !== undefined)) this.service.setEditorSettings(new Map(settings));
  }

  opened(document: TextDocument): void {
    const language = languageOf(document);
    if (!language) return;
    const uri = this.#canonical(document.uri);
    this.#spelling.set(uri, document.uri);
    this.#edited = uri;
    this.service.setDocument(uri, document.getText(), language);
    this.#edited = undefined;
  }

  closed(document: TextDocument): void {
    const uri = this.#canonical(document.uri);
    if (!this.#spelling.delete(uri)) return;
    this.service.closeDocument(uri);
    if (!this.client.pulls) void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  }

  foldersChanged(added: readonly string[], removed: readonly string[]): void {
    for (const uri of removed) this.service.removeFolder(this.#canonical(uri));
    for (const uri of added) this.service.addFolder(this.#canonical(uri));
  }

  filesChanged(uris: readonly string[]): void {
    this.service.filesChanged(uris.map((it) => this.service.host.canonical(it)));
  }

  /** A file by any spelling of its URI: its name for the service, and its lines for the client. */
  file(anyUri: string): ClientFile & { readonly canonical: string } {
    const canonical = this.service.host.canonical(anyUri);
    const spelled = this.#spelling.get(canonical);
    const document = spelled === undefined ? undefined : this.#documents.get(spelled);
    if (document) return { canonical, uri: document.uri, version: document.version, lines: document };
    const text = this.service.workspace.file(canonical)?.text ?? '';
    return { canonical, uri: anyUri, version: undefined, lines: new LineIndex(text) };
  }

  diagnostics(anyUri: string): Diagnostic[] {
    const { canonical, lines } = this.file(anyUri);
    return this.service.diagnose(canonical).map((it) => toDiagnostic(this.service.host, lines, it));
  }

  async #folders(): Promise<readonly string[] | undefined> {
    if (!this.client.changesFolders) return this.client.folders;
    return (await this.#connection.workspace.getWorkspaceFolders())?.map(({ uri }) => uri);
  }

  /** Folders carry no slash at their end here. */
  #canonical(uri: string): string {
    return this.service.host.canonical(uri).replace(/(?<!\/)\/$/, '');
  }

  /** Tells the client about open documents whose findings may be others now. */
  findingsChanged(uris: ReadonlySet<string>): void {
    if (this.client.pulls) {
      // The client asks for the document it edits without being told.
      const others = [...uris].some((it) => it !== this.#edited);
      if (others) this.#refresh();
      return;
    }
    for (const uri of uris) this.#stale.add(uri);
    if (this.#pushing) return;
    this.#pushing = true;
    void this.#fenced(() => this.#push());
  }

  async #push(): Promise<void> {
    await this.service.host.pause();
    if (!this.service.isSettled) await atMost(patience, this.service.settled());
    this.#pushing = false;
    const uris = [...this.#stale];
    this.#stale.clear();
    for (const canonical of uris) {
      await this.#fenced(() => {
        const { uri, version } = this.file(canonical);
        if (version === undefined) return;
        void this.#connection.sendDiagnostics({ uri, version, diagnostics: this.diagnostics(canonical) });
      });
    }
  }

  #refresh(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    setTimeout(() => {
      this.#refreshing = false;
      void this.#fenced(() => this.#connection.languages.diagnostics.refresh());
    }, refreshInterval);
  }

  #fenced(run: () => void | Promise<void>): Promise<void> {
    return handlers((message) => {
      this.#connection.console.error(message);
    })(run)();
  }
}

/** What a document is read as; undefined for languages that are none of our business. */
function languageOf({ languageId, uri }: TextDocument): Language | undefined {
  if (languageId === 'python' || /\.pyi?$/.test(uri)) return 'python';
  const byName = languageOfName(uri);
  if (byName !== 'yaml') return byName;
  return /yaml|helm/.test(languageId) || /\.ya?ml$|(?:template|pool)[^/]*\.json$/i.test(uri)
    ? 'yaml'
    : undefined;
}

function logNotice(connection: Connection, { uri, kind, message }: Notice): void {
  // Files come and go, and binary ones are no news in a folder.
  if (kind === 'absent' || kind === 'binary') return;
  connection.console.warn(`${uri}: ${message}`);
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
