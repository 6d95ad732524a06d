import { get, type Node, text } from '../syntax/node.ts';
import { type LimitRange, quantities } from './limit-range.ts';
import type { Container, PodSpec } from './pod.ts';
import { parseQuantity } from './quantity.ts';

/** What a container asks for, as written. */
export interface ContainerDemand {
  readonly name: string;
  /** `restartPolicy: Always` on an init container makes it run beside the others. */
  readonly runs: 'beside' | 'before';
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** What the pods of a workload ask for together: plain data. */
export interface PodDemand {
  /** How many of the pod run at the same time. */
  readonly copies: number;
  /** In the order in which they start: init containers first. */
  readonly containers: readonly ContainerDemand[];
}

/** Undefined where the number of pods cannot be known (a DaemonSet), or not all of it is seen. */
export function podDemand(pod: PodSpec, root: Node): PodDemand | undefined {
  const copies = copiesOf(pod.owner.kind, root);
  const all = [...pod.initContainers, ...pod.containers];
  const unseen = all.some(
    (it) => it.node.open || it.resources?.kind === 'unknown' || it.resources?.open === true,
  );
  if (copies === undefined || pod.partial || unseen) return undefined;
  return { copies, containers: all.map(containerDemand) };
}

/**
 * What one pod needs of a resource, in nano-units, as the scheduler and the quota count it (`PodRequests` in
 * k8s.io/component-helpers v0.36 resource): all that run beside each other, or more while an init container runs.
 */
export function podTotal(
  { containers }: PodDemand,
  side: 'requests' | 'limits',
  resource: string,
  limitRange: LimitRange | undefined,
): bigint {
  let beside = 0n;
  let peak = 0n;
  for (const container of containers) {
    const amount = effective(container, side, resource, limitRange);
    if (container.runs === 'beside') beside += amount;
    else if (beside + amount > peak) peak = beside + amount;
  }
  return beside > peak ? beside : peak;
}

/** What a container has of a resource after defaults, in nano-units; 0 where nothing gives it any. */
function effective(
  { requests, limits }: ContainerDemand,
  side: 'requests' | 'limits',
  resource: string,
  limitRange: LimitRange | undefined,
): bigint {
  const written =
    side === 'limits'
      ? (limits[resource] ?? limitRange?.limits[resource])
      : (requests[resource] ?? limits[resource] ?? limitRange?.requests[resource]);
  return (written === undefined ? undefined : parseQuantity(written)) ?? 0n;
}

export function containerDemand({ node, init, name, resources }: Container): ContainerDemand {
  return {
    name: name?.value ?? '',
    runs: init && text(get(node, 'restartPolicy')) !== 'Always' ? 'before' : 'beside',
    requests: quantities(get(resources, 'requests')),
    limits: quantities(get(resources, 'limits')),
  };
}

function copiesOf(kind: string, root: Node): number | undefined {
  const number = (...path: string[]): number | undefined => {
    const written = text(get(root, ...path)) ?? '1';
    return /^\d+$/.test(written) ? Number(written) : undefined;
  };
  switch (kind) {
    case 'Pod':
      return 1;
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return number('spec', 'replicas');
    case 'Job':
      return number('spec', 'parallelism');
    case 'CronJob':
      return number('spec', 'jobTemplate', 'spec', 'parallelism');
    default:
      return undefined;
  }
}
