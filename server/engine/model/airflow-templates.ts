import { entries, get, target } from '../syntax/node.ts';
import { isWorkerTemplate } from './airflow.ts';
import type { RegionModel } from './region.ts';
import type { Resource } from './resource.ts';

/** A Pod without a name: what Airflow makes pods from. */
export interface PodTemplate {
  readonly resource: Resource;
  /** Name of its file, or the key of the ConfigMap that holds it. */
  readonly file: string;
  /** The ConfigMap that holds it. */
  readonly holder: Resource | undefined;
  /** KubernetesExecutor makes its workers from it, as far as can be told. */
  readonly forWorkers: boolean;
}

/** The pod templates of a region: the document itself, and those in the data of ConfigMaps. */
export function podTemplates(
  { resources, embedded }: Pick<RegionModel, 'resources' | 'embedded'>,
  uri: string,
): PodTemplate[] {
  const own = resources.filter(isTemplate).map((resource) => {
    const file = uri.slice(uri.lastIndexOf('/') + 1);
    return { resource, file, holder: undefined, forWorkers: isWorkerTemplate(resource, uri) };
  });
  return [...own, ...embedded.filter(isTemplate).flatMap((it) => inConfigMap(it, resources))];
}

function inConfigMap(resource: Resource, resources: readonly Resource[]): PodTemplate[] {
  const { start } = resource.node;
  for (const holder of resources) {
    const found = entries(get(holder.node, 'data')).find(
      ({ value }) => target(value).start <= start && start < target(value).end,
    );
    if (!found) continue;
    const file = found.key.value;
    const says = holder.name?.value.includes('airflow') === true || isWorkerTemplate(resource, file);
    return [{ resource, file, holder, forWorkers: says }];
  }
  return [];
}

const isTemplate = ({ kind, name, node, pod }: Resource): boolean =>
  kind === 'Pod' && pod !== undefined && !name && !get(node, 'metadata', 'generateName');
