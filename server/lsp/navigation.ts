import {
  type AnnotatedTextEdit,
  ChangeAnnotation,
  type CodeLens,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type FoldingRange,
  type InlayHint,
  type Location,
  LSPErrorCodes,
  type Position,
  type PrepareRenameResult,
  type Range,
  type ReferenceParams,
  type RenameParams,
  ResponseError,
  type SelectionRange,
  type SelectionRangeParams,
  type SemanticTokens,
  SemanticTokensBuilder,
  SymbolKind,
  type TextDocumentEdit,
  type TextDocumentPositionParams,
  type TextEdit,
  type WorkspaceEdit,
  type WorkspaceSymbol,
} from 'vscode-languageserver';
import { codeLenses } from '../engine/features/code-lens.ts';
import { documentLinks } from '../engine/features/document-links.ts';
import { type Fold, folds } from '../engine/features/folding.ts';
import { highlights } from '../engine/features/highlights.ts';
import { inlayHints } from '../engine/features/inlay-hints.ts';
import { references } from '../engine/features/references.ts';
import { type FileRename, prepareRename, type Refusal, rename } from '../engine/features/rename.ts';
import { selectionRanges } from '../engine/features/selection-ranges.ts';
import { semanticTokens, tokenTypes } from '../engine/features/semantic-tokens.ts';
import { workspaceSymbols } from '../engine/features/workspace-symbols.ts';
import { shift } from '../engine/text/document.ts';
import type { Region } from '../engine/workspace/region.ts';
import { type ClientFile, type Lines, toRange, toTextEdit } from './convert.ts';
import type { Session } from './session.ts';

/** The region around a position of a document, and what is needed to answer in its lines. */
interface Asked {
  readonly canonical: string;
  readonly lines: Lines;
  readonly region: Region;
  /** In the region. */
  readonly offset: number;
}

function askedAt(session: Session, uri: string, position: Position): Asked | undefined {
  const { canonical, lines } = session.file(uri);
  const at = session.service.regionAt(canonical, lines.offsetAt(position));
  return at && { canonical, lines, ...at };
}

const regionsOf = (session: Session, canonical: string): readonly Region[] =>
  session.service.workspace.file(canonical)?.regions ?? [];

/** Each file once, however many places of it are asked for. */
function fileReader(session: Session): (uri: string) => ClientFile {
  const known = new Map<string, ClientFile>();
  return (uri) => {
    const file = known.get(uri) ?? session.file(uri);
    known.set(uri, file);
    return file;
  };
}

export async function referenceLocations(
  session: Session,
  { textDocument, position, context }: ReferenceParams,
): Promise<Location[] | null> {
  await session.service.settled();
  const asked = askedAt(session, textDocument.uri, position);
  if (!asked) return null;
  const fileOf = fileReader(session);
  return references(session.service.workspace, asked.region, asked.offset)
    .filter(({ defines }) => context.includeDeclaration || !defines)
    .map(({ region, range }) => {
      const { uri, lines } = fileOf(region.uri);
      return { uri, range: toRange(lines, region.toFile(range)) };
    });
}

type RenameAnswer<T> = T | null | ResponseError;

export async function renamePlace(
  session: Session,
  { textDocument, position }: TextDocumentPositionParams,
): Promise<RenameAnswer<PrepareRenameResult>> {
  await session.service.settled();
  const asked = askedAt(session, textDocument.uri, position);
  const found = asked && prepareRename(session.service.workspace, asked.region, asked.offset);
  if (!asked || !found) return null;
  if ('refused' in found) return refusal(found);
  return { range: toRange(asked.lines, shift(found.range, asked.region.start)), placeholder: found.name };
}

export async function renameEdit(
  session: Session,
  { textDocument, position, newName }: RenameParams,
): Promise<RenameAnswer<WorkspaceEdit>> {
  await session.service.settled();
  const asked = askedAt(session, textDocument.uri, position);
  const found = asked && rename(session.service.workspace, asked.region, asked.offset, newName);
  if (!found) return null;
  return 'refused' in found ? refusal(found) : toRenameEdit(session, found);
}

const refusal = ({ refused }: Refusal): ResponseError =>
  new ResponseError(LSPErrorCodes.RequestFailed, refused);

const unsure = 'unsure';

/** Places that may mean something else are left to the user where the client can ask, else left alone. */
function toRenameEdit(session: Session, files: readonly FileRename[]): WorkspaceEdit {
  const { takesDocumentChanges, confirmsChanges } = session.client;
  const converted = files.map((it) => ({ ...it, file: session.file(it.uri) }));
  if (!takesDocumentChanges) {
    const changes = converted.map(({ file, edits }): [string, TextEdit[]] => [
      file.uri,
      edits.map((it) => toTextEdit(file.lines, it)),
    ]);
    return { changes: Object.fromEntries(changes) };
  }
  const documentChanges = converted.map(({ file, edits, unsure: maybe }): TextDocumentEdit => {
    const annotated = (confirmsChanges ? maybe : []).map((it): AnnotatedTextEdit => ({
      ...toTextEdit(file.lines, it),
      annotationId: unsure,
    }));
    return {
      textDocument: { uri: file.uri, version: file.version ?? null },
      edits: [...edits.map((it) => toTextEdit(file.lines, it)), ...annotated],
    };
  });
  if (!confirmsChanges || files.every((it) => it.unsure.length === 0)) return { documentChanges };
  const annotation = ChangeAnnotation.create(
    'May mean another namespace',
    true,
    'The place does not say its namespace, and more than one has an object of this name',
  );
  return { documentChanges, changeAnnotations: { [unsure]: annotation } };
}

export function documentHighlights(
  session: Session,
  { textDocument, position }: TextDocumentPositionParams,
): DocumentHighlight[] | null {
  const asked = askedAt(session, textDocument.uri, position);
  const file = asked && session.service.workspace.file(asked.canonical);
  const found = file ? highlights(file, asked.region, asked.offset) : [];
  if (!asked || found.length === 0) return null;
  return found.map(({ range, defines }) => ({
    range: toRange(asked.lines, range),
    kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

export async function symbolsMatching(session: Session, query: string): Promise<WorkspaceSymbol[]> {
  await session.service.settled();
  const fileOf = fileReader(session);
  return workspaceSymbols(session.service.workspace, query).map(({ name, kind, namespace, place }) => {
    const { uri, lines } = fileOf(place.region.uri);
    const containerName = namespace === undefined ? kind : `${kind} in ${namespace}`;
    const range = toRange(lines, place.region.toFile(place.range));
    return { name, containerName, kind: SymbolKind.Object, location: { uri, range } };
  });
}

export function links(session: Session, uri: string): DocumentLink[] {
  const { canonical, lines } = session.file(uri);
  return regionsOf(session, canonical).flatMap((region) =>
    documentLinks(session.service.workspace, region).map((it) => ({
      range: toRange(lines, region.toFile(it.range)),
      target: session.file(it.uri).uri,
    })),
  );
}

/** Null for Python, which other servers fold. */
export function foldingRanges(session: Session, uri: string): FoldingRange[] | null {
  const { canonical, lines } = session.file(uri);
  const file = session.service.workspace.file(canonical);
  if (!file || session.service.languageOf(canonical) === 'python') return null;
  return folds(file).map((it) => toFoldingRange(lines, it));
}

const toFoldingRange = (lines: Lines, { range, kind }: Fold): FoldingRange => ({
  startLine: lines.positionAt(range.start).line,
  endLine: lines.positionAt(range.end).line,
  ...(kind ? { kind } : {}),
});

/** Null for Python, as for folds. */
export function selections(
  session: Session,
  { textDocument, positions }: SelectionRangeParams,
): SelectionRange[] | null {
  const { canonical, lines } = session.file(textDocument.uri);
  if (session.service.languageOf(canonical) === 'python') return null;
  return positions.map((position) => {
    const asked = askedAt(session, textDocument.uri, position);
    const ranges = asked ? selectionRanges(asked.region, asked.offset) : [];
    return (
      ranges.reduceRight<SelectionRange | undefined>((parent, it) => {
        const range = toRange(lines, shift(it, asked?.region.start ?? 0));
        return parent ? { range, parent } : { range };
      }, undefined) ?? { range: { start: position, end: position } }
    );
  });
}

export async function lenses(session: Session, uri: string): Promise<CodeLens[]> {
  await session.service.settled();
  const { canonical, lines } = session.file(uri);
  return regionsOf(session, canonical).flatMap((region) =>
    codeLenses(session.service.workspace, region).map(({ range, title, opens }) => ({
      range: toRange(lines, region.toFile(range)),
      command:
        opens && session.client.showsReferences
          ? {
              title,
              command: 'podium.showReferences',
              arguments: [uri, toRange(lines, region.toFile(range)).start],
            }
          : { title, command: '' },
    })),
  );
}

export function hints(session: Session, uri: string, range: Range): InlayHint[] {
  const { canonical, lines } = session.file(uri);
  const [from, to] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
  const lookups = session.service.workspace.lookups();
  return regionsOf(session, canonical)
    .filter((it) => it.start <= to && from <= it.start + it.text.length)
    .flatMap((region) =>
      inlayHints(region, lookups).map(({ offset, label, tooltip }) => ({
        position: lines.positionAt(region.start + offset),
        label,
        tooltip,
        paddingLeft: true,
      })),
    );
}

export const tokenLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [] };

export function tokens(session: Session, uri: string): SemanticTokens {
  const { canonical, lines } = session.file(uri);
  const builder = new SemanticTokensBuilder();
  for (const region of regionsOf(session, canonical)) {
    for (const { start, end, type } of semanticTokens(region)) {
      const { line, character } = lines.positionAt(region.start + start);
      builder.push(line, character, end - start, tokenTypes.indexOf(type), 0);
    }
  }
  return builder.build();
}
