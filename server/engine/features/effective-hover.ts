import { isCredential } from '../model/credential.ts';
import { at, type Layered, type Origin } from '../model/effective/layered.ts';
import { covers, type Range } from '../text/document.ts';
import type { EffectivePod } from '../workspace/effective-pod.ts';

/**
 * What becomes of the value at an offset of a file: the field that it sets, and what it takes the place of, or which value of
 * another layer takes its place. `placeOf` names the place of an origin. The range counts in the file.
 */
export function effectiveHover(
  pod: EffectivePod,
  uri: string,
  offset: number,
  placeOf: (origin: Origin) => string | undefined,
): { readonly range: Range; readonly markdown: string } | undefined {
  const found = [...leaves(pod.object, '', undefined)].flatMap((leaf): Found[] => {
    const here = placeIn(leaf.value.origin, uri, offset);
    if (here) return [{ ...leaf, here, hidden: undefined }];
    const hidden = hiddenAt(leaf.value, uri, offset);
    return hidden ? [{ ...leaf, here: hidden.here, hidden: hidden.value }] : [];
  });
  const [leaf] = found.sort((a, b) => a.here.end - a.here.start - (b.here.end - b.here.start));
  if (!leaf) return undefined;
  const { path, value, hidden, secret } = leaf;
  const say = (it: Layered): string => `${shown(it, secret)} of ${nameOf(it.origin, placeOf)}`;
  const lines = hidden
    ? [`**Not in effect**: \`${path}\` is ${say(value)}`]
    : [
        `Sets \`${path}\` of the ${pod.title.startsWith('Pod') ? 'pod' : 'job'}`,
        ...(value.over ? [`In place of ${say(value.over)}`] : []),
      ];
  return { range: leaf.here, markdown: lines.join('\n\n') };
}

interface Found extends Leaf {
  readonly here: Range;
  /** What stands there, where another value is in effect. */
  readonly hidden: Layered | undefined;
}

interface Leaf {
  readonly path: string;
  readonly value: Layered;
  readonly secret: boolean;
}

function* leaves(value: Layered, path: string, name: string | undefined): Iterable<Leaf> {
  const variable = at(value, 'name');
  const own = variable?.kind === 'scalar' ? String(variable.value) : undefined;
  if (value.kind === 'map') {
    for (const [key, it] of value.entries) {
      yield* leaves(it, path === '' ? key : `${path}.${key}`, key === 'value' ? own : undefined);
    }
  }
  if (value.kind === 'list') {
    for (const [i, it] of value.items.entries()) yield* leaves(it, `${path}[${i}]`, undefined);
  }
  const secret =
    name !== undefined && value.kind === 'scalar' && isCredential(name, String(value.value ?? ''));
  yield { path, value, secret };
}

function placeIn({ uri: there, at: value, key }: Origin, uri: string, offset: number): Range | undefined {
  if (there !== uri) return undefined;
  return [key, value].find((it) => it && covers(it, offset));
}

function hiddenAt(
  value: Layered,
  uri: string,
  offset: number,
): { readonly value: Layered; readonly here: Range } | undefined {
  for (let it = value.over, hops = 0; it && hops < 20; it = it.over, hops++) {
    const here = placeIn(it.origin, uri, offset);
    if (here) return { value: it, here };
  }
  return undefined;
}

function shown(value: Layered, secret: boolean): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a map' : 'a list';
  if (secret) return 'a value';
  return value.value === undefined ? 'what is known when it runs' : `\`${JSON.stringify(value.value)}\``;
}

function nameOf(origin: Origin, placeOf: (origin: Origin) => string | undefined): string {
  const place = placeOf(origin);
  return place === undefined ? origin.layer : `${origin.layer} (${place})`;
}
