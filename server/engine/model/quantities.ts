import { entries, get, isNull, items, type Node, target } from '../syntax/node.ts';
import type { PodSpec } from './pod.ts';
import type { Resource } from './resource.ts';

/** An amount of a resource, such as `cpu`, `memory` or `requests.storage`, wherever a manifest writes one. */
export interface Amount {
  readonly resource: string;
  readonly node: Node;
  /** Of many containers together. */
  readonly isTotal: boolean;
}

/** The amounts that a pod asks for: of its containers, of itself, and of volumes that have a size. */
export function podAmounts(pod: PodSpec): Amount[] {
  const holders = [
    pod.node,
    ...pod.initContainers.map((it) => it.node),
    ...pod.containers.map((it) => it.node),
  ];
  const volumes = pod.volumes.flatMap(({ node }) => [
    ...amount('storage', get(node, 'emptyDir', 'sizeLimit')),
    ...claimAmounts(get(node, 'ephemeral', 'volumeClaimTemplate', 'spec')),
  ]);
  return [...holders.flatMap((it) => listAmounts(get(it, 'resources'), ['requests', 'limits'])), ...volumes];
}

/** The amounts that an object names outside of its pod: quotas, limit ranges, claims and volumes. */
export function resourceAmounts({ kind, node }: Resource): Amount[] {
  const spec = get(node, 'spec');
  switch (kind) {
    case 'ResourceQuota':
      return listAmounts(spec, ['hard']).map((it) => ({ ...it, isTotal: true }));
    case 'LimitRange':
      return items(get(spec, 'limits')).flatMap((it) =>
        listAmounts(it, ['max', 'min', 'default', 'defaultRequest']),
      );
    case 'PersistentVolume':
      return listAmounts(spec, ['capacity']);
    case 'PersistentVolumeClaim':
      return claimAmounts(spec);
    case 'StatefulSet':
      return items(get(spec, 'volumeClaimTemplates')).flatMap((it) => claimAmounts(get(it, 'spec')));
  }
  return [];
}

const claimAmounts = (spec: Node | undefined): Amount[] =>
  listAmounts(get(spec, 'resources'), ['requests', 'limits']);

const listAmounts = (holder: Node | undefined, lists: readonly string[]): Amount[] =>
  lists.flatMap((list) =>
    entries(get(holder, list)).flatMap(({ key, value }) => amount(key.value, target(value))),
  );

const amount = (resource: string, node: Node | undefined): Amount[] =>
  node && !isNull(node) ? [{ resource, node, isTotal: false }] : [];
