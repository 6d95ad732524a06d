import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Hover,
  InsertTextFormat,
  type LocationLink,
  MarkupKind,
  type Position,
  type Range,
  SymbolKind,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type * as engine from '../engine/diagnose.ts';
import type * as actions from '../engine/features/code-actions.ts';
import type { Definition } from '../engine/features/definition.ts';
import type { SymbolTree } from '../engine/features/symbols.ts';
import type { FileEdit } from '../engine/fix.ts';
import type { Level } from '../engine/rules/rule.ts';
import { type Range as Offsets, shift, type TextEdit as OffsetEdit } from '../engine/text/document.ts';
import type { Host } from '../service/host.ts';
import { rulePage } from '../service/rule-page.ts';
import type { Completion, HoverText } from '../service/language.ts';

/** A text that can tell lines from offsets: an open document, or the line index of a file. */
export interface Lines {
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/** A file by its canonical URI, as the client knows it. */
export interface ClientFile {
  readonly uri: string;
  /** Undefined where it is not open. */
  readonly version: number | undefined;
  readonly lines: Lines;
}

export type FileOf = (uri: string) => ClientFile;

export const toRange = (lines: Lines, { start, end }: Offsets): Range => ({
  start: lines.positionAt(start),
  end: lines.positionAt(end),
});

export const toDiagnostic = (
  host: Host,
  lines: Lines,
  { rule, level, range, message }: engine.Diagnostic,
): Diagnostic => ({
  source: 'podium',
  code: rule.id,
  codeDescription: { href: rulePage(host, rule.id) },
  severity: severities[level],
  range: toRange(lines, range),
  message,
});

const severities: Readonly<Record<Level, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const toHover = (lines: Lines, { range, markdown }: HoverText): Hover => ({
  range: toRange(lines, range),
  contents: { kind: MarkupKind.Markdown, value: markdown },
});

export const toCompletion = (
  lines: Lines,
  item: Completion,
  index: number,
  { takesSnippets }: { readonly takesSnippets: boolean },
): CompletionItem => ({
  label: item.label,
  kind: completionKinds[item.kind],
  // The service knows the best order; clients sort by this text.
  sortText: String(index).padStart(5, '0'),
  // A client compares it with what stands in the range, its quotes included.
  filterText: item.isSnippet ? item.label : item.insertText,
  insertTextFormat: item.isSnippet && takesSnippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
  textEdit: {
    range: toRange(lines, item.range),
    newText: item.isSnippet && !takesSnippets ? withoutPlaceholders(item.insertText) : item.insertText,
  },
  ...(item.detail === undefined ? {} : { detail: item.detail }),
  ...(item.documentation === undefined
    ? {}
    : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
  ...(item.edits ? { additionalTextEdits: item.edits.map((it) => toTextEdit(lines, it)) } : {}),
});

const withoutPlaceholders = (snippet: string): string =>
  snippet
    .replace(
      /\$(?:\d+|\{\d+(?::([^}]*)|\|([^,|]*)[^|]*\|)?\})/g,
      (_, preset: string | undefined, choice: string | undefined) => preset ?? choice ?? '',
    )
    .replace(/\\([$}\\])/g, '$1');

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  field: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  name: CompletionItemKind.Reference,
  argument: CompletionItemKind.Field,
  snippet: CompletionItemKind.Snippet,
};

export const toSymbol = (lines: Lines, start: number, symbol: SymbolTree): DocumentSymbol => ({
  name: symbol.name,
  detail: symbol.detail,
  kind: symbolKinds[symbol.kind],
  range: toRange(lines, shift(symbol.whole, start)),
  selectionRange: toRange(lines, shift(symbol.at, start)),
  children: symbol.children.map((it) => toSymbol(lines, start, it)),
});

const symbolKinds: Readonly<Record<SymbolTree['kind'], SymbolKind>> = {
  object: SymbolKind.Object,
  container: SymbolKind.Module,
  launcher: SymbolKind.Function,
};

/** Links of the definition's places, from the name as it stands in the file asked about. */
export const toLinks = (
  lines: Lines,
  start: number,
  { origin, places }: Definition,
  fileOf: FileOf,
): LocationLink[] =>
  places.map(({ region, range, whole }) => {
    const target = fileOf(region.uri);
    return {
      originSelectionRange: toRange(lines, shift(origin, start)),
      targetUri: target.uri,
      targetRange: toRange(target.lines, region.toFile(whole)),
      targetSelectionRange: toRange(target.lines, region.toFile(range)),
    };
  });

export const toQuickFix = (
  host: Host,
  lines: Lines,
  { title, finding, edits, preferred }: actions.CodeAction,
  fileOf: FileOf,
  client: EditCapabilities,
): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics: [toDiagnostic(host, lines, finding)],
  ...(preferred ? { isPreferred: true } : {}),
  edit: toWorkspaceEdit(edits, fileOf, client),
});

/**
 * The edits in the form that the client takes. A new file can be said in the newer form only, so it is used then whatever
 * the client takes.
 */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  fileOf: FileOf,
  { takesDocumentChanges }: EditCapabilities,
): WorkspaceEdit {
  if (takesDocumentChanges || edits.some((it) => 'create' in it)) {
    return { documentChanges: edits.flatMap((it) => toDocumentChanges(it, fileOf(it.uri))) };
  }
  const changes = edits.map((it): [string, TextEdit[]] => {
    const { uri, lines } = fileOf(it.uri);
    return [uri, 'edits' in it ? it.edits.map((edit) => toTextEdit(lines, edit)) : []];
  });
  return { changes: Object.fromEntries(changes) };
}

/** What of a client decides the form of an edit. */
export interface EditCapabilities {
  readonly takesDocumentChanges: boolean;
}

function toDocumentChanges(
  edit: FileEdit,
  { uri, version, lines }: ClientFile,
): (CreateFile | TextDocumentEdit)[] {
  const textDocument = { uri, version: version ?? null };
  if ('edits' in edit) return [{ textDocument, edits: edit.edits.map((it) => toTextEdit(lines, it)) }];
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { ignoreIfExists: true } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: edit.create }] },
  ];
}

export const toTextEdit = (lines: Lines, { range, newText }: OffsetEdit): TextEdit => ({
  range: toRange(lines, range),
  newText,
});
