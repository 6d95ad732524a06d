import type { PythonModels } from '../../syntax/python-values.ts';
import {
  at,
  entriesIn,
  itemsOf,
  type Layered,
  type LayeredList,
  type LayeredMap,
  over,
  withEntries,
} from './layered.ts';

/**
 * Two pods as Airflow merges them, the second over the first (`PodGenerator.reconcile_pods` of the provider
 * cncf.kubernetes 10.25): containers by place, init containers by name, labels and annotations key by key, some lists one
 * after the other, of all else the second one's value unless Python takes it for false.
 */
export function reconcilePods(
  base: LayeredMap | undefined,
  client: LayeredMap | undefined,
  models: PythonModels,
): LayeredMap | undefined {
  if (!base || !client) return client ?? base;
  const merge: Merge = (a, b, type) => mergeObjects(a, b, type, models);
  const spec = reconcileSpecs(mapAt(base, 'spec'), mapAt(client, 'spec'), merge);
  const metadata = reconcileMetadata(mapAt(base, 'metadata'), mapAt(client, 'metadata'), merge);
  return merge(
    base,
    replaced(client, [
      ['spec', spec],
      ['metadata', metadata],
    ]),
    'V1Pod',
  );
}

type Merge = (base: LayeredMap, client: LayeredMap, type: string) => LayeredMap;

function reconcileMetadata(
  base: LayeredMap | undefined,
  client: LayeredMap | undefined,
  merge: Merge,
): LayeredMap | undefined {
  if (!base || !client) return client ?? base;
  const both = replaced(client, [
    ['labels', updated(at(base, 'labels'), at(client, 'labels'))],
    ['annotations', updated(at(base, 'annotations'), at(client, 'annotations'))],
    ...extended(base, client, ['managedFields', 'finalizers', 'ownerReferences']),
  ]);
  return merge(base, both, 'V1ObjectMeta');
}

function reconcileSpecs(
  base: LayeredMap | undefined,
  client: LayeredMap | undefined,
  merge: Merge,
): LayeredMap | undefined {
  if (!base || !client) return client ?? base;
  const both = replaced(client, [
    ['containers', containers(at(base, 'containers'), at(client, 'containers'), merge)],
    ['initContainers', initContainers(at(base, 'initContainers'), at(client, 'initContainers'), merge)],
    ...extended(base, client, ['volumes']),
  ]);
  return merge(base, both, 'V1PodSpec');
}

function containers(
  base: Layered | undefined,
  client: Layered | undefined,
  merge: Merge,
): Layered | undefined {
  const [first, second] = [itemsOf(base), itemsOf(client)];
  if (first.length === 0) return client;
  if (second.length === 0) return base;
  const longest = Math.max(first.length, second.length);
  const merged = Array.from({ length: longest }, (_, i) => container(first[i], second[i], merge));
  return listIn(client, merged);
}

function initContainers(
  base: Layered | undefined,
  client: Layered | undefined,
  merge: Merge,
): Layered | undefined {
  const [first, second] = [itemsOf(base), itemsOf(client)];
  if (first.length === 0 || second.length === 0) return second.length === 0 ? base : client;
  const nameOf = (it: Layered): string => String(scalarAt(it, 'name'));
  const merged = first.map((it) => {
    const same = second.findLast((other) => nameOf(other) === nameOf(it));
    return same ? container(it, same, merge) : it;
  });
  const known = first.map(nameOf);
  return listIn(client, [...merged, ...second.filter((it) => !known.includes(nameOf(it)))]);
}

function container(
  base: Layered | undefined,
  client: Layered | undefined,
  merge: Merge,
): Layered | undefined {
  if (base?.kind !== 'map' || client?.kind !== 'map') return client ?? base;
  const lists = ['volumeMounts', 'env', 'envFrom', 'ports', 'volumeDevices'];
  return merge(base, replaced(client, extended(base, client, lists)), 'V1Container');
}

/** `extend_object_field`: the items of both. */
function extended(
  base: LayeredMap,
  client: LayeredMap,
  names: readonly string[],
): [string, Layered | undefined][] {
  return names.map((name) => {
    const [first, second] = [at(base, name), at(client, name)];
    if (itemsOf(first).length === 0 || itemsOf(second).length === 0)
      return [name, itemsOf(second).length === 0 ? first : second];
    return [name, listIn(second, [...itemsOf(first), ...itemsOf(second)])];
  });
}

/** Two dicts, the entries of the second over those of the first. */
function updated(base: Layered | undefined, client: Layered | undefined): Layered | undefined {
  if (entriesIn(base).size === 0 || base?.kind !== 'map') return client;
  return withEntries(base, entriesIn(client));
}

/** `merge_objects`: the client's fields, and the base's where the client has none or one that is false to Python. */
function mergeObjects(base: LayeredMap, client: LayeredMap, type: string, models: PythonModels): LayeredMap {
  const fields = Object.values(models[type]?.fields ?? {});
  const found = new Map<string, Layered>();
  for (const key of new Set([...base.entries.keys(), ...client.entries.keys()])) {
    const [below, above] = [base.entries.get(key), client.entries.get(key)];
    const fieldType = fields.find(([name]) => name === key)?.[1] ?? '';
    const kept = above && !isFalse(above, fieldType) ? above : (below ?? above);
    if (!kept) continue;
    const hidden = kept === above ? below : above;
    // What was put together of both has its own past.
    found.set(key, kept.kind === 'scalar' ? over(kept, hidden) : kept);
  }
  return { ...client, entries: found };
}

/** An object of the client is true, however empty it is; a dict or list without entries is not. */
function isFalse(value: Layered, type: string): boolean {
  if (value.kind === 'map') return value.entries.size === 0 && type.startsWith('dict');
  if (value.kind === 'list') return value.items.length === 0;
  return value.value === null || value.value === false || value.value === 0 || value.value === '';
}

/** The map with these entries in place of its own, nothing hidden by it. */
function replaced(map: LayeredMap, changes: readonly [string, Layered | undefined][]): LayeredMap {
  const found = new Map(map.entries);
  for (const [key, value] of changes) if (value) found.set(key, value);
  return { ...map, entries: found };
}

function listIn(client: Layered | undefined, all: readonly (Layered | undefined)[]): LayeredList {
  const origin = client?.origin ?? { layer: '' };
  return { kind: 'list', origin, items: all.filter((it) => it !== undefined) };
}

function mapAt(value: Layered, key: string): LayeredMap | undefined {
  const found = at(value, key);
  return found?.kind === 'map' ? found : undefined;
}

function scalarAt(value: Layered, key: string): unknown {
  const found = at(value, key);
  return found?.kind === 'scalar' ? found.value : undefined;
}
