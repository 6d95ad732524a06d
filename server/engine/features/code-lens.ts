import type { Range } from '../text/document.ts';
import { sameNamespace } from '../workspace/lookups.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { podMakers } from '../workspace/pods.ts';
import type { Region } from '../workspace/region.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Something to know of an object, shown above it. */
export interface CodeLens {
  /** The name of the object, in the region. */
  readonly range: Range;
  readonly title: string;
  /** The count is that of the places that name the object. */
  readonly opens: boolean;
}

/** How many pods use an object, how many workloads a quota is about. Nothing where there are none. */
export const codeLenses = (workspace: Workspace, region: Region): CodeLens[] =>
  region.facts.flatMap((fact) => {
    const title = counted(workspace, fact);
    return title !== undefined && fact.place
      ? [{ range: fact.place.range, title, opens: used.has(fact.kind) }]
      : [];
  });

function counted(workspace: Workspace, { kind, name, namespace }: ObjectFact): string | undefined {
  if (used.has(kind)) {
    const uses = [...(workspace.uses(kind).get(name) ?? [])];
    const count = uses.filter((it) => sameNamespace(it.namespace, namespace)).length;
    return count === 0 ? undefined : count === 1 ? 'one pod uses it' : `${count} pods use it`;
  }
  if (!bounds.has(kind) || namespace === undefined) return undefined;
  const count = podMakers(namespace, workspace.lookups()).filter((it) => it.namespace === namespace).length;
  return count === 0 ? undefined : count === 1 ? 'one workload' : `${count} workloads`;
}

const used = new Set(['ConfigMap', 'PersistentVolumeClaim', 'Secret', 'ServiceAccount']);

const bounds = new Set(['LimitRange', 'ResourceQuota']);
