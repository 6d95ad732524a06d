import { get, type Node } from '../syntax/node.ts';
import type { Resource } from './resource.ts';

/** The spec of a Job, or of the Jobs that a CronJob makes; undefined for other objects. */
export function jobSpec({ kind, node }: Resource): Node | undefined {
  if (kind === 'Job') return get(node, 'spec');
  return kind === 'CronJob' ? get(node, 'spec', 'jobTemplate', 'spec') : undefined;
}
