import { Diagnostic, DiagnosticSeverity, Disposable, Range, languages, workspace } from 'vscode';
import type { TextDocument, TextDocumentChangeEvent } from 'vscode';
import type { ClusterFailure, ManifestDocument, TextRange } from '../cluster/cluster.ts';

/** A failure and the document of the file that it is about. */
export interface Rejection {
  readonly failure: ClusterFailure;
  readonly document: ManifestDocument;
}

/** What the server refused, shown at the fields until they are edited or asked about again. */
export class Rejections implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('podium (cluster)');
  readonly #listening = Disposable.from(
    workspace.onDidChangeTextDocument((event) => {
      this.#follow(event);
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      this.#collection.delete(uri);
    }),
  );

  /** Replaces what is shown for a file. */
  show(file: TextDocument, rejections: readonly Rejection[]): void {
    const diagnostics = rejections.flatMap(({ failure, document }) =>
      places(failure, document).map(({ message, range }) => diagnostic(file, document.start, range, message)),
    );
    this.#collection.set(file.uri, diagnostics);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#collection.dispose();
  }

  /** An edited field may be right by now, and only the server can tell: its finding goes. The others move along. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const shown = this.#collection.get(document.uri);
    if (!shown?.length) return;
    let kept = [...shown];
    for (const { range, text } of contentChanges) {
      const lines = text.split('\n').length - 1 - (range.end.line - range.start.line);
      kept = kept
        .filter((it) => !it.range.intersection(range))
        .map((it) => (it.range.start.isAfter(range.end) ? moved(it, lines) : it));
    }
    this.#collection.set(document.uri, kept);
  }
}

function places(
  failure: ClusterFailure,
  { text }: ManifestDocument,
): readonly { message: string; range: TextRange }[] {
  if (failure.kind === 'invalid' || failure.kind === 'refused') {
    if (failure.problems.length > 0) return failure.problems;
  }
  if (failure.kind === 'conflict') {
    return failure.conflicts.map(({ manager, range }) => ({
      range,
      message: `"${manager}" owns this field with another value`,
    }));
  }
  return [{ message: failure.message, range: firstLine(text) }];
}

/** The first line that says something: neither blank, comment nor document marker. */
function firstLine(text: string): TextRange {
  const line = /^(?!---|[ \t]*(?:#|\r?$)).+$/m.exec(text);
  return { start: line?.index ?? 0, end: (line?.index ?? 0) + (line?.[0].trimEnd().length ?? 0) };
}

function diagnostic(
  file: TextDocument,
  offset: number,
  { start, end }: TextRange,
  message: string,
): Diagnostic {
  const range = new Range(file.positionAt(offset + start), file.positionAt(offset + end));
  const made = new Diagnostic(range, message, DiagnosticSeverity.Error);
  made.source = 'podium (cluster)';
  return made;
}

function moved(diagnostic: Diagnostic, lines: number): Diagnostic {
  if (lines === 0) return diagnostic;
  const { start, end } = diagnostic.range;
  const copy = new Diagnostic(
    new Range(start.translate(lines), end.translate(lines)),
    diagnostic.message,
    diagnostic.severity,
  );
  copy.source = 'podium (cluster)';
  return copy;
}
