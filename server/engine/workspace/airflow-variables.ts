import { type AirflowVariable } from '../model/airflow-variables.ts';
import { imageVersion } from '../model/airflow-image.ts';
import { namespaceOf } from '../model/located.ts';
import type { RegionModel, Versions } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import type { Lookups } from './lookups.ts';
import { takingWhole } from './pods.ts';

/**
 * The options of Airflow that a region sets, each with the version that reads it: of its own container, of the pods that
 * take its ConfigMap, or else the one in force for the file.
 */
export const airflowVariables = (
  { airflow }: RegionModel,
  { lookups, versions }: { readonly lookups: Lookups; readonly versions: Versions },
): AirflowVariable[] =>
  airflow.map((it) => {
    const version = it.version ?? (it.shared && versionOfUsers(it.shared, lookups)) ?? versions.airflow;
    return version === it.version ? it : { ...it, version };
  });

/** The version of the pods that take a ConfigMap or Secret whole; undefined where they differ or tell none. */
function versionOfUsers(resource: Resource, lookups: Lookups): string | undefined {
  const { kind, name } = resource;
  if (!name) return undefined;
  const users = takingWhole(kind, name.value, namespaceOf(resource), lookups);
  const versions = new Set(users.flatMap(({ images }) => images.flatMap((it) => imageVersion(it) ?? [])));
  const [first, ...others] = versions;
  return others.length === 0 ? first : undefined;
}
