import type { Scalar } from '../syntax/dialect.ts';
import { entries, Node, target } from '../syntax/node.ts';
import { type Schema, typeBits } from './schema.ts';
import { shortened, typeWords } from './words.ts';

/** How a value of a wrong type becomes one of the right type without changing what was meant. */
export type TypeCure = 'quote' | 'unquote' | 'wrap-in-list' | 'make-list-item' | 'list-names-and-values';

export interface TypeMismatch {
  readonly message: string;
  readonly cure: TypeCure | undefined;
}

/** A map or a list where the schema wants something else. `subject` is what the message is about. */
export function containerMismatch(node: Node, schema: Schema, subject: string): TypeMismatch {
  const isMap = node.kind === 'map';
  const cure = isMap && admits(schema, typeBits.array) ? listCure(node, schema) : undefined;
  const wanted = cure === 'list-names-and-values' ? 'a list of names and values' : typeWords(schema.types);
  return { message: `${subject} must be ${wanted}, not ${isMap ? 'a map' : 'a list'}`, cure };
}

/**
 * A scalar of a type that the schema does not admit; `resolve` says what it would be without quotes. Numbers that should
 * be text are not repeated in the message: they may be passwords.
 */
export function scalarMismatch(
  node: Node,
  scalar: Exclude<Scalar, { type: 'null' }>,
  schema: Schema,
  subject: string,
  resolve: (node: Node) => Scalar,
): TypeMismatch {
  const wanted = `${subject} must be ${typeWords(schema.types)}`;
  if (scalar.type !== 'string' && admits(schema, typeBits.string)) {
    const message =
      scalar.type === 'boolean'
        ? `${wanted}: quote "${node.value}", which YAML reads as ${scalar.value}`
        : `${wanted}, not a number: quote it`;
    return { message, cure: 'quote' };
  }
  if (!admits(schema, typeBits.number | typeBits.boolean)) {
    const fitsItem = schema.items !== undefined && admits(schema.items, typeBitsOf(scalar));
    return { message: `${wanted}, not ${given(node, scalar)}`, cure: fitsItem ? 'wrap-in-list' : undefined };
  }
  const bare = resolve(new Node('scalar', node.start, node.end, node.value, [], 'plain'));
  if (scalar.type === 'string' && node.style !== 'plain' && admits(schema, typeBitsOf(bare))) {
    return { message: `${wanted}, without quotes`, cure: 'unquote' };
  }
  return { message: `${wanted}, not "${shortened(node.value)}"`, cure: undefined };
}

/** The bits of a scalar's type. 1.0 is a whole number: it reaches the API server as 1. */
export function typeBitsOf(scalar: Scalar): number {
  if (scalar.type !== 'integer' && scalar.type !== 'number') return typeBits[scalar.type];
  return Number.isInteger(scalar.value) ? typeBits.integer : typeBits.number & ~typeBits.integer;
}

const admits = ({ types }: Schema, bits: number): boolean => (types & bits) !== 0;

function given(node: Node, scalar: Scalar): string {
  if (scalar.type === 'string') return 'text';
  return scalar.type === 'boolean' ? `"${node.value}"` : 'a number';
}

/** How a map could become the list that is wanted. */
function listCure(map: Node, { items }: Schema): TypeCure | undefined {
  const fields = entries(map);
  if (!items || map.style === 'flow' || fields.length === 0) return undefined;
  if (fields.every(({ key }) => items.property(key.value))) return 'make-list-item';
  const takesValues = items.property('name') && items.property('value');
  return takesValues && fields.every(({ value }) => target(value).kind === 'scalar')
    ? 'list-names-and-values'
    : undefined;
}
