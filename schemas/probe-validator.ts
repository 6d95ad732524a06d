import type { ModelSchema } from './compile-models.ts';

/** A validator compiled by Ajv, as the `kubernetes-models` packages hold them. */
export interface Validate {
  (data: unknown): boolean;
  errors?:
    readonly { instancePath: string; keyword: string; params: Readonly<Record<string, unknown>> }[] | null;
}

/** Keywords to add to a schema. */
export type Constraint = Partial<
  Pick<
    ModelSchema,
    'type' | 'format' | 'pattern' | 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems'
  >
>;

/** Where a constraint belongs: property names, `[]` for the items of a list, `{}` for the values of a map. */
export type SchemaPath = readonly string[];

/**
 * Asks a validator with values that break every constraint it may have, and reads the constraints from its errors. One
 * value is tried at all places at once: a number that is no integer, numbers beyond 64 bits, empty text, long text, and
 * empty lists.
 */
export function probe(validate: Validate, schema: ModelSchema): [SchemaPath, Constraint][] {
  const found: [SchemaPath, Constraint][] = [];
  for (const value of values) {
    const instance = filled(schema, value);
    if (instance === undefined || validate(instance)) continue;
    for (const { instancePath, keyword, params } of validate.errors ?? []) {
      const constraint = constraintOf(keyword, params);
      if (constraint) found.push([schemaPath(instancePath, schema), constraint]);
    }
  }
  return found;
}

const values: readonly (number | string)[] = [1.5, 1e30, -1e30, '', '\0'.repeat(5000)];

function constraintOf(keyword: string, params: Readonly<Record<string, unknown>>): Constraint | undefined {
  const limit = typeof params.limit === 'number' ? params.limit : undefined;
  switch (keyword) {
    case 'type':
      return params.type === 'integer' ? { type: 'integer' } : undefined;
    case 'format':
      return typeof params.format === 'string' ? { format: params.format } : undefined;
    case 'pattern':
      return typeof params.pattern === 'string' ? { pattern: params.pattern } : undefined;
    case 'minimum':
    case 'maximum':
    case 'minLength':
    case 'maxLength':
    case 'minItems':
      return limit === undefined ? undefined : { [keyword]: limit };
  }
  return undefined;
}

/** An instance with `value` at every place of its type; undefined where the schema has no such place. */
function filled(schema: ModelSchema, value: number | string): unknown {
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).map(
      ([name, it]) => [name, filled(it, value)] as const,
    );
    const inner =
      typeof schema.additionalProperties === 'object'
        ? filled(schema.additionalProperties, value)
        : undefined;
    const known = entries.filter(([, it]) => it !== undefined);
    if (inner !== undefined) known.push(['{}', inner]);
    return known.length === 0 ? undefined : Object.fromEntries(known);
  }
  if (schema.type === 'array') {
    const item = schema.items && filled(schema.items, value);
    if (item === undefined) return value === '' ? [] : undefined;
    return [item];
  }
  if (schema.enum ?? schema.const) return undefined;
  return schema.type === typeof value ? value : undefined;
}

function schemaPath(instancePath: string, schema: ModelSchema): SchemaPath {
  const path: string[] = [];
  let at: ModelSchema | undefined = schema;
  for (const step of instancePath.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (at?.type === 'array') {
      path.push('[]');
      at = at.items;
    } else {
      path.push(name);
      at =
        name === '{}' && typeof at?.additionalProperties === 'object'
          ? at.additionalProperties
          : at?.properties?.[name];
    }
  }
  return path;
}
