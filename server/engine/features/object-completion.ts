import { type NewObject, newObjects } from '../model/new-objects.ts';
import { yamlCursor } from '../syntax/yaml-cursor.ts';
import type { Range, TextEdit } from '../text/document.ts';

export interface ObjectCompletion {
  readonly label: string;
  /** In the snippet syntax of LSP. */
  readonly snippet: string;
  readonly detail: string;
  /** What to change elsewhere in the document: the `apiVersion` that belongs to the kind. */
  readonly edits: readonly TextEdit[];
}

/**
 * Whole objects, written as one should, where a document holds nothing yet or has come no further than its `kind`.
 * `namespace` is the one they are likely to be in. Ranges count in the text of the document.
 */
export function objectCompletion(
  text: string,
  offset: number,
  namespace: string | undefined,
): { readonly range: Range; readonly items: readonly ObjectCompletion[] } | undefined {
  const fields = [...text.matchAll(/^([^\s#][^:\r\n]*):/gm)].map(([, name = '']) => name);
  if (fields.some((it) => it !== 'apiVersion' && it !== 'kind')) return undefined;
  const cursor = yamlCursor(text, offset);
  if (cursor?.path.length === 1 && cursor.path[0] === 'kind') {
    const version = cursor.siblings.get('apiVersion') ?? '';
    const fitting = newObjects.filter((it) => version === '' || it.apiVersion === version);
    const items = fitting.map((it) => atKind(it, text, version, namespace));
    return { range: cursor.value, items };
  }
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const isWord =
    /^[A-Za-z]*$/.test(text.slice(start, offset)) && /^[A-Za-z]*\s*(\r?\n|$)/.test(text.slice(offset));
  if (fields.length > 0 || !isWord || /^[^\s#]/m.test(text.slice(0, start))) return undefined;
  const end = offset + (/^[A-Za-z]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const items = newObjects.map((it) => item(it, filled(it, namespace), []));
  return { range: { start, end }, items };
}

function atKind(
  object: NewObject,
  text: string,
  version: string,
  namespace: string | undefined,
): ObjectCompletion {
  const rest = filled(object, namespace).slice(`apiVersion: ${object.apiVersion}\nkind: `.length);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return item(object, rest, version === '' ? versionEdits(text, object.apiVersion, newline) : []);
}

function versionEdits(text: string, apiVersion: string, newline: string): TextEdit[] {
  const there = /^apiVersion:[ \t]*/m.exec(text);
  const at = there ? there.index + there[0].length : text.search(/^kind:/m);
  const gap = there?.[0].endsWith(':') ? ' ' : '';
  const newText = there ? gap + apiVersion : `apiVersion: ${apiVersion}${newline}`;
  return [{ range: { start: at, end: at }, newText }];
}

const item = (
  { kind, purpose }: NewObject,
  snippet: string,
  edits: readonly TextEdit[],
): ObjectCompletion => ({
  label: kind,
  snippet: `${snippet}\n$0`,
  detail: purpose,
  edits,
});

const filled = ({ kind, snippet }: NewObject, namespace: string | undefined): string =>
  namespace === undefined || kind === 'Namespace' || !/^[\w-]+$/.test(namespace)
    ? snippet
    : kind === 'ResourceQuota' || kind === 'LimitRange'
      ? snippet.replaceAll('${1:data-platform}', `\${1:${namespace}}`)
      : snippet.replaceAll('${2:data-platform}', `\${2:${namespace}}`);
