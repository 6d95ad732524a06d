import type { ClusterFacts, KindSchema, ObjectFact, Result } from './cluster.ts';
import { resourcePath, type ResourceType } from './discovery.ts';
import type { Reads } from './transport.ts';

/**
 * The names of a namespace's objects that manifests refer to, with the names of the keys of ConfigMaps and Secrets, and the
 * schemas of custom kinds. Of objects only metadata is asked for, so no value ever leaves the server: it tells which fields
 * have an owner. What the user may not list is left out.
 */
export async function facts(reads: Reads, namespace: string, version: string): Promise<Result<ClusterFacts>> {
  const [lists, schemas] = await Promise.all([
    Promise.all(types.map((it) => objectsOf(reads, it, namespace))),
    schemasOf(reads),
  ]);
  const broken = lists.find(
    (it) => !it.ok && it.failure.kind !== 'forbidden' && it.failure.kind !== 'not-found',
  );
  if (broken && !broken.ok) return broken;
  const objects = lists.flatMap((it) => (it.ok ? it.value : []));
  return { ok: true, value: { context: reads.endpoint.context.name, version, objects, schemas } };
}

/** The names of the objects of one kind; of all namespaces where none is given. */
export async function names(reads: Reads, type: ResourceType, namespace?: string): Promise<Result<string[]>> {
  const listed = await list(reads, type, namespace);
  return listed.ok ? { ok: true, value: listed.value.map((it) => it.metadata.name) } : listed;
}

type FactType = ResourceType & { readonly kind: ObjectFact['kind'] };

const core = { group: '', version: 'v1', isNamespaced: true } as const;
const types: readonly FactType[] = [
  { ...core, kind: 'ServiceAccount', plural: 'serviceaccounts' },
  { ...core, kind: 'ConfigMap', plural: 'configmaps' },
  { ...core, kind: 'Secret', plural: 'secrets' },
  { ...core, kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' },
  { group: 'rbac.authorization.k8s.io', version: 'v1', isNamespaced: true, kind: 'Role', plural: 'roles' },
];

/** How much is told of schemas, in characters: what all common operators together define. */
const schemaLimit = 8_000_000;

const definitionType: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  isNamespaced: false,
};

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema?: { readonly openAPIV3Schema?: object };
    }[];
  };
}

/** The schemas of all kinds that the server knows by CustomResourceDefinitions, in their order, up to the limit. */
async function schemasOf(reads: Reads): Promise<KindSchema[]> {
  const schemas: KindSchema[] = [];
  let left = schemaLimit;
  let next: string | undefined;
  do {
    // One definition alone may take a megabyte.
    const query = { limit: 10, continue: next };
    const page = await reads.get<List<Definition>>(resourcePath(definitionType), { query });
    // Nothing depends on them, so whatever hinders is no failure.
    if (!page.ok) break;
    for (const it of (page.value.items ?? []).flatMap(kindSchemas)) {
      if (it.schema.length > left) continue;
      left -= it.schema.length;
      schemas.push(it);
    }
    next = page.value.metadata.continue;
  } while (next && left > schemaLimit / 100);
  return schemas;
}

const kindSchemas = ({ spec: { group, names, versions } }: Definition): KindSchema[] =>
  versions.flatMap(({ name, served, schema }) => {
    if (!served || !schema?.openAPIV3Schema) return [];
    const text = JSON.stringify(schema.openAPIV3Schema);
    return [{ apiVersion: `${group}/${name}`, kind: names.kind, schema: text }];
  });

interface PartialObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly managedFields?: readonly { readonly fieldsV1?: Readonly<Record<string, object>> }[];
  };
}

interface List<T> {
  /** Null where there are none. */
  readonly items: readonly T[] | null;
  readonly metadata: { readonly continue?: string };
}

const pageSize = 500;
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

async function objectsOf(reads: Reads, type: FactType, namespace: string): Promise<Result<ObjectFact[]>> {
  const listed = await list(reads, type, namespace);
  if (!listed.ok) return listed;
  const hasKeys = type.kind === 'ConfigMap' || type.kind === 'Secret';
  const value = listed.value.map(({ metadata }) => {
    const keys = hasKeys ? keysOf(metadata) : undefined;
    return {
      kind: type.kind,
      namespace: metadata.namespace ?? namespace,
      name: metadata.name,
      ...(keys && { keys }),
    };
  });
  return { ok: true, value };
}

async function list(reads: Reads, type: ResourceType, namespace?: string): Promise<Result<PartialObject[]>> {
  const objects: PartialObject[] = [];
  let next: string | undefined;
  do {
    const query = { limit: pageSize, continue: next };
    const page = await reads.get<List<PartialObject>>(resourcePath(type, namespace), {
      query,
      accept: metadataOnly,
    });
    if (!page.ok) return page;
    objects.push(...(page.value.items ?? []));
    next = page.value.metadata.continue;
  } while (next);
  return { ok: true, value: objects };
}

const keyFields = ['f:data', 'f:binaryData', 'f:stringData'];

/** The keys that field managers own; undefined where the object has no record of its managers. */
function keysOf({ managedFields }: PartialObject['metadata']): string[] | undefined {
  if (!managedFields?.length) return undefined;
  const fields = managedFields.flatMap(({ fieldsV1 = {} }) =>
    keyFields.flatMap((it) => Object.keys(fieldsV1[it] ?? {})),
  );
  const keys = fields.filter((it) => it.startsWith('f:')).map((it) => it.slice(2));
  return [...new Set(keys)].sort();
}
