import { sameNamespace } from './lookups.ts';
import { isSame, type Mention, mentionsIn, type Port, type Thing } from './mentions.ts';
import { matching } from './pods.ts';
import type { Region } from './region.ts';
import type { Workspace } from './workspace.ts';

/**
 * All places of the workspace that name what these mentions name, themselves among them; each place once. No index is
 * kept for it: texts are searched for the words first, and only regions that have them are read.
 */
export function mentionsOf(workspace: Workspace, mentions: readonly Mention[]): Mention[] {
  let known = mentions;
  for (;;) {
    const found = search(workspace, known);
    // What pods name inside is shared by those that share a place, and by those that one Service sends to.
    const isWhole = found.length === known.length || !found.some(({ thing }) => isOfPod(thing));
    if (isWhole) return onceEach(found);
    known = found;
  }
}

const isOfPod = ({ sort }: Thing): boolean => sort === 'volume' || sort === 'port';

function search(workspace: Workspace, known: readonly Mention[]): Mention[] {
  const regions = new Set(known.flatMap((it) => [it.region, ...regionsOf(workspace, it.thing)]));
  return [...regions].flatMap((region) =>
    region.glance((model) =>
      mentionsIn(region, model).filter(({ thing, at }) =>
        known.some((it) => isSame(it.thing, thing) || (isOfPod(thing) && isPlace(it, region, at.start))),
      ),
    ),
  );
}

/** A variable in Python may stand for the volume of several pods. */
const isPlace = (it: Mention, region: Region, start: number): boolean =>
  it.region === region && it.at.start === start;

/** Where a thing may be named, beside the place that is known. */
function regionsOf(workspace: Workspace, thing: Thing): Region[] {
  switch (thing.sort) {
    case 'volume':
      return [];
    case 'port':
      return regionsOfPort(workspace, thing);
    case 'object':
      return regionsWith(workspace, [thing.name]);
    case 'key':
      return regionsWith(workspace, [thing.object, thing.name]);
    case 'label':
      return regionsWith(workspace, [thing.key, thing.part === 'value' ? (thing.value ?? '') : '']);
  }
}

function regionsWith(workspace: Workspace, words: readonly string[]): Region[] {
  const has = ({ text }: { readonly text: string }): boolean => words.every((it) => text.includes(it));
  const found: Region[] = [];
  for (const file of workspace.files()) if (has(file)) found.push(...file.regions.filter(has));
  return found;
}

function regionsOfPort(workspace: Workspace, { name, namespace, of }: Port): Region[] {
  const lookups = workspace.lookups();
  const facts =
    'selector' in of
      ? matching(of.selector, namespace, lookups)
      : senders.flatMap((it) => lookups.all(it)).filter((it) => sameNamespace(it.namespace, namespace));
  return facts.flatMap(({ place }) => (place?.region.text.includes(name) ? [place.region] : []));
}

/** Kinds that send to ports of pods. */
const senders = ['NetworkPolicy', 'PodMonitor', 'Service'] as const;

function onceEach(found: readonly Mention[]): Mention[] {
  const places = new Map<string, Mention>();
  for (const it of found) {
    const place = `${it.region.uri} ${it.region.start + it.at.start}`;
    if (!places.get(place)?.defines) places.set(place, it);
  }
  return [...places.values()];
}
