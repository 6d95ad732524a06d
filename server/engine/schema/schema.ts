import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { EmbeddedText } from '../syntax/embedded.ts';
import type { Node } from '../syntax/node.ts';
import type { SyntaxProblem } from '../syntax/yaml.ts';

/**
 * The JSON Schema keywords that our schemas are written in: draft-07, the `x-kubernetes-` keywords of custom resources,
 * and a few of our own. A `$ref` is `#/definitions/Name` in the same bundle or `bundle#/definitions/Name`.
 */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  /** For editors only: a description in Markdown. */
  readonly markdownDescription?: string;
  /** For editors only: known, but never offered. */
  readonly doNotSuggest?: boolean;
  readonly type?: TypeName | readonly TypeName[];
  readonly format?: string;
  readonly enum?: readonly EnumValue[];
  /** Texts for the values of `enum`, in their order. */
  readonly enumDescriptions?: readonly string[];
  readonly const?: EnumValue;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** Absent: anything may stand beside `properties`. */
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  /** The API server sets it or drops it: whatever stands here is no fault of the user. */
  readonly 'x-podium-unjudged'?: boolean;
  /** Values of `enum` may be written in any case. */
  readonly 'x-podium-any-case'?: boolean;
  /** Keys are rule ids. */
  readonly 'x-podium-rule-ids'?: boolean;
  /** No two items may have equal values in these fields; with no fields named, no two may be equal. */
  readonly 'x-podium-distinct-by'?: readonly string[];
  /** Of a custom resource: nulls in lists and empty texts are judged like any other value. */
  readonly 'x-podium-custom'?: boolean;
}

export type EnumValue = string | number | boolean | null;
export type TypeName = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** One compiled file of `dist/schemas`. A hand-written schema is its own root. */
export interface SchemaBundle extends JsonSchema {
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** What comes with Podium. */
export interface SchemaSources {
  /**
   * Gives bundles by their names; undefined while one is still being fetched. One may refer to itself and to `kubernetes`,
   * which has to be at hand.
   */
  readonly bundles: Readonly<Record<string, () => SchemaBundle | undefined>>;
  /** Full references by `apiVersion/kind`, so that it is known without loading which bundle has a kind. */
  readonly kinds: Readonly<Record<SchemaId, string>>;
}

/** The schema of a kind that a CustomResourceDefinition defines. */
export interface CustomKind {
  readonly id: SchemaId;
  /** The workspace's wins over the connected cluster's, which wins over what comes with Podium. */
  readonly layer: 'workspace' | 'cluster';
  /** Where it is from: the first one counts of several in a layer. */
  readonly origin: string;
  /** Makes the schema, when it is first needed. */
  readonly load: () => JsonSchema;
}

/**
 * Names a schema of a set: `apiVersion/kind` as in `apps/v1/Deployment`, or the bundle of a hand-written one, as in
 * `prometheus`.
 */
export type SchemaId = string;

/**
 * How a document is read, which decides what its scalars mean: as the API server does, as PyYAML does, or by a reader that
 * knows which type it wants (Prometheus, Podium), to whom any scalar may stand for text.
 */
export type DialectName = 'kubernetes' | 'python' | 'typed';

/** A value of a region that a schema is known for. */
export interface SchemaDocument {
  readonly id: SchemaId;
  /** The value, with places in the region. */
  readonly node: Node;
  readonly dialect: DialectName;
  /** Only part of it stands here, so nothing is missing from it. */
  readonly partial: boolean;
  /** The text it was read from, where that is a scalar of the region. */
  readonly embedded?: EmbeddedText;
  /** What is no YAML in that text, with places in the region. */
  readonly problems?: readonly SyntaxProblem[];
}

export interface KnownKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One bit for each type that a schema may admit. An integer is a number too. */
export const typeBits = {
  object: 1,
  array: 2,
  string: 4,
  integer: 8,
  number: 8 | 16,
  boolean: 32,
  null: 64,
} as const satisfies Record<TypeName, number>;

const anything = 127;

/** How many custom kinds were added to any set: their references are never used again. */
let added = 0;

/** All schemas at hand. Bundles are loaded when first asked for, definitions are compiled when first reached. */
export class SchemaSet {
  /** The schema that admits anything. */
  readonly anything: Schema;
  readonly #sources: SchemaSources;
  readonly #base: SchemaSet | undefined;
  readonly #bundles = new Map<string, SchemaBundle>();
  readonly #compiled = new Map<string, Schema>();
  readonly #custom = new Map<SchemaId, CustomKind[]>();
  /** Bundles of custom kinds, each of one definition, by their names. */
  readonly #customBundles = new Map<string, () => SchemaBundle>();
  readonly #customReferences = new Map<CustomKind, string>();

  constructor(sources: SchemaSources, base?: SchemaSet) {
    this.#sources = sources;
    this.#base = base;
    this.anything = base?.anything ?? new Schema({}, '', undefined, this);
  }

  /** A set on top of this one: custom kinds that are added there are not known here. */
  extended(): SchemaSet {
    return new SchemaSet({ bundles: {}, kinds: {} }, this);
  }

  add(kind: CustomKind): void {
    const bundle = `custom-${++added}`;
    const name = kind.id.replaceAll('/', '.');
    this.#customReferences.set(kind, `${bundle}#/definitions/${name}`);
    this.#customBundles.set(bundle, () => ({ definitions: { [name]: kind.load() } }));
    const known = this.#custom.get(kind.id) ?? [];
    this.#custom.set(kind.id, [...known, kind].sort(byPrecedence));
  }

  remove(kind: CustomKind): void {
    const reference = this.#customReferences.get(kind);
    if (reference === undefined) return;
    const bundle = bundleOf(reference);
    this.#customReferences.delete(kind);
    this.#customBundles.delete(bundle);
    this.#bundles.delete(bundle);
    this.#compiled.delete(reference);
    const left = this.#custom.get(kind.id)?.filter((it) => it !== kind) ?? [];
    if (left.length > 0) this.#custom.set(kind.id, left);
    else this.#custom.delete(kind.id);
  }

  /** The schema of a kind or a hand-written schema; undefined where none is known or at hand, which is no fault. */
  get(id: SchemaId): Schema | undefined {
    const reference = this.reference(id);
    return reference !== undefined && this.#has(reference) ? this.definition(reference) : undefined;
  }

  /** All kinds that a schema is known for. */
  kinds(): readonly KnownKind[] {
    const own = [...this.#custom.keys(), ...Object.keys(this.#sources.kinds)].map((id) => {
      const slash = id.lastIndexOf('/');
      return { apiVersion: id.slice(0, slash), kind: id.slice(slash + 1) };
    });
    const below = this.#base?.kinds().filter((it) => !this.#custom.has(`${it.apiVersion}/${it.kind}`)) ?? [];
    return [...below, ...own];
  }

  /** A definition by its full reference, as in `kubernetes#/definitions/core.v1.PodSpec`. Throws where there is none. */
  definition(reference: string): Schema {
    const known = this.#compiled.get(reference);
    if (known) return known;
    if (this.#base && !this.#owns(reference)) return this.#base.definition(reference);
    const { json, bundle, name } = this.json(reference);
    const schema = new Schema(json, bundle, name, this);
    this.#compiled.set(reference, schema);
    return schema;
  }

  /** The JSON behind a full reference, and the bundle that its own references count from. */
  json(reference: string): {
    readonly json: JsonSchema;
    readonly bundle: string;
    readonly name: string | undefined;
  } {
    if (this.#base && !this.#owns(reference)) return this.#base.json(reference);
    const bundle = bundleOf(reference);
    const name = reference.slice(bundle.length + '#/definitions/'.length);
    const file = this.#bundle(bundle);
    const json = name === '' ? file : file?.definitions?.[name];
    if (!json) throw new Error(`no schema "${reference}"`);
    return { json, bundle, name: name === '' ? undefined : name };
  }

  /** The full reference behind an id, never that of another schema later; undefined where no schema is known. */
  reference(id: SchemaId): string | undefined {
    const [custom] = this.#custom.get(id) ?? [];
    if (custom) return this.#customReferences.get(custom);
    const { bundles, kinds } = this.#sources;
    if (Object.hasOwn(bundles, id)) return `${id}#`;
    return Object.hasOwn(kinds, id) ? kinds[id] : this.#base?.reference(id);
  }

  #owns(reference: string): boolean {
    const bundle = bundleOf(reference);
    return this.#customBundles.has(bundle) || Object.hasOwn(this.#sources.bundles, bundle);
  }

  /** Whether the bundle is there; asks for it where it is not. */
  #has(reference: string): boolean {
    if (this.#base && !this.#owns(reference)) return this.#base.#has(reference);
    return this.#bundle(bundleOf(reference)) !== undefined;
  }

  #bundle(name: string): SchemaBundle | undefined {
    const known = this.#bundles.get(name);
    if (known) return known;
    const load = this.#customBundles.get(name) ?? this.#sources.bundles[name];
    const loaded = load?.();
    if (loaded) this.#bundles.set(name, loaded);
    return loaded;
  }
}

/** The bundle of a full reference. */
export const bundleOf = (reference: string): string => reference.slice(0, reference.indexOf('#'));

const byPrecedence = (a: CustomKind, b: CustomKind): number =>
  Number(a.layer === 'cluster') - Number(b.layer === 'cluster') || (a.origin < b.origin ? -1 : 1);

/** A schema made ready for the validator: keywords as plain fields, references and inner schemas resolved when met. */
export class Schema {
  readonly json: JsonSchema;
  /** Name of the definition in its bundle, as in `core.v1.PodSpec`; undefined for nameless inner schemas. */
  readonly name: string | undefined;
  /** What a person calls it: `Container`, or the title written; undefined for nameless inner schemas. */
  readonly title: string | undefined;
  /** Types admitted, as `typeBits`; that of alternatives is the union of theirs. */
  readonly types: number;
  readonly required: readonly string[];
  /** Nothing but `properties` may stand in it. */
  readonly closed: boolean;
  readonly values: ReadonlySet<EnumValue> | undefined;
  readonly pattern: Pattern | undefined;
  readonly anyOf: readonly Schema[];
  readonly allOf: readonly Schema[];
  readonly condition:
    { readonly if: Schema; readonly then: Schema | undefined; readonly else: Schema | undefined } | undefined;
  /** Has a keyword that a scalar of the right type may still break. */
  readonly judgesScalars: boolean;
  /** Nothing but types, properties and items is judged. */
  readonly isPlain: boolean;
  readonly #bundle: string;
  readonly #set: SchemaSet;
  readonly #properties = new Map<string, Schema>();
  #additional: Schema | undefined;
  #items: Schema | undefined;

  constructor(json: JsonSchema, bundle: string, name: string | undefined, set: SchemaSet) {
    this.json = json;
    this.name = name;
    this.#bundle = bundle;
    this.#set = set;
    this.title = json.title ?? name?.slice(name.lastIndexOf('.') + 1);
    this.required = json.required ?? [];
    this.closed = json.additionalProperties === false;
    this.values = json.const !== undefined ? new Set([json.const]) : json.enum && new Set(json.enum);
    this.pattern = patternOf(json);
    this.anyOf = (json.anyOf ?? []).map((it) => this.#inner(it));
    this.allOf = (json.allOf ?? []).map((it) => this.#inner(it));
    this.condition = json.if && {
      if: this.#inner(json.if),
      then: json.then && this.#inner(json.then),
      else: json.else && this.#inner(json.else),
    };
    this.types = typesOf(json, this.anyOf);
    this.judgesScalars =
      this.values !== undefined ||
      this.pattern !== undefined ||
      json.format !== undefined ||
      json.minimum !== undefined ||
      json.maximum !== undefined ||
      json.exclusiveMinimum !== undefined ||
      json.exclusiveMaximum !== undefined ||
      json.minLength !== undefined ||
      json.maxLength !== undefined ||
      json['x-kubernetes-int-or-string'] === true;
    this.isPlain =
      !this.judgesScalars &&
      this.required.length === 0 &&
      this.anyOf.length === 0 &&
      this.allOf.length === 0 &&
      this.condition === undefined &&
      json.minProperties === undefined &&
      json.maxProperties === undefined &&
      json.minItems === undefined &&
      json.maxItems === undefined &&
      json['x-podium-distinct-by'] === undefined &&
      json['x-podium-rule-ids'] === undefined;
  }

  /** Admits anything: the schema of what stands in an open place. */
  get open(): Schema {
    return this.#set.anything;
  }

  /** The schema of a property that is named; undefined for others. */
  property(name: string): Schema | undefined {
    const known = this.#properties.get(name);
    if (known) return known;
    const { properties } = this.json;
    const json = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!json) return undefined;
    const schema = this.#inner(json);
    this.#properties.set(name, schema);
    return schema;
  }

  propertyNames(): readonly string[] {
    return Object.keys(this.json.properties ?? {});
  }

  /** The schema of properties that are not named; undefined where they may be anything or nothing. */
  get additional(): Schema | undefined {
    const json = this.json.additionalProperties;
    if (typeof json !== 'object') return undefined;
    return (this.#additional ??= this.#inner(json));
  }

  /** The schema of list items; undefined where they may be anything. */
  get items(): Schema | undefined {
    if (!this.json.items) return undefined;
    return (this.#items ??= this.#inner(this.json.items));
  }

  #inner(json: JsonSchema): Schema {
    if (json['x-podium-unjudged']) return this.#set.anything;
    if (json.$ref === undefined) return new Schema(json, this.#bundle, undefined, this.#set);
    return this.#set.definition(json.$ref.startsWith('#') ? `${this.#bundle}${json.$ref}` : json.$ref);
  }
}

function typesOf(json: JsonSchema, anyOf: readonly Schema[]): number {
  if (json['x-kubernetes-int-or-string']) return typeBits.integer | typeBits.string;
  if (json.type !== undefined) {
    const names = typeof json.type === 'string' ? [json.type] : json.type;
    return names.reduce((bits, name) => bits | typeBits[name], 0);
  }
  if (anyOf.length > 0) return anyOf.reduce((bits, it) => bits | it.types, 0);
  return anything;
}

/** A regular expression that looks for itself anywhere in a text. */
export interface Pattern {
  test(text: string): boolean;
}

/**
 * Patterns are Go's, and those of custom resources are anybody's: they are matched as Go does, in time that grows with the
 * text only. One that Go would not read is not judged.
 */
function patternOf({ pattern }: JsonSchema): Pattern | undefined {
  if (pattern === undefined) return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.matcher(text).find() };
  } catch (error) {
    // Whoever wrote it hears of it from the API server.
    if (error instanceof RE2JSSyntaxException) return undefined;
    throw error;
  }
}
