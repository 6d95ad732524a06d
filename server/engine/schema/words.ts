import { typeBits } from './schema.ts';

/** Types in the words of a person who does not know JSON Schema: `a whole number`, `text or a list`. */
export function typeWords(types: number): string {
  const found = wordOf.filter(([bits]) => (types & bits) === bits).map(([, word]) => word);
  // A number admits whole numbers too, which need not be said.
  const kept = found.includes('a number') ? found.filter((it) => it !== 'a whole number') : found;
  return joined(kept, 'or');
}

/** `"a", "b" or "c"` */
export const listed = (names: readonly string[], word: 'and' | 'or'): string =>
  joined(
    names.map((name) => `"${name}"`),
    word,
  );

/** The first line of a value, short enough for a message. */
export function shortened(value: string): string {
  const line = value.split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** `, did you mean "x"?` where there is an `x`. */
export const didYouMean = ([first]: readonly string[]): string =>
  first === undefined ? '' : `, did you mean "${first}"?`;

const wordOf: readonly (readonly [number, string])[] = [
  [typeBits.string, 'text'],
  [typeBits.integer, 'a whole number'],
  [typeBits.number, 'a number'],
  [typeBits.boolean, 'true or false'],
  [typeBits.array, 'a list'],
  [typeBits.object, 'a map'],
];

function joined(parts: readonly string[], word: string): string {
  const last = parts.at(-1) ?? 'nothing';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}
