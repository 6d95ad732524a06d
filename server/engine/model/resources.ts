import { get, type Node, text } from '../syntax/node.ts';
import { type Container, isWhole, names } from './pod.ts';
import { parseQuantity } from './quantity.ts';

/** Whether all of a container's resources are seen, so that what is not there is missing. */
export const resourcesAreWhole = (container: Container): boolean =>
  isWhole(
    container.pod,
    container.node,
    container.resources,
    get(container.resources, 'limits'),
    get(container.resources, 'requests'),
  ) && get(container.pod.node, 'resources') === undefined;

/** The resources of these that neither `requests` names nor `limits`, which the API server takes as requests too. */
export const unrequested = ({ resources }: Container, wanted: readonly string[]): string[] =>
  wanted.filter((it) => !names(get(resources, 'requests'), it) && !names(get(resources, 'limits'), it));

/** The larger of two quantities as they are written; the second where one of them is none. */
export function largerQuantity(a: string | undefined, b: string): string {
  const [x, y] = [a === undefined ? undefined : parseQuantity(a), parseQuantity(b)];
  return a !== undefined && x !== undefined && y !== undefined && x > y ? a : b;
}

export const requestOf = (resources: Node | undefined, name: string): string | undefined =>
  text(get(resources, 'requests', name));

/**
 * Whether a node may promise more of a resource than it has: CPU, memory, storage. Devices of extended resources
 * (`nvidia.com/gpu`) and huge pages are given whole (`IsOvercommitAllowed` in k8s.io/kubernetes pkg/apis/core/v1/helper).
 */
export const isShared = (resource: string): boolean =>
  !resource.startsWith('hugepages-') && (!resource.includes('/') || /(^|\.)kubernetes\.io\//.test(resource));
