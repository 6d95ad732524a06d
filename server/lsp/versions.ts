import type { Versions } from '../engine/model/region.ts';
import type { VersionInForce } from '../protocol/index.ts';
import type { Service } from '../service/service.ts';

/** The versions that a file is checked against, named as people name them. The URI is canonical. */
export function namedVersions(service: Service, uri: string): VersionInForce[] {
  const versions = service.versions(uri);
  const origins: Readonly<Partial<Record<keyof Versions, { readonly uri: string }>>> =
    service.versionOrigins(uri);
  return names.flatMap(([key, name]) => {
    const version = versions[key];
    const origin = origins[key];
    return version === undefined ? [] : [{ name, version, ...(origin && { uri: origin.uri }) }];
  });
}

const names: readonly (readonly [keyof Versions, string])[] = [
  ['kubernetes', 'Kubernetes'],
  ['airflow', 'Airflow'],
  ['airflowProvider', 'cncf-kubernetes'],
  ['dagster', 'Dagster'],
  ['prefect', 'Prefect'],
];
