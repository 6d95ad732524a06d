import type { Json } from '../syntax/edit.ts';
import { type Schema, typeBits } from './schema.ts';

/** The emptiest value of the right shape: what a new required field holds until the user fills it in. */
export function emptyValue(schema: Schema, depth = 0): Json {
  const [first] = schema.values ?? [];
  if (first !== undefined) return first;
  const { types, json } = schema;
  if (types & typeBits.string) return '';
  if (types & typeBits.integer) return Math.max(0, json.minimum ?? 0);
  if (types & typeBits.boolean) return false;
  if (types & typeBits.array) {
    const item = schema.items;
    return item && item.required.length > 0 && depth < 4 ? [emptyValue(item, depth + 1)] : [];
  }
  const fields = depth < 4 ? schema.required : [];
  return Object.fromEntries(
    fields.map((name) => {
      const property = schema.property(name);
      return [name, property ? emptyValue(property, depth + 1) : ''];
    }),
  );
}
