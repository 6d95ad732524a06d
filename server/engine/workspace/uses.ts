import { namespaceOf } from '../model/located.ts';
import type { PodSpec } from '../model/pod.ts';
import { podReferences } from '../model/references.ts';

/** What one pod needs by name: an object, or an image. Plain data that outlives the tree it was read from. */
export interface Use {
  /** Of the object; `image` for an image, whose `name` is the whole reference. */
  readonly kind: string;
  readonly name: string;
  /** Undefined means unknown, which matches any. */
  readonly namespace: string | undefined;
  /** Keys that it wants of a ConfigMap or Secret. */
  readonly keys: readonly string[];
}

/** One use for each pod and thing, however often the pod names it. */
export const usesOf = (pods: readonly PodSpec[]): Use[] => pods.flatMap(podUses);

function podUses(pod: PodSpec): Use[] {
  const namespace = namespaceOf(pod.owner);
  const found: (Use & { readonly keys: string[] })[] = [];
  const add = (kind: string, name: string, key?: string): void => {
    let use = found.find((it) => it.name === name && it.kind === kind);
    if (!use) found.push((use = { kind, name, namespace, keys: [] }));
    if (key !== undefined && !use.keys.includes(key)) use.keys.push(key);
  };
  for (const { kind, name, key } of podReferences(pod)) add(kind, name.value, key?.value);
  for (const { image } of [...pod.initContainers, ...pod.containers]) if (image) add('image', image.value);
  return found;
}
