import type { SchemaDocument } from '../../schema/schema.ts';
import { entry, get, items, type Node, target } from '../../syntax/node.ts';
import type { Range } from '../../text/document.ts';
import { type Located, located } from '../located.ts';
import type { PodSpec } from '../pod.ts';
import type { Arguments } from './arguments.ts';
import { jobPod, variablesOf } from './prefect.ts';

/** A deployment that a prefect.yaml describes. */
export interface PrefectDeployment {
  readonly node: Node;
  readonly workPool: Located | undefined;
  readonly jobVariables: Arguments;
  /** Each schedule, under `schedules` or `schedule`. */
  readonly schedules: readonly Node[];
  /** Where to point when all of it is meant: its name. */
  readonly at: Range;
}

/** The deployments of a prefect.yaml; none for other documents. */
export function prefectDeployments({ id, node }: SchemaDocument): PrefectDeployment[] {
  if (id !== 'prefect-yaml') return [];
  return items(get(node, 'deployments'))
    .filter((it) => it.kind === 'map')
    .map((it) => {
      const name = entry(it, 'name')?.value;
      const single = get(it, 'schedule');
      return {
        node: it,
        workPool: located(get(it, 'work_pool', 'name')),
        jobVariables: variablesOf(get(it, 'work_pool', 'job_variables')),
        schedules: [...items(get(it, 'schedules')), ...(single ? [single] : [])],
        at: name ? target(name) : (entry(it, 'entrypoint')?.key ?? it),
      };
    });
}

/** The pods of the runs of deployments. */
export const deploymentPods = (documents: readonly SchemaDocument[]): PodSpec[] =>
  documents
    .flatMap(prefectDeployments)
    .filter(({ jobVariables }) => jobVariables.size > 0)
    .map(({ jobVariables, at }) => jobPod({ kind: 'Prefect deployment', at, given: jobVariables }));
