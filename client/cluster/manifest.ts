import { parseDocument } from 'yaml';
import type { ManifestDocument } from './cluster.ts';
import { record, type Json } from './difference.ts';

/** What the gate must know of a document before the server has seen it. Absent where the text does not say it. */
export interface ManifestHeader {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
}

/** Cuts a YAML file at its document markers, as API machinery does. Documents without content are left out. */
export function splitDocuments(text: string): ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  let start = 0;
  for (const marker of text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)) {
    add(start, marker.index);
    start = marker.index + 3;
  }
  add(start, text.length);
  return documents;

  function add(from: number, to: number): void {
    const content = text.slice(from, to);
    if (/^\s*[^\s#]/m.test(content)) documents.push({ text: content, start: from });
  }
}

/** Reads the header also of a document that has mistakes further down. */
export function headerOf(text: string): ManifestHeader {
  const document = parseDocument(text);
  const at = (...path: readonly string[]) => document.getIn(path);
  const header = {
    apiVersion: at('apiVersion'),
    kind: at('kind'),
    name: at('metadata', 'name'),
    generateName: at('metadata', 'generateName'),
    namespace: at('metadata', 'namespace'),
  };
  return Object.fromEntries(
    Object.entries(header).filter(([, value]) => typeof value === 'string' && value !== ''),
  );
}

/** The content of a document that the server could read; empty where it is not a mapping. */
export function contentOf(text: string): Json {
  return record(parseDocument(text).toJS());
}
