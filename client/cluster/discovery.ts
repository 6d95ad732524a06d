import type { Result } from './cluster.ts';
import type { Reads } from './transport.ts';

/** Where objects of a kind live on the server. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  /** In paths and access rules, such as `cronjobs`. */
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
}

/** All kinds that the server has, its own and those of CustomResourceDefinitions: two requests. */
export async function discover(reads: Reads): Promise<Result<readonly ResourceType[]>> {
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => reads.get<Discovery>(path, { accept })),
  );
  if (!core?.ok) return core ?? { ok: true, value: [] };
  if (!groups?.ok) return groups ?? { ok: true, value: [] };
  return { ok: true, value: [core.value, groups.value].flatMap(typesOf) };
}

/** The path of a collection, or of the object `name` in it. */
export function resourcePath(
  { group, version, plural, isNamespaced }: ResourceType,
  namespace = '',
  name?: string,
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = isNamespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${plural}${object}`;
}

/** Aggregated discovery, in the form it has had since Kubernetes 1.30 or the one since 1.27. */
const accept = ['v2', 'v2beta1']
  .map((it) => `application/json;g=apidiscovery.k8s.io;v=${it};as=APIGroupDiscoveryList`)
  .join(',');

interface Discovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly scope: 'Namespaced' | 'Cluster';
        readonly responseKind: { readonly kind: string };
      }[];
    }[];
  }[];
}

function typesOf(discovery: Discovery): ResourceType[] {
  const versions = (discovery.items ?? []).flatMap((group) =>
    (group.versions ?? []).map((it) => ({ ...it, group: group.metadata?.name ?? '' })),
  );
  return versions.flatMap(({ group, version, resources = [] }) =>
    resources.map(({ resource, scope, responseKind }) => ({
      group,
      version,
      plural: resource,
      kind: responseKind.kind,
      isNamespaced: scope === 'Namespaced',
    })),
  );
}
