import type { JsonSchema, SchemaBundle, SchemaId, SchemaSet } from './schema.ts';

/** Begins the text of a field that must be there. */
export const requiredMark = '**Required.**';

/**
 * The schema of one kind or file as YAML services of editors read it: its definition and all that this refers to, with
 * texts in Markdown and required fields first. `docs` gives the texts that a bundle keeps apart from its structure.
 * Undefined where no schema is known.
 */
export function editorSchema(
  id: SchemaId,
  set: SchemaSet,
  docs: (bundle: string) => SchemaBundle | undefined,
): SchemaBundle | undefined {
  const reference = set.reference(id);
  if (reference === undefined) return undefined;
  const definitions: Record<string, JsonSchema> = {};
  const waiting: string[] = [];
  const make = (full: string): JsonSchema => {
    const { json, bundle, name } = set.json(full);
    const texts = name === undefined ? undefined : docs(bundle)?.definitions?.[name];
    return edited(json, texts, (ref) => {
      const target = ref.startsWith('#') ? `${bundle}${ref}` : ref;
      const local = localName(target);
      if (!Object.hasOwn(definitions, local)) {
        definitions[local] = {};
        waiting.push(target);
      }
      return `#/definitions/${local}`;
    });
  };
  const root = make(reference);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    definitions[localName(next)] = make(next);
  }
  return { ...root, ...selfNamed(id, root), definitions };
}

const localName = (full: string): string => full.slice(full.indexOf('#') + '#/definitions/'.length);

/** An object that stands by itself has to say what it is. */
function selfNamed(id: SchemaId, { properties, required = [] }: JsonSchema): JsonSchema {
  const slash = id.lastIndexOf('/');
  if (slash < 0) return {};
  const { apiVersion = {}, kind = {}, ...rest } = properties ?? {};
  return {
    required: ['apiVersion', 'kind', ...required],
    properties: {
      apiVersion: marked({ ...apiVersion, enum: [id.slice(0, slash)] }),
      kind: marked({ ...kind, enum: [id.slice(slash + 1)] }),
      ...rest,
    },
  };
}

type Rename = (reference: string) => string;

function edited(json: JsonSchema, texts: JsonSchema | undefined, rename: Rename): JsonSchema {
  const inner = (schema: JsonSchema, its?: JsonSchema): JsonSchema => edited(schema, its, rename);
  const text = [texts?.description ?? json.description ?? '', defaultText(json.default)]
    .filter((it) => it !== '')
    .join('\n\n');
  // What nobody writes is explained, but neither offered nor explained in detail.
  if (json['x-podium-unjudged']) return { markdownDescription: markdown(text), doNotSuggest: true };
  const made: Mutable<JsonSchema> = { ...json };
  delete made.title;
  delete made.description;
  delete made.default;
  if (json.$ref !== undefined) made.$ref = rename(json.$ref);
  if (text !== '') made.markdownDescription = markdown(text);
  if (texts?.enumDescriptions) made.enumDescriptions = texts.enumDescriptions;
  if (json['x-kubernetes-int-or-string']) made.type = ['integer', 'string'];
  if (json.properties) made.properties = editedProperties(json, texts, rename);
  if (json.items) made.items = inner(json.items, texts?.items);
  if (typeof json.additionalProperties === 'object') {
    const its = texts?.additionalProperties;
    made.additionalProperties = inner(json.additionalProperties, typeof its === 'object' ? its : undefined);
  }
  if (json.anyOf) made.anyOf = json.anyOf.map((it) => inner(it));
  if (json.allOf) made.allOf = json.allOf.map((it) => inner(it));
  if (json.if) made.if = inner(json.if);
  if (json.then) made.then = inner(json.then);
  if (json.else) made.else = inner(json.else);
  return made;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Required fields first, as people write them. */
function editedProperties(
  { properties = {}, required = [] }: JsonSchema,
  texts: JsonSchema | undefined,
  rename: Rename,
): Record<string, JsonSchema> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const field = edited(schema, texts?.properties?.[name], rename);
    return [name, required.includes(name) ? marked(field) : field] as const;
  });
  return Object.fromEntries([
    ...fields.filter(([name]) => required.includes(name)),
    ...fields.filter(([name]) => !required.includes(name)),
  ]);
}

const marked = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  markdownDescription: `${requiredMark} ${schema.markdownDescription ?? ''}`.trim(),
});

/** A default is told, not inserted: nobody writes what holds anyway. */
const defaultText = (preset: unknown): string =>
  preset === undefined ? '' : `Default: \`${typeof preset === 'string' ? preset : JSON.stringify(preset)}\``;

/** Angle brackets stand for themselves in the texts of Kubernetes, which are no Markdown. */
const markdown = (text: string): string => text.replace(/[<>]/g, (it) => `\\${it}`);
