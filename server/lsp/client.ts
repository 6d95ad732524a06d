import type { InitializeParams } from 'vscode-languageserver';
import type { Settings } from '../engine/workspace/settings.ts';
import { editorSettings } from '../service/settings.ts';

/** What the server needs to know of its client, read from `initialize`. Nothing is required. */
export interface Client {
  readonly folders: readonly string[];
  /** From `initializationOptions`, below `podium` or bare. */
  readonly settings: Settings;
  /** Asks for diagnostics itself, and can be told to ask again: then none are pushed. */
  readonly pulls: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly changesFolders: boolean;
  readonly showsDocuments: boolean;
  readonly takesDocumentChanges: boolean;
  readonly takesSnippets: boolean;
  /** Has the command `podium.showReferences`, so that a lens can open its list. */
  readonly showsReferences: boolean;
  /** Shows some changes of an edit to be confirmed one by one. */
  readonly confirmsChanges: boolean;
}

export function readClient({ capabilities, ...params }: InitializeParams): Client {
  const { workspace, window, textDocument } = capabilities;
  return {
    folders: foldersOf(params),
    settings: editorSettings(below(params.initializationOptions, 'podium')),
    pulls: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    showsDocuments: window?.showDocument?.support === true,
    takesDocumentChanges: workspace?.workspaceEdit?.documentChanges === true,
    confirmsChanges: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    showsReferences: below(params.initializationOptions, 'showsReferences') === true,
    takesSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  };
}

/** The value below a key where there is one, else all of it. */
export function below(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !(key in value)) return value;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** The two older ways to name a single folder are still what some clients send. */
function foldersOf({ workspaceFolders, ...older }: Omit<InitializeParams, 'capabilities'>): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  const { rootUri, rootPath } = older as {
    readonly rootUri?: string | null;
    readonly rootPath?: string | null;
  };
  if (rootUri) return [rootUri];
  return rootPath ? [`file://${rootPath.split('/').map(encodeURIComponent).join('/')}`] : [];
}
