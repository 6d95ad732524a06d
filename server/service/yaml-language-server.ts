import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, LanguageService, MarkupContent, TextEdit } from 'yaml-language-server';
import { requiredMark } from '../engine/schema/editor-schema.ts';
import type { SchemaBundle } from '../engine/schema/schema.ts';
import type { Range } from '../engine/text/document.ts';

/** A place in the text of one region, and the schema of that region. */
export interface YamlPlace {
  readonly text: string;
  readonly offset: number;
  readonly schema: YamlSchema;
}

interface YamlSchema {
  /** Names the schema. */
  readonly id: string;
  /** Another one where the schema behind the name is another: for each it is loaded once. */
  readonly reference: string;
  /** The schema as `editorSchema` makes it. */
  load(): SchemaBundle;
}

export interface YamlCompletion {
  readonly label: string;
  readonly kind: 'field' | 'value';
  /** Text in the snippet syntax of LSP. */
  readonly snippet: string;
  /** What it replaces, as offsets of the region. */
  readonly range: Range;
  readonly markdown: string | undefined;
  /** The object is refused without it. */
  readonly required: boolean;
}

export interface YamlHover {
  /** As offsets of the region. */
  readonly range: Range;
  readonly markdown: string;
}

/**
 * Fields and values that the schema allows at a place, in the order to show them: required fields first. Filtering by what
 * is already typed is the client's.
 */
export async function completeYaml(place: YamlPlace): Promise<readonly YamlCompletion[]> {
  if (isRightBehindColon(place)) return behindColon(place);
  return inTurn(place, async (service, { document, offset, prefix }) => {
    const { items } = await service.doComplete(document, document.positionAt(offset), false);
    const replaced = (edit: TextEdit | undefined): Range =>
      edit
        ? {
            start: document.offsetAt(edit.range.start) - prefix,
            end: document.offsetAt(edit.range.end) - prefix,
          }
        : { start: place.offset, end: place.offset };
    return items
      .filter((item) => !isSkeleton(item))
      .map((item) => completion(item, replaced(textEdit(item))))
      .sort((a, b) => Number(b.required) - Number(a.required));
  });
}

/** What the schema says of the field or value at a place; undefined where it says nothing. */
export async function hoverYaml(place: YamlPlace): Promise<YamlHover | undefined> {
  return inTurn(place, async (service, { document, offset, prefix }) => {
    const hover = await service.doHover(document, document.positionAt(offset));
    const markdown = (hover?.contents as MarkupContent | undefined)?.value.trim();
    if (!hover?.range || !markdown) return undefined;
    const range = {
      start: document.offsetAt(hover.range.start) - prefix,
      end: document.offsetAt(hover.range.end) - prefix,
    };
    return { range, markdown };
  });
}

const isRightBehindColon = ({ text, offset }: YamlPlace): boolean =>
  text[offset - 1] === ':' && /^[ \t]*(\r?\n|$)/.test(text.slice(offset));

/** The service knows values only behind `key: `, so it is asked as if the space stood there, which the snippets bring. */
async function behindColon(place: YamlPlace): Promise<readonly YamlCompletion[]> {
  const { text, offset } = place;
  const spaced = { ...place, text: `${text.slice(0, offset)} ${text.slice(offset)}`, offset: offset + 1 };
  const range = { start: offset, end: offset };
  const values = (await completeYaml(spaced)).filter((it) => it.kind === 'value');
  return values.map((it) => ({ ...it, range, snippet: ` ${it.snippet}` }));
}

interface VirtualPlace {
  readonly document: TextDocument;
  readonly offset: number;
  /** Length of what stands before the text of the region. */
  readonly prefix: number;
}

/** A request of an editor's YAML service has state of its own while it runs, so one follows the other. */
let last: Promise<unknown> = Promise.resolve();

async function inTurn<T>(
  place: YamlPlace,
  ask: (service: LanguageService, virtual: VirtualPlace) => Promise<T>,
): Promise<T> {
  const run = async (): Promise<T> => {
    const service = await languageService();
    return ask(service, virtualPlace(service, place));
  };
  // A request that fails fails for who asked, not for the next one.
  const answer = last.then(run, run);
  last = answer;
  return answer;
}

/** Schemas by the uri under which they are asked for. */
const schemas = new Map<string, YamlSchema>();
let version = 0;

/**
 * The region with a line above it that names its schema, which beats all other ways of choosing one. The service caches
 * documents by uri and version: one uri keeps its cache small, a version of its own keeps every text apart.
 */
function virtualPlace(service: LanguageService, { text, offset, schema }: YamlPlace): VirtualPlace {
  // Escapes are lost on the way to `resetSchema`.
  const uri = `http://podium.local/${schema.id.replace(/[^\w./-]/g, '_')}`;
  const known = schemas.get(uri);
  if (known?.reference !== schema.reference) {
    schemas.set(uri, schema);
    if (known) service.resetSchema(uri);
  }
  const line = `# yaml-language-server: $schema=${uri}\n`;
  const document = TextDocument.create('podium:/region.yaml', 'yaml', ++version, line + text);
  return { document, offset: offset + line.length, prefix: line.length };
}

let loaded: Promise<LanguageService> | undefined;

function languageService(): Promise<LanguageService> {
  return (loaded ??= load());
}

/** Loading takes longer than all else that the server does at its start, so it waits for the first request. */
async function load(): Promise<LanguageService> {
  const { getLanguageService } = await import('yaml-language-server');
  const service = getLanguageService({
    // Nothing is ever fetched: schemas are ours, under names that no server answers to.
    schemaRequestService: (uri) => {
      const schema = schemas.get(uri);
      return schema
        ? Promise.resolve(JSON.stringify(schema.load()))
        : Promise.reject(new Error(`no schema "${uri}"`));
    },
    workspaceContext: { resolveRelativePath: (path) => path },
    clientCapabilities: {
      textDocument: {
        completion: {
          completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] },
        },
      },
    },
  });
  service.configure({
    completion: true,
    hover: true,
    hoverSchemaSource: false,
    validate: false,
    format: false,
  });
  return service;
}

/** Items that write a whole object, labelled with the name of its definition. */
const isSkeleton = ({ kind, label }: CompletionItem): boolean =>
  kind === 7 || label.startsWith('- (array item)');

function completion(item: CompletionItem, range: Range): YamlCompletion {
  const { documentation } = item;
  const text = typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
  const snippet = textEdit(item)?.newText ?? item.insertText ?? item.label;
  return {
    label: item.label.replace(/^"(.*)"$/, '$1'),
    kind: item.kind === 10 ? 'field' : 'value',
    snippet: withoutGuesses(snippet),
    range,
    markdown: text === '' ? undefined : text,
    required: text.startsWith(requiredMark),
  };
}

const textEdit = ({ textEdit: edit }: CompletionItem): TextEdit | undefined =>
  edit && 'range' in edit ? edit : undefined;

/** A number that nobody chose is worse than an empty place. */
const withoutGuesses = (snippet: string): string => snippet.replace(/\$\{(\d+):0\}/g, '$$$1');
