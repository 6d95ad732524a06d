import { get, isNull, items, type Node } from '../syntax/node.ts';
import { flag, type Located, locatedAt, namespaceOf } from './located.ts';
import type { PodSpec } from './pod.ts';
import type { Resource } from './resource.ts';

/** A place that names another object. */
export interface ObjectReference {
  readonly kind: string;
  readonly name: Located;
  /** A key inside the object, of a ConfigMap or Secret. */
  readonly key: Located | undefined;
  /** The pod starts without it. */
  readonly optional: boolean;
  /** Undefined means unknown, which matches any. */
  readonly namespace: string | undefined;
}

/** What a pod names: its ServiceAccount, and the ConfigMaps, Secrets and claims of its volumes and environment. */
export function podReferences(pod: PodSpec): readonly ObjectReference[] {
  let found = knownReferences.get(pod);
  if (!found) knownReferences.set(pod, (found = readReferences(pod)));
  return found;
}

/** Many rules ask for those of one pod. */
const knownReferences = new WeakMap<PodSpec, readonly ObjectReference[]>();

function readReferences(pod: PodSpec): ObjectReference[] {
  const found: ObjectReference[] = [];
  const namespace = namespaceOf(pod.owner);
  const add = (kind: string, at: Node | undefined, nameKey: string, keyKey?: string): void => {
    const name = locatedAt(at, nameKey);
    if (!name) return;
    const key = keyKey === undefined ? undefined : locatedAt(at, keyKey);
    found.push({ kind, name, key, optional: flag(get(at, 'optional')) === true, namespace });
  };
  if (pod.serviceAccount) {
    found.push({
      kind: 'ServiceAccount',
      name: pod.serviceAccount,
      key: undefined,
      optional: false,
      namespace,
    });
  }
  for (const { node, name } of pod.volumes) {
    if (name && pod.claimTemplates.includes(name.value)) continue;
    add('PersistentVolumeClaim', get(node, 'persistentVolumeClaim'), 'claimName');
    addVolume('ConfigMap', get(node, 'configMap'), 'name');
    addVolume('Secret', get(node, 'secret'), 'secretName');
    for (const source of items(get(node, 'projected', 'sources'))) {
      addVolume('ConfigMap', get(source, 'configMap'), 'name');
      addVolume('Secret', get(source, 'secret'), 'name');
    }
  }
  for (const container of [...pod.initContainers, ...pod.containers]) {
    for (const { valueFrom } of container.env) {
      add('ConfigMap', get(valueFrom, 'configMapKeyRef'), 'name', 'key');
      add('Secret', get(valueFrom, 'secretKeyRef'), 'name', 'key');
    }
    for (const source of items(get(container.node, 'envFrom'))) {
      add('ConfigMap', get(source, 'configMapRef'), 'name');
      add('Secret', get(source, 'secretRef'), 'name');
    }
  }
  for (const secret of items(get(pod.node, 'imagePullSecrets'))) {
    const name = locatedAt(secret, 'name');
    if (name) found.push({ kind: 'Secret', name, key: undefined, optional: true, namespace });
  }
  return found;

  /** A volume names its object, and under `items` the keys it wants. */
  function addVolume(kind: string, source: Node | undefined, nameKey: string): void {
    const name = locatedAt(source, nameKey);
    if (!name) return;
    const optional = flag(get(source, 'optional')) === true;
    found.push({ kind, name, key: undefined, optional, namespace });
    for (const item of items(get(source, 'items'))) {
      const key = locatedAt(item, 'key');
      if (key) found.push({ kind, name, key, optional, namespace });
    }
  }
}

/** What an object names outside its pod: the subjects and the role of a binding, the target of an autoscaler. */
export function resourceReferences(resource: Resource): ObjectReference[] {
  const { node, kind } = resource;
  const namespace = namespaceOf(resource);
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    const subjects = items(get(node, 'subjects')).flatMap((subject) => {
      const name = locatedAt(subject, 'name');
      if (locatedAt(subject, 'kind')?.value !== 'ServiceAccount' || !name) return [];
      const there = locatedAt(subject, 'namespace')?.value ?? namespace;
      return [{ kind: 'ServiceAccount', name, key: undefined, optional: false, namespace: there }];
    });
    const role = locatedAt(node, 'roleRef', 'name');
    const roleKind = locatedAt(node, 'roleRef', 'kind')?.value;
    if (!role || roleKind === undefined) return subjects;
    const roleNamespace = roleKind === 'Role' ? namespace : undefined;
    return [
      ...subjects,
      { kind: roleKind, name: role, key: undefined, optional: false, namespace: roleNamespace },
    ];
  }
  const target = get(node, 'spec', 'scaleTargetRef');
  const name = locatedAt(target, 'name');
  const targetKind = locatedAt(target, 'kind')?.value;
  if (isNull(target) || !name || targetKind === undefined) return [];
  return [{ kind: targetKind, name, key: undefined, optional: false, namespace }];
}
