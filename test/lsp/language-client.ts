import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  type CompletionList,
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const server = resolve(import.meta.dirname, '../../dist/server.cjs');

export interface ClientOptions {
  /** Files of the workspace folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What the client answers to `workspace/configuration`, for any section. */
  readonly configuration?: unknown;
}

/** A plain LSP client on a workspace folder of its own, talking to the built server over stdio. */
export class LanguageClient {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  /** Everything the server logged, for assertions that it had nothing to complain about. */
  readonly log: string[] = [];
  readonly #process: ChildProcess;
  readonly #published: PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  initialized: InitializeResult | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.#process = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    if (!stdin || !stdout) throw new Error('no pipes to the server');
    this.connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
  }

  static async start({ files = {}, ...options }: ClientOptions = {}): Promise<LanguageClient> {
    const client = new LanguageClient(mkdtempSync(join(tmpdir(), 'podium-lsp-')));
    for (const [path, text] of Object.entries(files)) client.write(path, text);
    await client.#begin(options);
    return client;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  /** Writes a file to disk; the server is not told. */
  write(path: string, text: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  open(path: string, text: string, languageId = path.endsWith('.py') ? 'python' : 'yaml'): Promise<void> {
    this.#versions.set(path, 1);
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), languageId, version: 1, text },
    });
  }

  /** Replaces what stands between two places by another text. Gives the new version. */
  async edit(path: string, start: Position, end: Position, text: string): Promise<number> {
    const version = (this.#versions.get(path) ?? 0) + 1;
    this.#versions.set(path, version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), version },
      contentChanges: [{ range: { start, end }, text }],
    });
    return version;
  }

  close(path: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path) },
    });
  }

  /** The next pushed diagnostics of a file that satisfy a condition, among those that came since the last question. */
  async published(
    path: string,
    isWanted: (codes: readonly string[], published: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    const uri = this.uri(path);
    for (;;) {
      const at = this.#published.findIndex((it) => it.uri === uri && isWanted(codesOf(it), it));
      const found = this.#published[at];
      if (found) {
        this.#published.splice(0, at + 1);
        return found;
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  codeActions(path: string, line: number, only?: string[]): Promise<CodeAction[]> {
    return this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: this.uri(path) },
      range: { start: { line, character: 0 }, end: { line, character: 1000 } },
      context: { diagnostics: [], ...(only ? { only } : {}) },
    }) as Promise<CodeAction[]>;
  }

  complete(path: string, position: Position): Promise<CompletionList> {
    return this.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: this.uri(path) },
      position,
    }) as Promise<CompletionList>;
  }

  /** Says goodbye as LSP wants it; gives the exit code of the server. */
  async stop(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.#process.once('exit', resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await gone;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true });
    return code;
  }

  async #begin({ capabilities = {}, initializationOptions, configuration }: ClientOptions): Promise<void> {
    const { connection } = this;
    connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.log.push(message);
    });
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.#published.push(params);
      for (const resolve of this.#waiting) resolve();
      this.#waiting.clear();
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => configuration ?? null));
    connection.onRequest(RegistrationRequest.type, () => undefined);
    connection.listen();
    const params: Omit<InitializeParams, 'rootUri'> = {
      processId: process.pid,
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: 'workspace' }],
      capabilities,
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
    };
    this.initialized = await connection.sendRequest(InitializeRequest.type, params as InitializeParams);
    await connection.sendNotification(InitializedNotification.type, {});
  }
}

export const codesOf = ({ diagnostics }: Pick<PublishDiagnosticsParams, 'diagnostics'>): string[] =>
  diagnostics.map(({ code }) => String(code));
