import type { Located } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { covers, type Range } from '../text/document.ts';
import { type Lookups, sameNamespace } from '../workspace/lookups.ts';
import { clusterScoped } from '../workspace/object-fact.ts';
import {
  type Label,
  type Mention,
  mentionsAt,
  mentionsIn,
  type NamedObject,
  type ObjectKey,
  type Port,
} from '../workspace/mentions.ts';
import { matching, podMakers } from '../workspace/pods.ts';
import { type Probe, slotOf } from '../workspace/probe.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface NameCompletion {
  readonly label: string;
  readonly insertText: string;
  /** What it is, and where from. */
  readonly detail: string;
}

/**
 * Names that may stand at the place of a probe: objects, keys, labels, volumes, ports and images that the workspace or the
 * cluster has, the likeliest first. `range` is what an item replaces, in the region.
 */
export function nameCompletion(
  workspace: Workspace,
  probe: Probe,
): { readonly range: Range; readonly items: readonly NameCompletion[] } | undefined {
  const [mention] = mentionsAt(probe.region, probe.offset, probe.model);
  const node = mention?.at.node ?? imageAt(probe)?.node;
  const slot = node && slotOf(probe, node);
  if (!slot) return undefined;
  const known = mention ? names(mention, probe, workspace) : images(workspace);
  const written = probe.region.text.slice(slot.range.start, slot.range.end);
  const items = known
    // What is being written counts as a use of it.
    .filter(({ name, isOnce }) => name !== '' && !hasPlaceholder(name) && !(isOnce && name === written))
    .slice(0, most)
    .map(({ name, detail, pair, isNumber }) => ({
      label: pair ?? name,
      insertText: pair ?? slot.write(name, isNumber ? 'number' : undefined),
      detail,
    }));
  return items.length > 0 ? { range: slot.range, items } : undefined;
}

/** More than a list can show or a person go through. */
const most = 1000;

interface Named {
  readonly name: string;
  readonly detail: string;
  /** The whole entry, where the place is that of a key. */
  readonly pair?: string;
  /** In quotes it would be a name. */
  readonly isNumber?: boolean;
  /** One pod alone says so. */
  readonly isOnce?: boolean;
}

function names(mention: Mention, probe: Probe, workspace: Workspace): Named[] {
  const { thing } = mention;
  const lookups = workspace.lookups();
  if (probe.isKey) return thing.sort === 'label' ? labels(thing, lookups, true) : [];
  switch (thing.sort) {
    case 'object':
      return mention.defines ? wanted(thing, workspace) : objects(thing, workspace);
    case 'key':
      return mention.defines ? wantedKeys(thing, workspace) : keys(thing, workspace);
    case 'label':
      return thing.part === 'value' ? labels(thing, lookups, false) : [];
    case 'volume':
      return ofThePod(mention, probe);
    case 'port':
      return 'selector' in thing.of ? ports(thing, lookups) : ofThePod(mention, probe);
  }
}

/** Objects of the namespace that is known first, those of the cluster behind them, then what pods use and nobody defines. */
function objects({ kind, namespace }: NamedObject, workspace: Workspace): Named[] {
  if (kind === 'Namespace') return namespaces(workspace.lookups());
  const facts = workspace
    .lookups()
    .all(kind)
    .filter((it) => sameNamespace(it.namespace, namespace));
  const where = (it: (typeof facts)[number]): number => (it.place ? (it.namespace === namespace ? 0 : 1) : 2);
  const found = [...facts]
    .sort((a, b) => where(a) - where(b) || byName(a, b))
    .map((it) => ({
      name: it.name,
      detail: it.place ? inNamespace(it) : `${inNamespace(it)}, in the cluster`,
    }));
  const used = [...workspace.uses(kind)].flatMap(([name, uses]) => {
    const count = [...uses].filter((it) => sameNamespace(it.namespace, namespace)).length;
    return count > 0 ? [{ name, detail: `${kind}, used by ${pods(count)}`, isOnce: count === 1 }] : [];
  });
  return once([...found, ...used.sort(byName)]);
}

const inNamespace = (it: { readonly kind: string; readonly namespace: string | undefined }): string =>
  it.namespace === undefined || clusterScoped.has(it.kind) ? it.kind : `${it.kind} in "${it.namespace}"`;

const pods = (count: number): string => (count === 1 ? 'one pod' : `${count} pods`);

/** What pods ask for and nobody defines: probably what is being written. */
function wanted({ kind, namespace }: NamedObject, workspace: Workspace): Named[] {
  const lookups = workspace.lookups();
  return [...workspace.uses(kind)]
    .flatMap(([name, uses]) => {
      const asking = [...uses].filter((it) => sameNamespace(it.namespace, namespace));
      const isMissing = asking.length > 0 && lookups.find(kind, namespace, name).length === 0;
      return isMissing ? [{ name, detail: `wanted by ${pods(asking.length)}` }] : [];
    })
    .sort(byName);
}

function keys({ kind, object, namespace }: ObjectKey, workspace: Workspace): Named[] {
  const detail = `${kind === 'Service' ? 'port' : 'key'} of ${kind} "${object}"`;
  const holders = workspace.lookups().find(kind, namespace, object);
  const known = holders.flatMap((it) => it.keys ?? []);
  const used = [...(workspace.uses(kind).get(object) ?? [])].flatMap((it) => it.keys);
  const own = kind === 'Service' ? portNames(holders) : known;
  return once([...(own.length > 0 ? own : used)].sort().map((name) => ({ name, detail })));
}

/** The ports of a Service are no facts of it: they are read where it stands. */
function portNames(holders: ReturnType<Lookups['find']>): string[] {
  return holders.flatMap(({ name, place }) =>
    place
      ? place.region.glance((model) =>
          mentionsIn(place.region, model).flatMap(({ thing, defines }) =>
            defines && thing.sort === 'key' && thing.object === name ? [thing.name] : [],
          ),
        )
      : [],
  );
}

function wantedKeys({ kind, object, namespace }: ObjectKey, workspace: Workspace): Named[] {
  const known = workspace
    .lookups()
    .find(kind, namespace, object)
    .flatMap((it) => it.keys ?? []);
  const used = [...(workspace.uses(kind).get(object) ?? [])].flatMap((it) => it.keys);
  return once(used.filter((it) => !known.includes(it)).map((name) => ({ name, detail: 'wanted by pods' })));
}

function namespaces(lookups: Lookups): Named[] {
  const defined = lookups.all('Namespace').map(({ name, place }) => ({
    name,
    detail: place ? 'Namespace' : 'Namespace, in the cluster',
  }));
  const used = [...podMakers(undefined, lookups), ...namespacedKinds.flatMap((it) => lookups.all(it))]
    .flatMap((it) => it.namespace ?? [])
    .map((name) => ({ name, detail: 'namespace of other objects' }));
  return once([...defined, ...used].sort(byName));
}

const namespacedKinds = [
  'ConfigMap',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'Secret',
  'Service',
  'ServiceAccount',
];

/** Values that pods have of a label, or whole labels. */
function labels({ key, namespace }: Label, lookups: Lookups, whole: boolean): Named[] {
  const counts = new Map<string, number>();
  for (const { podLabels } of podMakers(namespace, lookups)) {
    for (const [name, value] of Object.entries(podLabels ?? {})) {
      if (!whole && name !== key) continue;
      const written = whole ? `${name}: ${value}` : value;
      counts.set(written, (counts.get(written) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, count]) => ({
      name,
      detail: `on the pods of ${count === 1 ? 'one workload' : `${count} workloads`}`,
      ...(whole ? { pair: name } : {}),
    }))
    .sort(byName);
}

/** What the pod itself says of volumes or ports: those it has where one is named, those it names where one is made. */
function ofThePod({ thing, defines, at }: Mention, { region, model }: Probe): Named[] {
  const pod = 'pod' in thing ? thing.pod : 'of' in thing && 'pod' in thing.of ? thing.of.pod : undefined;
  const all = mentionsIn(region, model).filter((it) => {
    const of = it.thing.sort === 'port' ? it.thing.of : it.thing;
    return it.thing.sort === thing.sort && 'pod' in of && of.pod === pod && it.at.start !== at.start;
  });
  const own = new Set(all.filter((it) => it.defines).map((it) => it.at.value));
  const asked = all.filter((it) => !it.defines && !own.has(it.at.value)).map((it) => it.at.value);
  const detail = defines ? `${thing.sort} that the pod names` : `${thing.sort} of the pod`;
  return once((defines ? asked : [...own]).map((name) => ({ name, detail })));
}

/** Ports of the pods that are sent to, by name where they have one. */
function ports({ of, namespace }: Port, lookups: Lookups): Named[] {
  if (!('selector' in of)) return [];
  const found = matching(of.selector, namespace, lookups).flatMap((fact) =>
    fact.ports.flatMap(({ name, number }) => {
      const label = name ?? number;
      if (label === undefined) return [];
      const detail = name === undefined || number === undefined ? '' : `${number} `;
      const isNumber = name === undefined;
      return [{ name: label, detail: `${detail}of ${fact.kind} "${fact.name}"`, isNumber }];
    }),
  );
  return once(found);
}

const imageAt = ({ model, offset }: Probe): Located | undefined =>
  model.pods
    .flatMap((it) => [...it.initContainers, ...it.containers])
    .map((it) => it.image)
    .find((it) => it && covers(it, offset));

/** Images in use, the most used first. */
const images = (workspace: Workspace): Named[] =>
  [...workspace.uses('image')]
    .sort(([a, some], [b, others]) => others.size - some.size || (a < b ? -1 : 1))
    .map(([name, uses]) => ({ name, detail: `used by ${pods(uses.size)}`, isOnce: uses.size === 1 }));

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : Number(a.name > b.name);

const once = (found: readonly Named[]): Named[] =>
  [...new Map(found.toReversed().map((it) => [it.name, it])).values()].toReversed();
