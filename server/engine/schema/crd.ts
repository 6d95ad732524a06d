import { resolveKubernetes } from '../syntax/dialect.ts';
import { entries, get, items, type Node, target, text } from '../syntax/node.ts';
import type { CustomKind, EnumValue, JsonSchema, SchemaId, TypeName } from './schema.ts';

/** A version of a kind that a CustomResourceDefinition serves. */
export interface DefinedKind {
  readonly id: SchemaId;
  /** Position among `spec.versions`. */
  readonly index: number;
}

/** The kinds that a CustomResourceDefinition of `apiextensions.k8s.io/v1` defines. */
export function definedKinds(definition: Node): readonly DefinedKind[] {
  const group = text(get(definition, 'spec', 'group'));
  const kind = text(get(definition, 'spec', 'names', 'kind'));
  // Groups without a dot are Kubernetes' own.
  if (!group?.includes('.') || kind === undefined) return [];
  return items(get(definition, 'spec', 'versions')).flatMap((version, index) => {
    const name = text(get(version, 'name'));
    const served = get(version, 'served');
    if (name === undefined || (served && resolveKubernetes(served).type === 'boolean' && !isTrue(served)))
      return [];
    return [{ id: `${group}/${name}/${kind}`, index }];
  });
}

const isTrue = (node: Node): boolean => {
  const scalar = resolveKubernetes(node);
  return scalar.type === 'boolean' && scalar.value;
};

/** The schema of one of its versions. */
export function definedSchema(definition: Node, index: number): JsonSchema {
  const version = items(get(definition, 'spec', 'versions'))[index];
  const root = get(version, 'schema', 'openAPIV3Schema');
  return objectSchema(root && jsonOf(root, { left: budget }));
}

/** The schema of a kind as a cluster has it: the text of its `openAPIV3Schema`. */
export const clusterKind = (id: SchemaId, schema: string): CustomKind => ({
  id,
  layer: 'cluster',
  origin: id,
  load: () => objectSchema(JSON.parse(schema)),
});

/**
 * What our validator judges objects of a kind by, given its `openAPIV3Schema`. Anybody may have written that, so what has
 * the wrong shape is left out. Rules in CEL (`x-kubernetes-validations`), `not`, and that only one of `oneOf` may fit are
 * not judged.
 */
function objectSchema(root: unknown): JsonSchema {
  const schema = structural(root, 0);
  const { status, ...properties } = schema.properties ?? {};
  return {
    ...schema,
    properties: {
      ...properties,
      ...named,
      // The API server drops it where only controllers may write it.
      ...(status ? { status: { ...status, 'x-podium-unjudged': true } } : {}),
    },
  };
}

/** What every object has. */
const named: Readonly<Record<string, JsonSchema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { $ref: 'kubernetes#/definitions/apis.meta.v1.ObjectMeta' },
};

/** Deeper schemas are nobody's. */
const maximumDepth = 100;

/** A schema that says which fields there are: what it does not name is dropped, and refused by strict validation. */
function structural(written: unknown, depth: number): Mutable<JsonSchema> {
  const json = record(written);
  const schema = valueRules(json, depth);
  if (depth > maximumDepth) return {};
  const { properties, additionalProperties, items: item } = json;
  if (isRecord(properties)) schema.properties = mapValues(properties, (it) => structural(it, depth + 1));
  if (isRecord(item)) schema.items = structural(item, depth + 1);
  const keys = json['x-kubernetes-list-map-keys'];
  if (json['x-kubernetes-list-type'] === 'set') schema['x-podium-distinct-by'] = [];
  if (json['x-kubernetes-list-type'] === 'map' && isStrings(keys)) schema['x-podium-distinct-by'] = keys;
  if (json['x-kubernetes-embedded-resource'] === true) {
    schema.properties = { ...schema.properties, ...named };
    schema.required = [...(schema.required ?? []), 'apiVersion', 'kind'];
  }
  const isOpen = json['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  if (isRecord(additionalProperties))
    schema.additionalProperties = structural(additionalProperties, depth + 1);
  else if (json.type === 'object' && !isOpen) schema.additionalProperties = false;
  return schema;
}

/** A schema that only narrows values, as in `anyOf`: fields that it does not name are none of its business. */
function narrowing(written: unknown, depth: number): JsonSchema {
  const json = record(written);
  const schema = valueRules(json, depth);
  if (depth > maximumDepth) return {};
  if (isRecord(json.properties))
    schema.properties = mapValues(json.properties, (it) => narrowing(it, depth + 1));
  if (isRecord(json.items)) schema.items = narrowing(json.items, depth + 1);
  if (isRecord(json.additionalProperties))
    schema.additionalProperties = narrowing(json.additionalProperties, depth + 1);
  return schema;
}

function valueRules(json: Json, depth: number): Mutable<JsonSchema> {
  const schema: Mutable<JsonSchema> = { 'x-podium-custom': true };
  const types = typesOf(json);
  if (types) schema.type = types;
  for (const name of texts) if (typeof json[name] === 'string') schema[name] = json[name];
  for (const name of numbers) if (typeof json[name] === 'number') schema[name] = json[name];
  const { minimum, maximum, format } = schema;
  if (json.exclusiveMinimum === true && minimum !== undefined) schema.exclusiveMinimum = minimum;
  if (json.exclusiveMaximum === true && maximum !== undefined) schema.exclusiveMaximum = maximum;
  // The API server passes over formats that it does not know, and the validator knows some of our own.
  if (format !== undefined && !formats.has(format)) delete schema.format;
  if (Array.isArray(json.enum) && json.enum.every(isEnumValue)) schema.enum = json.enum;
  if (json.default !== undefined) schema.default = json.default;
  if (isStrings(json.required)) schema.required = json.required;
  const alternatives = [json.anyOf, json.oneOf].filter((it): it is readonly unknown[] => Array.isArray(it));
  const parts = Array.isArray(json.allOf) ? (json.allOf as readonly unknown[]) : [];
  // An integer or a text says as much as the two alternatives that stand beside it.
  const [first, ...others] = json['x-kubernetes-int-or-string'] === true ? [] : alternatives;
  if (first) schema.anyOf = first.map((it) => narrowing(it, depth + 1));
  const all = [...parts, ...others.map((anyOf) => ({ anyOf }))];
  if (all.length > 0) schema.allOf = all.map((it) => narrowing(it, depth + 1));
  return schema;
}

const texts = ['title', 'description', 'format', 'pattern'] as const;
const numbers = [
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

const formats: ReadonlySet<string> = new Set(['byte', 'date-time', 'int32', 'int64']);

function typesOf(json: Json): TypeName | readonly TypeName[] | undefined {
  const type = typeNames.find((it) => it === json.type);
  const types: TypeName[] =
    json['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : type ? [type] : [];
  if (types.length > 0 && json.nullable === true) types.push('null');
  return types.length > 1 ? types : types[0];
}

const typeNames = ['object', 'array', 'string', 'integer', 'number', 'boolean'] as const;

/** Values read of one schema, aliases counted as often as they are used. */
const budget = 500_000;

function jsonOf(written: Node, limit: { left: number }): unknown {
  const node = target(written);
  if (--limit.left < 0) return undefined;
  if (node.kind === 'seq') return node.children.map((it) => jsonOf(it, limit));
  if (node.kind === 'map')
    return Object.fromEntries(entries(node).map(({ key, value }) => [key.value, jsonOf(value, limit)]));
  const scalar = resolveKubernetes(node);
  return scalar.type === 'null' ? null : scalar.value;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const record = (value: unknown): Json => (isRecord(value) ? value : {});

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((it) => typeof it === 'string');

const isEnumValue = (value: unknown): value is EnumValue => value === null || typeof value !== 'object';

const mapValues = <T>(json: Json, map: (value: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [name, map(value)]));
