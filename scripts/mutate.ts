import { columnOf, removeEntry } from '../server/engine/syntax/edit.ts';
import { entries, type Node } from '../server/engine/syntax/node.ts';
import { parseYaml } from '../server/engine/syntax/yaml.ts';
import { applyEdits, type TextEdit } from '../server/engine/text/document.ts';

/** All different mistakes of the seeds from `from` up to `to`, by their seeds. */
export function mutations(text: string, from: number, to: number): ReadonlyMap<number, string> {
  const seeds = new Map<string, number>();
  for (let seed = from; seed < to; seed++) {
    const it = mutated(text, seed);
    if (it !== undefined && !seeds.has(it)) seeds.set(it, seed);
  }
  return new Map([...seeds].map(([it, seed]) => [seed, it]));
}

/**
 * A manifest with one mistake in it, of those that people and templates make. Equal seeds give equal mistakes; undefined
 * where the seed's mistake has no place in the manifest. What the object is (`apiVersion` and `kind`) stays.
 */
function mutated(text: string, seed: number): string | undefined {
  const { root } = parseYaml(text);
  if (!root) return undefined;
  const random = randomNumbers(seed);
  const pick: Pick = (choices) => choices[Math.floor(random() * choices.length)];
  const places = placesIn(root, []);
  const place = pick(places);
  const edits = place && pick(mistakes.filter((it) => it.fits(place)))?.edits(place, text, pick);
  if (!edits?.length) return undefined;
  const changed = applyEdits(text, edits);
  return changed === text ? undefined : changed;
}

type Pick = <T>(choices: readonly T[]) => T | undefined;

/** A field, or an item of a list where it has no key. */
interface Place {
  readonly key: Node | undefined;
  readonly value: Node;
  readonly parent: Node;
  /** The map around the parent, for what slips one level up. */
  readonly outer: Node | undefined;
}

function placesIn(node: Node, above: readonly Node[]): Place[] {
  const outer = above.findLast((it) => it.kind === 'map');
  const inner = [...above, node];
  if (node.kind === 'seq') {
    return node.children.flatMap((value) => [
      { key: undefined, value, parent: node, outer },
      ...placesIn(value, inner),
    ]);
  }
  return entries(node).flatMap(({ key, value }) => {
    if (above.length === 0 && (key.value === 'apiVersion' || key.value === 'kind')) return [];
    return [{ key, value, parent: node, outer }, ...placesIn(value, inner)];
  });
}

interface Mistake {
  readonly fits: (place: Place) => boolean;
  readonly edits: (place: Place, text: string, pick: Pick) => readonly TextEdit[];
}

const isScalar = ({ value }: Place): boolean => value.kind === 'scalar' && value.end > value.start;
const isOnOneLine = ({ value }: Place): boolean => value.style !== 'literal' && value.style !== 'folded';
const isPlainOrQuoted = (place: Place): boolean => isScalar(place) && isOnOneLine(place);
const hasKey = ({ key }: Place): boolean => key !== undefined;

const replaced = (value: Node, newText: string | undefined): TextEdit[] =>
  newText === undefined ? [] : [{ range: value, newText }];

const renamed =
  (change: (name: string) => string): Mistake['edits'] =>
  ({ key }) =>
    key ? replaced(key, change(key.value)) : [];

/** Scalars that mean something else than they look like, or that a field of another type would hold. */
const values = [
  'null',
  '~',
  '""',
  "''",
  '0',
  '-1',
  '1',
  '1.5',
  '65536',
  '2147483648',
  '9223372036854775808',
  '1e3',
  '0644',
  '0o644',
  '0x1F',
  '1_000',
  '+1',
  '.5',
  '12:30:45',
  '2026-01-01',
  'yes',
  'on',
  'n',
  'True',
  'true',
  '"true"',
  '"5"',
  '5',
  '!!str 5',
  '5m',
  '100m',
  '512MB',
  '-1Gi',
  '1Gi',
  '101%',
  'text',
  'Some Text',
  'under_score',
  'Always',
  'UPPER',
  '[]',
  '{}',
  '[text]',
  '[1]',
  '{a: b}',
  '{a: null}',
  '[null]',
  `"${'x'.repeat(300)}"`,
] as const;

const collections = [
  'null',
  '[]',
  '{}',
  'text',
  '5',
  'yes',
  '""',
  '[null]',
  '[text]',
  '[1]',
  '{a: b}',
  '{a: 1}',
] as const;

const mistakes: readonly Mistake[] = [
  {
    fits: hasKey,
    edits: ({ key, parent }, text) => (key ? removeEntry(text, parent, key.value) : []),
  },
  { fits: hasKey, edits: renamed((name) => `${name}x`) },
  { fits: hasKey, edits: renamed((name) => name.slice(1)) },
  { fits: hasKey, edits: renamed((name) => name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`)) },
  { fits: hasKey, edits: renamed((name) => name.charAt(0).toUpperCase() + name.slice(1)) },
  { fits: hasKey, edits: renamed((name) => name.toLowerCase()) },
  { fits: hasKey, edits: renamed((name) => (name.endsWith('s') ? name.slice(0, -1) : `${name}s`)) },
  {
    fits: hasKey,
    edits: ({ key }, text) => (key ? before(key, `${key.value}: ${key.value}`, text) : []),
  },
  {
    fits: hasKey,
    edits: ({ key, value, parent }, text) =>
      key && value.end > value.start && parent.style === 'block' && value.kind === 'scalar'
        ? before(key, text.slice(key.start, value.end), text)
        : [],
  },
  { fits: hasKey, edits: ({ key }, text) => (key ? before(key, 'unheardOf: 1', text) : []) },
  {
    fits: ({ key, outer, value }) =>
      key !== undefined && key.value !== 'kind' && outer !== undefined && value.kind === 'scalar',
    edits: ({ key, value, parent, outer }, text) => {
      const first = outer && entries(outer)[0]?.key;
      if (!key || !first || parent === outer) return [];
      return [
        ...removeEntry(text, parent, key.value),
        ...before(first, text.slice(key.start, value.end), text),
      ];
    },
  },
  ...Array.from({ length: 6 }, (): Mistake => ({
    fits: isPlainOrQuoted,
    edits: ({ value }, _, pick) => replaced(value, pick(values)),
  })),
  {
    fits: isPlainOrQuoted,
    edits: ({ value }) => replaced(value, value.style === 'plain' ? `"${value.value}"` : value.value),
  },
  {
    fits: (place) => isPlainOrQuoted(place) && /^[\d.]+$/.test(place.value.value),
    edits: ({ value }, _, pick) =>
      replaced(value, pick([`-${value.value}`, `${value.value}000000`, `${value.value}.5`])),
  },
  {
    fits: (place) => isPlainOrQuoted(place) && /[a-z]/.test(place.value.value),
    edits: ({ value }, _, pick) =>
      replaced(
        value,
        pick([
          value.value.toLowerCase(),
          value.value.toUpperCase(),
          `${value.value}_`,
          `"${value.value} "`,
          value.value.slice(0, -1),
          `-${value.value}`,
        ]),
      ),
  },
  {
    fits: ({ value }) => value.kind === 'map' || value.kind === 'seq',
    edits: ({ value }, _, pick) => replaced(value, pick(collections)),
  },
  {
    fits: ({ value }) => value.kind === 'seq' && value.children.length > 0,
    edits: ({ value }, text) => {
      const [first] = value.children;
      return first && (first.kind === 'scalar' || first.style === 'flow')
        ? replaced(value, text.slice(first.start, first.end))
        : [];
    },
  },
  {
    fits: ({ value }) => value.kind === 'map' && entries(value).every((it) => it.value.kind === 'scalar'),
    edits: ({ value }) =>
      replaced(
        value,
        `[${entries(value)
          .map(({ key, value: it }) => `{name: ${key.value}, value: ${JSON.stringify(it.value)}}`)
          .join(', ')}]`,
      ),
  },
  {
    fits: ({ key, value, parent }) =>
      key === undefined && parent.style === 'block' && value.end > value.start,
    edits: ({ value }, text) => {
      const dash = text.lastIndexOf('-', value.start - 1);
      const indent = ' '.repeat(columnOf(text, dash));
      return [
        { range: { start: dash, end: dash }, newText: `${text.slice(dash, value.end).trimEnd()}\n${indent}` },
      ];
    },
  },
  {
    fits: ({ key, parent }) => key === undefined && parent.style === 'block',
    edits: ({ value }, text) => {
      const dash = text.lastIndexOf('-', value.start - 1);
      const indent = ' '.repeat(columnOf(text, dash));
      return [{ range: { start: dash, end: dash }, newText: `-\n${indent}` }];
    },
  },
];

/** Text put in front of a key, as an entry of its map. */
function before(key: Node, entry: string, text: string): TextEdit[] {
  const lineStart = text.lastIndexOf('\n', key.start - 1) + 1;
  const isBlock = /^[\s-]*$/.test(text.slice(lineStart, key.start));
  const newText = isBlock ? `${entry}\n${' '.repeat(columnOf(text, key.start))}` : `${entry}, `;
  return [{ range: { start: key.start, end: key.start }, newText }];
}

/** Numbers from 0 up to 1, the same for the same seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
