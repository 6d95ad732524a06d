import { isCredential } from '../model/credential.ts';
import type { Layered, LayeredMap, Origin } from '../model/effective/layered.ts';
import { at } from '../model/effective/layered.ts';
import { yamlString } from '../syntax/edit.ts';
import type { EffectivePod } from '../workspace/effective-pod.ts';

/** Names the place of an origin, as `dagster.yaml:7`; undefined where nobody wrote it. */
export type PlaceOf = (origin: Origin) => string | undefined;

/** The object as a manifest in which each value says where it comes from. Credentials are not shown. */
export function effectivePreview({ title, layers, notes, object }: EffectivePod, placeOf: PlaceOf): string {
  const head = [
    `# ${title}`,
    `# Layers, the lowest first: ${layers.join(' → ')}`,
    ...notes.map((it) => `# Note: ${it}`),
  ];
  return [...head, ...linesOf(object, placeOf)].map((line) => `${line}\n`).join('');
}

function linesOf(value: Layered, placeOf: PlaceOf): string[] {
  if (value.kind === 'map') {
    if (value.entries.size === 0) return [`{}${comment(value, placeOf)}`];
    const masked = withoutCredential(value);
    return ordered(masked)
      .filter(([, it]) => isShown(it))
      .flatMap(([key, it]) => entryLines(key, it, placeOf));
  }
  if (value.kind === 'list') {
    if (value.items.length === 0) return [`[]${comment(value, placeOf)}`];
    return value.items.flatMap((it) =>
      linesOf(it, placeOf).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)),
    );
  }
  return [`${scalarText(value.value)}${comment(value, placeOf)}`];
}

function entryLines(key: string, value: Layered, placeOf: PlaceOf): string[] {
  const lines = linesOf(value, placeOf);
  const isInline = value.kind === 'scalar' || sizeOf(value) === 0;
  if (isInline) return [`${yamlString(key)}: ${lines.join('')}`];
  return [`${yamlString(key)}:`, ...lines.map((line) => `  ${line}`)];
}

/** What packages leave empty is left out. */
function isShown(value: Layered): boolean {
  if (value.kind === 'scalar' || value.origin.uri !== undefined) return true;
  const inside = value.kind === 'map' ? [...value.entries.values()] : value.items;
  return inside.some(isShown);
}

/** How much is in a map or list; undefined for a scalar. */
function sizeOf(value: Layered): number | undefined {
  if (value.kind === 'map') return value.entries.size;
  return value.kind === 'list' ? value.items.length : undefined;
}

function scalarText(value: string | number | boolean | null | undefined): string {
  if (value === undefined) return '"?"';
  return typeof value === 'string' ? yamlString(value) : String(value);
}

function comment({ kind, origin, over, ...rest }: Layered, placeOf: PlaceOf): string {
  const isUnknown = kind === 'scalar' && 'value' in rest && rest.value === undefined;
  const parts = [
    nameOf(origin, placeOf),
    ...(isUnknown ? ['known when it runs'] : []),
    ...(over ? [`over ${nameOf(over.origin, placeOf)}`] : []),
  ];
  return ` # ${parts.join(', ')}`;
}

function nameOf(origin: Origin, placeOf: PlaceOf): string {
  const place = placeOf(origin);
  return place === undefined ? origin.layer : `${origin.layer} (${place})`;
}

/** A variable of the environment whose value is nobody's business has it hidden. */
function withoutCredential(map: LayeredMap): LayeredMap {
  const [name, value] = [at(map, 'name'), at(map, 'value')];
  if (name?.kind !== 'scalar' || value?.kind !== 'scalar') return map;
  if (!isCredential(String(name.value), String(value.value ?? ''))) return map;
  return { ...map, entries: new Map([...map.entries, ['value', { ...value, value: '••••••' }]]) };
}

const first = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'generateName',
  'namespace',
  'image',
  'imagePullPolicy',
];

/** Entries with those that name things before the others, as people write manifests. */
const ordered = ({ entries }: LayeredMap): (readonly [string, Layered])[] =>
  [...entries].sort(([a], [b]) => rank(a) - rank(b));

const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
