import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { memoryOf } from './measure.ts';

/** The built server, driven over stdio as an editor does. */
export class BenchedServer {
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #versions = new Map<string, number>();
  #published: ((uri: string, version: number | undefined) => void) | undefined;

  constructor(program: string) {
    this.#process = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    if (!stdin || !stdout) throw new Error('no pipes to the server');
    this.#connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version }) =>
      this.#published?.(uri, version),
    );
    this.#connection.listen();
  }

  async initialize(folder: string): Promise<void> {
    const params: Omit<InitializeParams, 'rootUri'> = {
      processId: process.pid,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
    };
    await this.#connection.sendRequest(InitializeRequest.type, params as InitializeParams);
    await this.#connection.sendNotification(InitializedNotification.type, {});
  }

  /** Opens a file and waits for its first diagnostics. */
  async open(path: string, text = readFileSync(path, 'utf8')): Promise<void> {
    const uri = pathToFileURL(path).href;
    this.#versions.set(uri, 1);
    const published = this.#next(uri, 1);
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    await published;
  }

  /** Replaces the character at a place and waits for the diagnostics of that text. */
  async type(path: string, line: number, character: number, text: string): Promise<void> {
    const uri = pathToFileURL(path).href;
    const version = (this.#versions.get(uri) ?? 1) + 1;
    this.#versions.set(uri, version);
    const published = this.#next(uri, version);
    const range = { start: { line, character }, end: { line, character: character + 1 } };
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    await published;
  }

  /** How many items a completion has. */
  async complete(path: string, line: number, character: number): Promise<number> {
    const textDocument = { uri: pathToFileURL(path).href };
    const found = await this.#connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position: { line, character },
    });
    return Array.isArray(found) ? found.length : (found?.items.length ?? 0);
  }

  /** Waits until the folder is read: diagnostics that are asked for are complete. */
  async indexed(path: string): Promise<void> {
    const textDocument = { uri: pathToFileURL(path).href };
    await this.#connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
  }

  memory(): number | undefined {
    return this.#process.pid === undefined ? undefined : memoryOf(this.#process.pid);
  }

  stop(): void {
    this.#connection.dispose();
    this.#process.kill();
  }

  #next(uri: string, version: number): Promise<void> {
    return new Promise((resolve) => {
      this.#published = (published, ofVersion) => {
        if (published === uri && ofVersion === version) resolve();
      };
    });
  }
}
