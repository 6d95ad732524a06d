import {
  CodeActionKind,
  type Connection,
  type InitializeResult,
  MessageType,
  ShowMessageNotification,
  type TextDocumentPositionParams,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { definition } from '../engine/features/definition.ts';
import { symbols } from '../engine/features/symbols.ts';
import { rules } from '../engine/rules/index.ts';
import {
  type ClusterFacts,
  clusterFacts,
  type ConversionParams,
  convert,
  effectivePod,
  versionsInForce,
} from '../protocol/index.ts';
import { converted } from '../service/conversion.ts';
import { effectiveText } from '../service/effective.ts';
import type { Host } from '../service/host.ts';
import { complete, hover } from '../service/language.ts';
import { rulePage } from '../service/rule-page.ts';
import { editorSettings } from '../service/settings.ts';
import { answers, handlers } from './answer.ts';
import { below, readClient } from './client.ts';
import { codeActions, explainRule, fixAllKind } from './code-actions.ts';
import { toCompletion, toHover, toLinks, toSymbol } from './convert.ts';
import {
  documentHighlights,
  foldingRanges,
  hints,
  lenses,
  links,
  referenceLocations,
  renameEdit,
  renamePlace,
  selections,
  symbolsMatching,
  tokenLegend,
  tokens,
} from './navigation.ts';
import { Session } from './session.ts';
import { namedVersions } from './versions.ts';

/** Answers one LSP client until it hangs up. */
export function serve(connection: Connection, host: Host): void {
  const log = (message: string): void => {
    connection.console.error(message);
  };
  const answer = answers(log);
  const handle = handlers(log);
  const documents = new TextDocuments(TextDocument);
  let session: Session | undefined;
  const current = (): Session => {
    if (!session) throw new Error('a request before "initialize"');
    return session;
  };

  connection.onInitialize(async (params) => {
    const client = readClient(params);
    session = await Session.start(connection, documents, client, host);
    return capabilities(client.changesFolders);
  });
  connection.onInitialized(
    handle(async () => {
      if (current().client.changesFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(
          handle(({ added, removed }) => {
            current().foldersChanged(
              added.map(({ uri }) => uri),
              removed.map(({ uri }) => uri),
            );
          }),
        );
      }
      await current().begin();
    }),
  );
  connection.onDidChangeConfiguration(
    handle(async ({ settings }) => {
      const { client, service } = current();
      if (client.answersConfiguration) await current().fetchSettings();
      else service.setEditorSettings(new Map([['', editorSettings(below(settings, 'podium'))]]));
    }),
  );
  connection.onDidChangeWatchedFiles(
    handle(({ changes }) => {
      current().filesChanged(changes.map(({ uri }) => uri));
    }),
  );
  connection.onNotification(
    clusterFacts.method,
    handle(({ objects, version, schemas }: ClusterFacts) => {
      current().service.setCluster(objects, version, schemas);
    }),
  );
  connection.onRequest(
    versionsInForce.method,
    answer([], async ({ uri }: { readonly uri: string }) => {
      await current().service.settled();
      const { canonical } = current().file(uri);
      return namedVersions(current().service, canonical);
    }),
  );
  documents.onDidChangeContent(
    handle(({ document }) => {
      current().opened(document);
    }),
  );
  documents.onDidClose(
    handle(({ document }) => {
      current().closed(document);
    }),
  );

  connection.languages.diagnostics.on(
    answer({ kind: 'full' as const, items: [] }, async ({ textDocument }) => {
      await current().service.settled();
      return { kind: 'full', items: current().diagnostics(textDocument.uri) };
    }),
  );
  connection.onHover(
    answer(null, async ({ textDocument, position }) => {
      const { canonical, lines } = current().file(textDocument.uri);
      const found = await hover(current().service, canonical, lines.offsetAt(position));
      return found ? toHover(lines, found) : null;
    }),
  );
  connection.onRequest(
    effectivePod.method,
    answer(null, ({ textDocument, position }: TextDocumentPositionParams) => {
      const { canonical, lines } = current().file(textDocument.uri);
      return effectiveText(current().service, canonical, lines.offsetAt(position)) ?? null;
    }),
  );
  connection.onRequest(
    convert.method,
    answer(null, ({ textDocument, range, to }: ConversionParams) => {
      const { canonical, lines } = current().file(textDocument.uri);
      const there = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
      return converted(current().service, canonical, there, to) ?? null;
    }),
  );
  connection.onCompletion(
    answer(null, async ({ textDocument, position }) => {
      const { canonical, lines } = current().file(textDocument.uri);
      const { service, client } = current();
      const found = await complete(service, canonical, lines.offsetAt(position));
      return { isIncomplete: false, items: found.map((it, i) => toCompletion(lines, it, i, client)) };
    }),
  );
  connection.onDefinition(
    answer(null, ({ textDocument, position }) => {
      const { canonical, lines } = current().file(textDocument.uri);
      const { service } = current();
      const at = service.regionAt(canonical, lines.offsetAt(position));
      const found = at && definition(service.workspace, at.region, at.offset);
      return found ? toLinks(lines, at.region.start, found, (uri) => current().file(uri)) : null;
    }),
  );
  connection.onDocumentSymbol(
    answer(null, ({ textDocument }) => {
      const { canonical, lines } = current().file(textDocument.uri);
      const regions = current().service.workspace.file(canonical)?.regions ?? [];
      return regions.flatMap((region) => symbols(region).map((it) => toSymbol(lines, region.start, it)));
    }),
  );
  connection.onReferences(answer(null, (params) => referenceLocations(current(), params)));
  connection.onPrepareRename(answer(null, (params) => renamePlace(current(), params)));
  connection.onRenameRequest(answer(null, (params) => renameEdit(current(), params)));
  connection.onDocumentHighlight(answer(null, (params) => documentHighlights(current(), params)));
  connection.onWorkspaceSymbol(answer([], ({ query }) => symbolsMatching(current(), query)));
  connection.onDocumentLinks(answer([], ({ textDocument }) => links(current(), textDocument.uri)));
  connection.onFoldingRanges(answer(null, ({ textDocument }) => foldingRanges(current(), textDocument.uri)));
  connection.onSelectionRanges(answer(null, (params) => selections(current(), params)));
  connection.onCodeLens(answer([], ({ textDocument }) => lenses(current(), textDocument.uri)));
  connection.languages.inlayHint.on(
    answer([], ({ textDocument, range }) => hints(current(), textDocument.uri, range)),
  );
  connection.languages.semanticTokens.on(
    answer({ data: [] }, ({ textDocument }) => tokens(current(), textDocument.uri)),
  );
  connection.onCodeAction(answer([], (params) => codeActions(current(), params)));
  connection.onExecuteCommand(
    answer(null, async ({ command, arguments: values = [] }) => {
      if (command === explainRule) await showRule(connection, current(), values[0]);
      return null;
    }),
  );

  documents.listen(connection);
  connection.listen();
}

const capabilities = (changesFolders: boolean): InitializeResult => ({
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    diagnosticProvider: { identifier: 'podium', interFileDependencies: true, workspaceDiagnostics: false },
    hoverProvider: true,
    completionProvider: { triggerCharacters: [' ', ':', '-', '"', "'", '_', '.'] },
    definitionProvider: true,
    documentSymbolProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentHighlightProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    codeLensProvider: {},
    inlayHintProvider: true,
    semanticTokensProvider: { legend: tokenLegend, full: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    executeCommandProvider: { commands: [explainRule] },
    ...(changesFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  },
  serverInfo: { name: 'Podium' },
});

async function showRule(connection: Connection, { client, service }: Session, id: unknown): Promise<void> {
  const rule = rules.find((it) => it.id === id);
  if (!rule) return;
  if (client.showsDocuments) await connection.window.showDocument({ uri: rulePage(service.host, rule.id) });
  else {
    const message = `${rule.summary}. ${rule.why}`;
    await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
  }
}
