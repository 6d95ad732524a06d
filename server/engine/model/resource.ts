import { entries, entry, get, items, type Node, text } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { type Located, locatedAt } from './located.ts';
import { type PodSpec, readPod } from './pod.ts';

/** A Kubernetes object as a manifest writes it. */
export interface Resource {
  readonly node: Node;
  readonly apiVersion: Located | undefined;
  readonly kind: string;
  readonly name: Located | undefined;
  /** Undefined where the manifest does not say; see `namespaceOf`. */
  readonly namespace: Located | undefined;
  readonly inheritedNamespace: string | undefined;
  readonly labels: Node | undefined;
  /** Only part of the object stands here, so nothing can be missing from it. */
  readonly partial: boolean;
  /** The pod that it is or makes. */
  readonly pod: PodSpec | undefined;
  /** Where to point when the object as a whole is meant: its name, else its kind. */
  readonly at: Range;
}

/** The objects of one document: one, or the items of a `List`. None where the document is no manifest. */
export function resourcesIn(
  root: Node | undefined,
  partialFile: boolean,
  inheritedNamespace?: string,
): Resource[] {
  const kind = text(get(root, 'kind'));
  if (!root || kind === undefined) return [];
  if (kind === 'List' || (kind.endsWith('List') && get(root, 'items')?.kind === 'seq')) {
    return items(get(root, 'items')).flatMap((it) => resourcesIn(it, partialFile, inheritedNamespace));
  }
  return [readResource(root, kind, partialFile, inheritedNamespace)];
}

const longRunning = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
]);

function readResource(
  node: Node,
  kind: string,
  partialFile: boolean,
  fileNamespace: string | undefined,
): Resource {
  const apiVersion = locatedAt(node, 'apiVersion');
  const name = locatedAt(node, 'metadata', 'name');
  const namespace = locatedAt(node, 'metadata', 'namespace');
  const named = name ?? locatedAt(node, 'metadata', 'generateName');
  // A Pod without a name is a template: its namespace is that of whoever uses it.
  const inheritedNamespace = named ? fileNamespace : undefined;
  const partial = partialFile || !apiVersion || (!named && kind !== 'Pod');
  const at = named ?? entry(node, 'kind')?.value ?? entries(node)[0]?.key ?? node;
  const place = podPlace(node, kind);
  const pod =
    place.spec?.kind === 'map'
      ? readPod(place.spec, {
          owner: { kind, name, namespace, inheritedNamespace, at },
          partial,
          longRunning: longRunning.has(kind),
          labels: place.labels,
          claimTemplates: items(get(node, 'spec', 'volumeClaimTemplates')).flatMap(
            (it) => text(get(it, 'metadata', 'name')) ?? [],
          ),
        })
      : undefined;
  return {
    node,
    apiVersion,
    kind,
    name,
    namespace,
    inheritedNamespace,
    labels: get(node, 'metadata', 'labels'),
    partial,
    pod,
    at,
  };
}

/** A Pod holds its spec itself, workloads in a template, a CronJob in the template of a template. */
function podPlace(node: Node, kind: string): { spec: Node | undefined; labels: Node | undefined } {
  const path = podPaths[kind];
  if (!path) return { spec: undefined, labels: undefined };
  const holder = get(node, ...path);
  return { spec: get(holder, 'spec'), labels: get(holder, 'metadata', 'labels') };
}

const podPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
