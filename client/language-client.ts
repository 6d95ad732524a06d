import { Uri, workspace } from 'vscode';
import type { LogOutputChannel, Position, Range } from 'vscode';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type {
  ClusterFacts,
  ConversionTarget,
  Converted,
  EffectivePod,
  VersionInForce,
} from '../server/protocol/index.ts';
import { clusterFacts, convert, effectivePod, versionsInForce } from '../server/protocol/index.ts';

/** A language server that runs. */
export interface RunningServer {
  /** Tells it what the connected cluster has, in place of all that was told before. */
  tell(facts: ClusterFacts): Promise<void>;
  /** The pod or job that an orchestrator makes of a place; null where it makes none. */
  effectivePod(document: Uri, position: Position): Promise<EffectivePod | null>;
  /** What stands around a range, in another form; null where it has none. */
  convert(document: Uri, range: Range, to: ConversionTarget): Promise<Converted | null>;
  /** The versions that a document is checked against. */
  versions(document: Uri): Promise<readonly VersionInForce[]>;
  stop(): Promise<void>;
  /** Resolves when it has ended for good: on request, or because it died too often. */
  readonly stopped: Promise<void>;
}

/**
 * Starts `dist/server.cjs` and resolves when it answers; rejects where it does not start. A server that dies is
 * started again, unless it does so too often.
 */
export async function startServer(extension: Uri, log: LogOutputChannel): Promise<RunningServer> {
  const module = Uri.joinPath(extension, 'dist', 'server.cjs').fsPath;
  const transport = TransportKind.ipc;
  const debug = { module, transport, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const files = workspace.createFileSystemWatcher('**/*.{yaml,yml,py}');
  const client: LanguageClient = new LanguageClient(
    'podium',
    'Podium',
    { run: { module, transport }, debug },
    {
      documentSelector,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: 'podium',
      initializationOptions: { podium: workspace.getConfiguration('podium'), showsReferences: true },
      synchronize: { fileEvents: files },
      errorHandler: {
        error: (...cause) => restarts.error(...cause),
        // A server that has never run is not worth a second try.
        closed: () => (hasRun ? restarts.closed() : { action: CloseAction.DoNotRestart, handled: true }),
      },
    },
  );
  const restarts = client.createDefaultErrorHandler();
  let hasRun = false;
  const stopped = new Promise<void>((resolve) => {
    client.onDidChangeState(({ newState }) => {
      if (hasRun && newState === State.Stopped) resolve();
    });
  });
  const stop = async () => {
    files.dispose();
    await client.dispose();
  };
  try {
    await client.start();
    hasRun = true;
  } catch (error) {
    // What was begun must not go on without an owner; the error is the caller's.
    await stop();
    throw error;
  }
  return {
    stop,
    stopped,
    tell: (facts) => client.sendNotification(clusterFacts, facts),
    effectivePod: (document, position) =>
      client.sendRequest(effectivePod, { textDocument: { uri: document.toString() }, position }),
    convert: (document, range, to) =>
      client.sendRequest(convert, { textDocument: { uri: document.toString() }, range, to }),
    versions: (document) => client.sendRequest(versionsInForce, { uri: document.toString() }),
  };
}

const documentSelector = [
  ...['yaml', 'python'].flatMap((language) => [
    { language, scheme: 'file' },
    { language, scheme: 'untitled' },
  ]),
  { language: 'dockerfile', scheme: 'file' },
  { pattern: '**/airflow.cfg', scheme: 'file' },
];
