import type { SchemaSet } from '../schema/schema.ts';
import { yamlCursor } from '../syntax/yaml-cursor.ts';
import type { Range } from '../text/document.ts';
import type { RegionModel } from '../model/region.ts';

export interface KindCompletion {
  readonly label: string;
  /** In the snippet syntax of LSP. */
  readonly snippet: string;
  readonly detail: string;
}

/**
 * What a document may be while it does not say it yet: the values of `apiVersion` and `kind`, and whole objects at its
 * first line. `range` is what an item replaces, in the region.
 */
export function kindCompletion(
  { text, model }: { readonly text: string; readonly model: Pick<RegionModel, 'documents'> },
  offset: number,
  schemas: SchemaSet,
): { readonly range: Range; readonly items: readonly KindCompletion[] } | undefined {
  const cursor = yamlCursor(text, offset);
  const [field, ...above] = cursor?.path.toReversed() ?? [];
  if (cursor && above.length === 0 && (field === 'kind' || field === 'apiVersion')) {
    return {
      range: cursor.value,
      items:
        field === 'kind'
          ? kinds(schemas, cursor.siblings.get('apiVersion'))
          : versions(schemas, cursor.siblings.get('kind')),
    };
  }
  if (model.documents.length > 0 || hasFields(text)) return undefined;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (!/^[A-Za-z]*$/.test(text.slice(start, offset))) return undefined;
  return { range: { start, end: offset }, items: objects(schemas) };
}

const kinds = (schemas: SchemaSet, apiVersion: string | undefined): KindCompletion[] => {
  const known = preferred(schemas).filter((it) => !apiVersion || it.apiVersion === apiVersion);
  return known.map(({ kind, apiVersion: version }) => ({ label: kind, snippet: kind, detail: version }));
};

function versions(schemas: SchemaSet, kind: string | undefined): KindCompletion[] {
  const known = schemas.kinds().filter((it) => !kind || it.kind === kind);
  return [...new Set(known.map((it) => it.apiVersion))]
    .sort()
    .map((it) => ({ label: it, snippet: it, detail: kind ?? '' }));
}

const objects = (schemas: SchemaSet): KindCompletion[] =>
  preferred(schemas).map(({ kind, apiVersion }) => ({
    label: kind,
    snippet: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: $1\n$0`,
    detail: apiVersion,
  }));

/** Kinds that people write themselves, in their stable version where they have one. */
function preferred(schemas: SchemaSet): { apiVersion: string; kind: string }[] {
  const best = new Map<string, string>();
  for (const { apiVersion, kind } of schemas.kinds()) {
    if (/List$|(?:Review|Status|Options|Binding|Eviction)$/.test(kind) && !kind.endsWith('RoleBinding'))
      continue;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const known = best.get(`${group}/${kind}`);
    if (known === undefined || stability(apiVersion) > stability(known))
      best.set(`${group}/${kind}`, apiVersion);
  }
  return [...best]
    .map(([name, apiVersion]) => ({ apiVersion, kind: name.slice(name.lastIndexOf('/') + 1) }))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const stability = (apiVersion: string): number =>
  apiVersion.includes('alpha') ? 0 : apiVersion.includes('beta') ? 1 : 2;

const hasFields = (text: string): boolean => /^[\w"'-]+[ \t]*:/m.test(text);
