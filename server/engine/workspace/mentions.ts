import type { Located } from '../model/located.ts';
import { located, locatedAt, namespaceOf } from '../model/located.ts';
import type { PodSpec } from '../model/pod.ts';
import { type ObjectReference, podReferences, resourceReferences } from '../model/references.ts';
import type { RegionModel } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import { matches, readLabelSelector, readPlainSelector, type Selector } from '../model/selector.ts';
import { entries, get, items, type Node, target, text } from '../syntax/node.ts';
import { covers } from '../text/document.ts';
import { generatedObjects, isKustomization } from './kustomization.ts';
import { sameNamespace } from './lookups.ts';
import { clusterScoped } from './object-fact.ts';
import type { Region } from './region.ts';

/** A place that names something which other places name too. */
export interface Mention {
  readonly region: Region;
  /** In the region. */
  readonly at: Located;
  readonly thing: Thing;
  /** The thing comes into being here. */
  readonly defines: boolean;
}

export type Thing = NamedObject | ObjectKey | Label | Volume | Port;

export interface NamedObject {
  readonly sort: 'object';
  readonly kind: string;
  readonly name: string;
  /** Undefined means unknown, which matches any; objects in no namespace have none either. */
  readonly namespace: string | undefined;
}

/** A key of a ConfigMap or Secret, a port of a Service. */
export interface ObjectKey {
  readonly sort: 'key';
  readonly kind: string;
  readonly object: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** One half of a label of pods. */
export interface Label {
  readonly sort: 'label';
  readonly part: 'key' | 'value';
  readonly key: string;
  /** Undefined where a selector asks for the key alone. */
  readonly value: string | undefined;
  readonly namespace: string | undefined;
}

interface Volume {
  readonly sort: 'volume';
  readonly name: string;
  /** Names the pod among all of the workspace. */
  readonly pod: string;
}

/** A named port of containers, as the pod itself names it or as what sends to pods of some labels does. */
export interface Port {
  readonly sort: 'port';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly of: PortOwner;
}

type PortOwner =
  | { readonly pod: string; readonly labels: Readonly<Record<string, string>> | undefined }
  | { readonly selector: Selector };

/** Whether two places name the same thing. */
export function isSame(a: Thing, b: Thing): boolean {
  switch (a.sort) {
    case 'object':
      return b.sort === 'object' && a.kind === b.kind && a.name === b.name && inOneNamespace(a, b);
    case 'key':
      return (
        b.sort === 'key' &&
        a.kind === b.kind &&
        a.object === b.object &&
        a.name === b.name &&
        inOneNamespace(a, b)
      );
    case 'label':
      return (
        b.sort === 'label' &&
        a.part === b.part &&
        a.key === b.key &&
        (a.value === b.value || a.value === undefined || b.value === undefined) &&
        inOneNamespace(a, b)
      );
    case 'volume':
      return b.sort === 'volume' && a.name === b.name && a.pod === b.pod;
    case 'port':
      return b.sort === 'port' && a.name === b.name && inOneNamespace(a, b) && isSamePort(a.of, b.of);
  }
}

const inOneNamespace = (
  a: { readonly namespace: string | undefined },
  b: { readonly namespace: string | undefined },
): boolean => sameNamespace(a.namespace, b.namespace);

function isSamePort(a: PortOwner, b: PortOwner): boolean {
  if ('pod' in a && 'pod' in b) return a.pod === b.pod;
  if ('pod' in a) return 'selector' in b && a.labels !== undefined && matches(b.selector, a.labels);
  // Two that send to the same pods meet in those pods.
  return 'pod' in b && isSamePort(b, a);
}

/** The places around an offset that name something: several where one text stands for things of several pods. */
export function mentionsAt(region: Region, offset: number, model = region.model): Mention[] {
  const around = mentionsIn(region, model).filter(({ at }) => covers(at, offset));
  const shortest = Math.min(...around.map(({ at }) => at.end - at.start));
  return around.filter(({ at }) => at.end - at.start === shortest);
}

/** All places of a region that name something. `model` may be another reading of the region. */
export function mentionsIn(region: Region, model: RegionModel): Mention[] {
  const found: Mention[] = [];
  const add: Add = (thing, at, defines = false) => {
    if (at) found.push({ region, thing, at, defines });
  };
  const podId = (pod: PodSpec): string => `${region.uri}#${region.start}#${model.pods.indexOf(pod)}`;
  for (const resource of model.resources) {
    addObject(resource, !region.context.partial, add);
    addAccess(resource, add);
    addNetwork(resource, add);
    addStorage(resource, add);
    addSelectors(selectorsIn(resource), add);
    const { pod } = resource;
    for (const it of pod ? items(get(resource.node, 'spec', 'volumeClaimTemplates')) : []) {
      const name = locatedAt(it, 'metadata', 'name');
      if (pod && name) add({ sort: 'volume', name: name.value, pod: podId(pod) }, name, true);
    }
  }
  for (const pod of model.pods) addPod(pod, podId(pod), add);
  if (isKustomization(region.uri)) addKustomization(model.root, add);
  return found;
}

type Add = (thing: Thing, at: Located | undefined, defines?: boolean) => void;

function addReference({ kind, name, key, namespace }: ObjectReference, add: Add): void {
  addNamed(kind, name, namespace, add);
  if (key) add({ sort: 'key', kind, object: name.value, name: key.value, namespace }, key);
}

function addNamed(kind: string, name: Located | undefined, namespace: string | undefined, add: Add): void {
  if (!name) return;
  const known = clusterScoped.has(kind) ? undefined : namespace;
  add({ sort: 'object', kind, name: name.value, namespace: known }, name);
}

function addObject(resource: Resource, defines: boolean, add: Add): void {
  const { kind, name, node, apiVersion } = resource;
  const namespace = clusterScoped.has(kind) ? undefined : namespaceOf(resource);
  if (name && (apiVersion ?? !resource.partial)) {
    add({ sort: 'object', kind, name: name.value, namespace }, name, defines);
  }
  addNamed('Namespace', resource.namespace, undefined, add);
  for (const it of resourceReferences(resource)) addReference(it, add);
  if (!name) return;
  for (const map of dataMaps[kind] ?? []) {
    for (const { key } of entries(get(node, map))) {
      add({ sort: 'key', kind, object: name.value, name: key.value, namespace }, located(key), defines);
    }
  }
}

const dataMaps: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['data', 'binaryData'],
  Secret: ['data', 'stringData'],
};

function addAccess(resource: Resource, add: Add): void {
  const { kind, node } = resource;
  const namespace = namespaceOf(resource);
  for (const it of items(get(node, 'subjects')))
    addNamed('Namespace', locatedAt(it, 'namespace'), undefined, add);
  if (kind === 'ServiceAccount') {
    for (const it of [...items(get(node, 'imagePullSecrets')), ...items(get(node, 'secrets'))])
      addNamed('Secret', locatedAt(it, 'name'), namespace, add);
  }
  if (kind !== 'Role' && kind !== 'ClusterRole') return;
  for (const rule of items(get(node, 'rules'))) {
    const kinds = items(get(rule, 'resources')).flatMap((it) => kindsByResource[text(it) ?? ''] ?? []);
    for (const name of items(get(rule, 'resourceNames')))
      for (const it of kinds) addNamed(it, located(name), namespace, add);
  }
}

/** Resources whose objects roles name one by one. */
const kindsByResource: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  cronjobs: 'CronJob',
  deployments: 'Deployment',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
  statefulsets: 'StatefulSet',
};

function addNetwork(resource: Resource, add: Add): void {
  const { kind, name, node } = resource;
  const namespace = namespaceOf(resource);
  const spec = get(node, 'spec');
  const sends = (selector: Selector, port: Node | undefined): void => {
    const at = located(port);
    if (!at || /^\d+$/.test(at.value)) return;
    add({ sort: 'port', name: at.value, namespace, of: { selector } }, at);
  };
  if (kind === 'Service') {
    const selector = readPlainSelector(get(spec, 'selector'));
    for (const port of items(get(spec, 'ports'))) {
      if (selector.length > 0) sends(selector, get(port, 'targetPort'));
      const own = locatedAt(port, 'name');
      if (!name || !own) continue;
      add({ sort: 'key', kind, object: name.value, name: own.value, namespace }, own, true);
    }
  }
  if (kind === 'NetworkPolicy') {
    const selector = readLabelSelector(get(spec, 'podSelector'));
    for (const rule of items(get(spec, 'ingress')))
      for (const it of items(get(rule, 'ports'))) sends(selector, get(it, 'port'));
  }
  if (kind === 'PodMonitor') {
    const selector = readLabelSelector(get(spec, 'selector'));
    for (const it of items(get(spec, 'podMetricsEndpoints'))) sends(selector, get(it, 'port'));
  }
  if (kind === 'StatefulSet') addNamed('Service', locatedAt(spec, 'serviceName'), namespace, add);
  if (kind === 'Ingress') addIngress(spec, namespace, add);
}

function addIngress(spec: Node | undefined, namespace: string | undefined, add: Add): void {
  const paths = items(get(spec, 'rules')).flatMap((it) => items(get(it, 'http', 'paths')));
  const backends = [get(spec, 'defaultBackend'), ...paths.map((it) => get(it, 'backend'))];
  for (const service of backends.map((it) => get(it, 'service'))) {
    const name = locatedAt(service, 'name');
    const port = locatedAt(service, 'port', 'name');
    addNamed('Service', name, namespace, add);
    if (name && port)
      add({ sort: 'key', kind: 'Service', object: name.value, name: port.value, namespace }, port);
  }
  for (const it of items(get(spec, 'tls'))) addNamed('Secret', locatedAt(it, 'secretName'), namespace, add);
  addNamed('IngressClass', locatedAt(spec, 'ingressClassName'), undefined, add);
}

function addStorage({ kind, node }: Resource, add: Add): void {
  const spec = get(node, 'spec');
  const claims = items(get(spec, 'volumeClaimTemplates')).map((it) => get(it, 'spec'));
  if (kind === 'PersistentVolumeClaim' || kind === 'PersistentVolume') claims.push(spec);
  for (const claim of claims) addNamed('StorageClass', locatedAt(claim, 'storageClassName'), undefined, add);
  if (kind === 'PersistentVolumeClaim')
    addNamed('PersistentVolume', locatedAt(spec, 'volumeName'), undefined, add);
}

function addPod(pod: PodSpec, id: string, add: Add): void {
  const { node, owner } = pod;
  const namespace = namespaceOf(owner);
  for (const it of podReferences(pod)) addReference(it, add);
  addNamed('PriorityClass', locatedAt(node, 'priorityClassName'), undefined, add);
  addNamed('RuntimeClass', locatedAt(node, 'runtimeClassName'), undefined, add);
  addNamed('Namespace', owner.namespace, undefined, add);
  for (const { key, value } of entries(pod.labels)) addLabel(key, target(value), namespace, add, true);
  addSelectors(
    podSelectors(node).map((it) => ({ node: it, isPlain: false, namespace })),
    add,
  );
  addVolumes(pod, id, add);
  addPorts(pod, id, add);
}

function addVolumes(pod: PodSpec, id: string, add: Add): void {
  const volume = (name: Located | undefined, defines = false): void => {
    if (name) add({ sort: 'volume', name: name.value, pod: id }, name, defines);
  };
  const namespace = namespaceOf(pod.owner);
  for (const { name, node } of pod.volumes) {
    volume(name, true);
    const claim = get(node, 'ephemeral', 'volumeClaimTemplate', 'spec');
    addNamed('StorageClass', locatedAt(claim, 'storageClassName'), undefined, add);
  }
  for (const { node, volumeMounts } of [...pod.initContainers, ...pod.containers]) {
    for (const it of items(get(node, 'volumeDevices'))) volume(locatedAt(it, 'name'));
    for (const { name, subPath } of volumeMounts) {
      volume(name);
      const source = pod.volumes.find((it) => it.name?.value === name?.value);
      const object = source?.configMap ?? source?.secret;
      if (!source || !object || !subPath) continue;
      const kind = source.configMap ? 'ConfigMap' : 'Secret';
      // With `items` it is the path that they give a key.
      if (get(source.node, source.configMap ? 'configMap' : 'secret', 'items')) continue;
      add({ sort: 'key', kind, object: object.value, name: subPath.value, namespace }, subPath);
    }
  }
}

function addPorts(pod: PodSpec, id: string, add: Add): void {
  const namespace = namespaceOf(pod.owner);
  const labels = pod.labels?.open || pod.labels?.kind === 'unknown' ? undefined : labelsOf(pod.labels);
  const port = (node: Node | undefined, defines = false): void => {
    const at = located(node);
    if (!at || /^\d+$/.test(at.value)) return;
    add({ sort: 'port', name: at.value, namespace, of: { pod: id, labels } }, at, defines);
  };
  for (const { node } of [...pod.initContainers, ...pod.containers]) {
    for (const it of items(get(node, 'ports'))) port(get(it, 'name'), true);
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      for (const way of ['httpGet', 'tcpSocket']) port(get(node, probe, way, 'port'));
    }
    for (const moment of ['postStart', 'preStop']) port(get(node, 'lifecycle', moment, 'httpGet', 'port'));
  }
}

const labelsOf = (node: Node | undefined): Record<string, string> =>
  Object.fromEntries(entries(node).map(({ key, value }) => [key.value, text(value) ?? '']));

interface PodSelector {
  readonly node: Node;
  /** A map of labels, where others are `matchLabels` and `matchExpressions`. */
  readonly isPlain: boolean;
  readonly namespace: string | undefined;
}

/** The selectors of pods that stand in an object outside of its own pod. */
function selectorsIn(resource: Resource): PodSelector[] {
  const { kind, node } = resource;
  const namespace = namespaceOf(resource);
  const isPlain = kind === 'Service' || kind === 'ReplicationController';
  if (kind === 'NetworkPolicy') {
    const peers = [
      ...items(get(node, 'spec', 'ingress')).flatMap((it) => items(get(it, 'from'))),
      ...items(get(node, 'spec', 'egress')).flatMap((it) => items(get(it, 'to'))),
    ].map((it) => ({
      node: get(it, 'podSelector'),
      namespace: get(it, 'namespaceSelector') ? undefined : namespace,
    }));
    const own = { node: get(node, 'spec', 'podSelector'), namespace };
    return [own, ...peers].flatMap((it) => (it.node ? [{ ...it, node: it.node, isPlain }] : []));
  }
  const selector = selects.has(kind) ? get(node, 'spec', 'selector') : undefined;
  return selector ? [{ node: selector, isPlain, namespace }] : [];
}

const selects = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'PodDisruptionBudget',
  'PodMonitor',
  'ReplicaSet',
  'ReplicationController',
  'Service',
  'StatefulSet',
]);

/** The selectors of other pods that a pod wants to be near to, or apart from. */
function podSelectors(pod: Node): Node[] {
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap((it) => {
    const affinity = get(pod, 'affinity', it);
    return [
      ...items(get(affinity, 'requiredDuringSchedulingIgnoredDuringExecution')),
      ...items(get(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')).flatMap(
        (preferred) => get(preferred, 'podAffinityTerm') ?? [],
      ),
    ];
  });
  return [...terms, ...items(get(pod, 'topologySpreadConstraints'))].flatMap(
    (it) => get(it, 'labelSelector') ?? [],
  );
}

function addSelectors(selectors: readonly PodSelector[], add: Add): void {
  for (const { node, isPlain, namespace } of selectors) {
    for (const { key, value } of entries(isPlain ? node : get(node, 'matchLabels')))
      addLabel(key, target(value), namespace, add);
    for (const it of isPlain ? [] : items(get(node, 'matchExpressions'))) {
      const key = locatedAt(it, 'key');
      if (!key) continue;
      const values = text(get(it, 'operator')) === 'In' ? items(get(it, 'values')) : [];
      const [only, ...others] = values;
      if (only && others.length === 0) {
        addLabel(key.node, only, namespace, add);
        continue;
      }
      add({ sort: 'label', part: 'key', key: key.value, value: undefined, namespace }, key);
      for (const value of values) addLabelValue(key.value, value, namespace, add);
    }
  }
}

function addLabel(key: Node, value: Node, namespace: string | undefined, add: Add, defines = false): void {
  const written = text(value);
  if (written === undefined || key.value === '<<') return;
  add({ sort: 'label', part: 'key', key: key.value, value: written, namespace }, located(key), defines);
  addLabelValue(key.value, value, namespace, add, defines);
}

function addLabelValue(
  key: string,
  value: Node,
  namespace: string | undefined,
  add: Add,
  defines = false,
): void {
  const at = located(value);
  if (at) add({ sort: 'label', part: 'value', key, value: at.value, namespace }, at, defines);
}

function addKustomization(root: Node | undefined, add: Add): void {
  addNamed('Namespace', locatedAt(root, 'namespace'), undefined, add);
  for (const { kind, name, namespace, whole } of generatedObjects(root)) {
    add({ sort: 'object', kind, name: text(name) ?? '', namespace }, located(name), true);
    for (const literal of items(get(whole, 'literals'))) {
      const key = literalKey(literal);
      if (key) add({ sort: 'key', kind, object: text(name) ?? '', name: key.value, namespace }, key, true);
    }
  }
  for (const patch of items(get(root, 'patches'))) {
    const kind = text(get(patch, 'target', 'kind'));
    const namespace = text(get(patch, 'target', 'namespace')) ?? text(get(root, 'namespace'));
    if (kind !== undefined) addNamed(kind, locatedAt(patch, 'target', 'name'), namespace, add);
  }
}

/** The part before `=` in `KEY=value`. */
function literalKey(literal: Node): Located | undefined {
  const value = text(literal)?.split('=')[0];
  if (value === undefined || literal.style === 'literal' || literal.style === 'folded') return undefined;
  const start = literal.start + (literal.style === 'plain' ? 0 : 1);
  return { value, start, end: start + value.length, node: literal };
}
