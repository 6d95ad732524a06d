import { get, items } from '../syntax/node.ts';
import { type Located, locatedAt } from './located.ts';
import type { Container, Volume, VolumeMount } from './pod.ts';

/** What a path of a container leads to: a volume, and the path in it without a slash at either end. */
export interface MountedPath {
  readonly mount: VolumeMount;
  /** Undefined where the pod has no such volume. */
  readonly volume: Volume | undefined;
  readonly path: string;
}

/** The volume behind a path of a container; undefined where the path lies in its image. */
export function mountedPath(container: Container, path: string): MountedPath | undefined {
  const [mount] = container.volumeMounts
    .filter(({ mountPath }) => mountPath && isBelow(path, mountPath.value))
    .sort((a, b) => (b.mountPath?.value.length ?? 0) - (a.mountPath?.value.length ?? 0));
  if (!mount?.mountPath) return undefined;
  const below = trimmed(path).slice(trimmed(mount.mountPath.value).length);
  const volume = container.pod.volumes.find(({ name }) => name && name.value === mount.name?.value);
  return { mount, volume, path: trimmed(`${mount.subPath?.value ?? ''}/${trimmed(below)}`) };
}

/** Whether a volume is mounted at a path, above it or below it. */
export const isMounted = (container: Container, path: string): boolean =>
  mountedPath(container, path) !== undefined ||
  container.volumeMounts.some(({ mountPath }) => mountPath && isBelow(mountPath.value, path));

/** The ConfigMap and the key that a path in a volume shows; the key is undefined where the volume leaves it out. */
export function configMapKey({
  volume,
  path,
}: MountedPath): { readonly configMap: Located; readonly key: string | undefined } | undefined {
  const configMap = volume?.configMap;
  if (!configMap || path.includes('/')) return undefined;
  const chosen = items(get(volume.node, 'configMap', 'items'));
  if (chosen.length === 0) return { configMap, key: path };
  const item = chosen.find((it) => locatedAt(it, 'path')?.value === path);
  return { configMap, key: locatedAt(item, 'key')?.value };
}

const isBelow = (path: string, folder: string): boolean => {
  const [inner, outer] = [trimmed(path), trimmed(folder)];
  return inner === outer || inner.startsWith(`${outer}/`) || outer === '';
};

const trimmed = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, '');
