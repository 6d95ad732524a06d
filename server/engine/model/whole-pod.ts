import { get } from '../syntax/node.ts';
import { isWhole, type PodSpec } from './pod.ts';

/** Whether all of a pod is written here, containers and volumes: a container without an image is a part of a patch. */
export const isWholePod = (pod: PodSpec): boolean =>
  isWhole(pod, get(pod.node, 'containers'), get(pod.node, 'volumes')) &&
  pod.containers.length > 0 &&
  pod.containers.every((it) => isWhole(pod, it.node) && get(it.node, 'image') !== undefined);
