import { airflowOptionCompletion } from '../engine/features/airflow-option-completion.ts';
import { airflowOptionHover } from '../engine/features/airflow-option-hover.ts';
import { cronCompletion } from '../engine/features/cron-completion.ts';
import { cronHover } from '../engine/features/cron-hover.ts';
import { imageHover } from '../engine/features/image-hover.ts';
import { kindCompletion } from '../engine/features/kind-completion.ts';
import { nameCompletion } from '../engine/features/name-completion.ts';
import { objectCompletion } from '../engine/features/object-completion.ts';
import { pythonCompletion } from '../engine/features/python-completion.ts';
import { pythonHover } from '../engine/features/python-hover.ts';
import { quantityCompletion } from '../engine/features/quantity-completion.ts';
import { quantityHover } from '../engine/features/quantity-hover.ts';
import { editorSchema } from '../engine/schema/editor-schema.ts';
import { bundleOf, type SchemaBundle, type SchemaId } from '../engine/schema/schema.ts';
import { cutRegions } from '../engine/syntax/regions.ts';
import { type Range, shift, type TextEdit } from '../engine/text/document.ts';
import { probeAt } from '../engine/workspace/probe.ts';
import type { Region } from '../engine/workspace/region.ts';
import { effectiveHoverText } from './effective.ts';
import type { Service } from './service.ts';
import type { YamlPlace } from './yaml-language-server.ts';

/** What to say about the text in a range of the file. */
export interface HoverText {
  readonly range: Range;
  readonly markdown: string;
}

/** One thing that may be written at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'name' | 'argument' | 'snippet';
  /** What takes the place of `range`, in the snippet syntax of LSP where `isSnippet`. */
  readonly insertText: string;
  readonly isSnippet: boolean;
  /** In the file. */
  readonly range: Range;
  readonly detail?: string;
  readonly documentation?: string;
  /** Changes elsewhere in the file that belong to it. */
  readonly edits?: readonly TextEdit[];
}

/** The hover at an offset of a file: what we know of the value, and below it what the schema says of the field. */
export async function hover(service: Service, uri: string, offset: number): Promise<HoverText | undefined> {
  const at = service.regionAt(uri, offset);
  if (!at) return undefined;
  const { facts } = service.tools;
  const { airflow } = service.versions(uri);
  const effective = effectiveHoverText(service, uri, offset);
  const known = [
    cronHover(at.region, at.offset, new Date()),
    airflowOptionHover(at.region, at.offset, facts.airflow, airflow),
    quantityHover(at.region, at.offset),
    imageHover(at.region, at.offset),
    pythonHover(at.region, at.offset, facts, service.versions(uri)),
    effective && { ...effective, range: shift(effective.range, -at.region.start) },
  ].filter((it) => it !== undefined);
  const fields = at.region.language === 'yaml' ? await schemaHover(service, at) : undefined;
  const found = fields ? [...known, fields] : known;
  const [first] = found;
  if (!first) return undefined;
  return {
    range: shift(first.range, at.region.start),
    markdown: found.map((it) => it.markdown).join('\n\n---\n\n'),
  };
}

/** What may be written at an offset of a file, the likeliest first, nothing twice. */
export async function complete(
  service: Service,
  uri: string,
  offset: number,
): Promise<readonly Completion[]> {
  const at = service.regionAt(uri, offset);
  if (!at) return emptyPlaceItems(service, uri, offset);
  const items =
    at.region.language !== 'yaml' && at.region.language !== 'python'
      ? optionItems(service, uri, at)
      : at.region.language === 'python'
        ? [...probeItems(service, at), ...pythonItems(service, at)]
        : [
            ...objectItems(service, uri, at.region.text, at.offset),
            ...kindItems(service, at.region, at.offset),
            ...optionItems(service, uri, at),
            ...probeItems(service, at),
            ...(await schemaItems(service, at)),
          ];
  const seen = new Set<string>();
  return items
    .filter(({ label }) => seen.size < seen.add(unquoted(label)).size)
    .map((it) => moved(it, at.region.start));
}

const moved = (item: Completion, by: number): Completion => ({
  ...item,
  range: shift(item.range, by),
  ...(item.edits ? { edits: item.edits.map((it) => ({ ...it, range: shift(it.range, by) })) } : {}),
});

interface At {
  readonly region: Region;
  /** In the region. */
  readonly offset: number;
}

/** Nothing is written yet where the cursor is: in an empty file, or behind the last document marker. */
function emptyPlaceItems(service: Service, uri: string, offset: number): Completion[] {
  const text = service.workspace.file(uri)?.text;
  if (text === undefined || service.languageOf(uri) !== 'yaml') return [];
  const markers = [...text.slice(0, offset).matchAll(/^(?:---|\.\.\.).*\n?/gm)];
  const start = markers.reduce((_, it) => it.index + it[0].length, 0);
  const place = { text: text.slice(start, offset), model: { documents: [] } };
  const objects = objectItems(service, uri, place.text, offset - start);
  const known = new Set(objects.map((it) => it.label));
  const kinds = kindItems(service, place, offset - start).filter((it) => !known.has(it.label));
  return [...objects, ...kinds].map((it) => moved(it, start));
}

/** A new object is likely to be in the namespace of those around it. */
function objectItems(service: Service, uri: string, text: string, offset: number): Completion[] {
  const facts = service.workspace.file(uri)?.regions.flatMap((it) => it.facts) ?? [];
  const namespace = facts.find((it) => it.namespace !== undefined)?.namespace;
  const found = objectCompletion(text, offset, namespace);
  return (found?.items ?? []).map(({ label, snippet, detail, edits }) => ({
    label,
    kind: 'snippet',
    insertText: gapBefore(text, found) + snippet,
    isSnippet: true,
    range: found?.range ?? { start: offset, end: offset },
    detail,
    edits,
  }));
}

function kindItems(
  service: Service,
  region: Parameters<typeof kindCompletion>[0],
  offset: number,
): Completion[] {
  const found = kindCompletion(region, offset, service.workspace.schemas);
  return (found?.items ?? []).map(({ label, snippet, detail }) => ({
    label,
    kind: snippet === label ? 'value' : 'snippet',
    insertText: gapBefore(region.text, found) + snippet,
    isSnippet: snippet !== label,
    range: found?.range ?? { start: offset, end: offset },
    detail,
  }));
}

/** YAML wants a space between a key's colon and its value, which may not be typed yet. */
const gapBefore = (text: string, found: { readonly range: Range } | undefined): string =>
  found && text[found.range.start - 1] === ':' ? ' ' : '';

function optionItems(service: Service, uri: string, { region, offset }: At): Completion[] {
  const { airflow } = service.versions(uri);
  const found = airflowOptionCompletion(region, offset, service.tools.facts.airflow, airflow);
  return (found?.items ?? []).map(({ label, detail }) => ({
    label,
    kind: 'value',
    insertText: label,
    isSnippet: false,
    range: found?.range ?? { start: offset, end: offset },
    detail,
  }));
}

/** What the workspace and common sense know of a value that a schema cannot: names, amounts, schedules. */
function probeItems({ workspace }: Service, { region, offset }: At): Completion[] {
  const probe = probeAt(region, offset);
  if (!probe) return [];
  return [
    { found: nameCompletion(workspace, probe), kind: 'name' as const },
    { found: quantityCompletion(probe), kind: 'value' as const },
    { found: cronCompletion(probe), kind: 'value' as const },
  ].flatMap(({ found, kind }) =>
    (found?.items ?? []).map((it) => ({
      ...it,
      kind,
      isSnippet: false,
      range: found?.range ?? { start: offset, end: offset },
    })),
  );
}

function pythonItems(service: Service, { region, offset }: At): Completion[] {
  const found = pythonCompletion(region, offset, service.tools.facts, service.versions(region.uri));
  return (found?.items ?? []).map(({ label, insertText, detail }) => ({
    label,
    kind: 'argument',
    insertText,
    isSnippet: false,
    range: found?.range ?? { start: offset, end: offset },
    detail,
  }));
}

async function schemaItems(service: Service, at: At): Promise<Completion[]> {
  const place = await schemaPlace(service, at);
  if (!place) return [];
  const { completeYaml } = await import('./yaml-language-server.ts');
  const items = await completeYaml(place.yaml);
  return items.map(({ label, kind, snippet, range, markdown }) => ({
    label,
    kind,
    insertText: snippet,
    isSnippet: true,
    range: place.toRegion(range),
    ...(markdown === undefined ? {} : { documentation: markdown }),
  }));
}

async function schemaHover(service: Service, at: At): Promise<HoverText | undefined> {
  const place = await schemaPlace(service, at);
  if (!place) return undefined;
  const { hoverYaml } = await import('./yaml-language-server.ts');
  const found = await hoverYaml(place.yaml);
  return found && { range: place.toRegion(found.range), markdown: found.markdown };
}

/** The text around an offset that has one schema of its own. */
interface SchemaPlace {
  readonly yaml: YamlPlace;
  readonly toRegion: (range: Range) => Range;
}

/** Undefined where no schema is known, and in the objects of a List, whose root is another. */
async function schemaPlace(service: Service, { region, offset }: At): Promise<SchemaPlace | undefined> {
  const documents = region.model.documents;
  const inner = documents.find(({ embedded }) => embedded?.toInner(offset) !== undefined);
  const [own, ...others] = documents.filter(({ embedded }) => !embedded);
  const document = inner ?? (others.length === 0 ? own : undefined);
  if (!document) return undefined;
  const schema = await yamlSchema(service, document.id);
  if (!schema) return undefined;
  const { embedded } = document;
  if (!embedded) return { yaml: { text: region.text, offset, schema }, toRegion: (range) => range };
  const innerOffset = embedded.toInner(offset) ?? 0;
  const part = cutRegions(embedded.text).find(
    ({ start, text }) => start <= innerOffset && innerOffset <= start + text.length,
  );
  if (!part) return undefined;
  return {
    yaml: { text: part.text, offset: innerOffset - part.start, schema },
    toRegion: ({ start, end }) => ({
      start: embedded.toOuter(part.start + start),
      end: embedded.toOuter(part.start + end),
    }),
  };
}

async function yamlSchema(service: Service, id: SchemaId): Promise<YamlPlace['schema'] | undefined> {
  const { schemas } = service.workspace;
  const reference = schemas.reference(id);
  if (reference === undefined || !schemas.get(id)) return undefined;
  const docs = await schemaDocs(service, id, reference);
  return { id, reference, load: () => editorSchema(id, schemas, (it) => docs.get(it)) ?? {} };
}

/** Texts by bundle. Custom kinds and hand-written schemas hold their own, but share fields with Kubernetes. */
async function schemaDocs(
  service: Service,
  id: SchemaId,
  reference: string,
): Promise<ReadonlyMap<string, SchemaBundle>> {
  const comesWithUs = service.tools.schemas.reference(id) === reference;
  const bundles = id.includes('/')
    ? new Set(['kubernetes', ...(comesWithUs ? [bundleOf(reference)] : [])])
    : [];
  const docs = [...bundles].map(async (bundle) => [bundle, await service.schemaDocs(bundle)] as const);
  return new Map(await Promise.all(docs));
}

const unquoted = (label: string): string => label.replace(/^"(.*)"$/, '$1');
