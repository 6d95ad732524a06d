import type { Facts } from '../engine/model/facts.ts';
import type { KubernetesFacts } from '../engine/model/kubernetes-facts.ts';
import type { Tools } from '../engine/model/region.ts';
import {
  bundleOf,
  type SchemaBundle,
  type SchemaId,
  SchemaSet,
  type SchemaSources,
} from '../engine/schema/schema.ts';
import type { Eventual, Host } from './host.ts';

/**
 * Names of the files below `schemas/` among the assets, which are also the names that the engine asks for. Those of
 * operators are read when an object of theirs is met.
 */
const schemaNames = [
  'kubernetes',
  'prometheus',
  'podium',
  'dagster-yaml',
  'workspace-yaml',
  'prefect-yaml',
  'chart-values',
  'prefect-template',
];

/**
 * Reads what the engine rests on from the assets. The Python parser is not among it: it is loaded when first needed.
 * `onAwait` is told of schemas that a host has to wait for when they are needed, and gets the kinds once they are there.
 */
export async function loadTools(
  host: Host,
  onAwait: (kinds: Promise<readonly SchemaId[]>) => void,
): Promise<Tools> {
  const [airflow, airflowOperators, dagster, prefect, pythonModels, removed, since] = await Promise.all([
    fact<Facts['airflow']>(host, 'airflow'),
    fact<Facts['airflowOperators']>(host, 'airflow-operators'),
    fact<Facts['dagster']>(host, 'dagster'),
    fact<Facts['prefect']>(host, 'prefect'),
    fact<Facts['pythonModels']>(host, 'python-models'),
    fact<{ versions: KubernetesFacts['removedVersions'] }>(host, 'kubernetes-removed-versions'),
    fact<Pick<KubernetesFacts, 'kinds' | 'fields'>>(host, 'kubernetes-since'),
  ]);
  const kinds = await json<SchemaSources['kinds']>(host, `schemas/kinds.json`);
  const bundles = await Promise.all(
    schemaNames.map(async (name) => [name, await schemaLoader(host, name)] as const),
  );
  const idsOf = grouped(kinds);
  const late = [...idsOf]
    .filter(([name]) => !schemaNames.includes(name))
    .map(
      ([name, ids]) =>
        [
          name,
          lateBundle(host, name, (arrival) => {
            onAwait(arrival.then(() => ids));
          }),
        ] as const,
    );
  return {
    facts: {
      airflow,
      airflowOperators,
      dagster,
      prefect,
      pythonModels,
      kubernetes: { removedVersions: removed.versions, kinds: since.kinds, fields: since.fields },
    },
    schemas: new SchemaSet({ bundles: Object.fromEntries([...bundles, ...late]), kinds }),
  };
}

/** Reads the texts of a bundle of Kubernetes schemas; none where these hold their own. */
export async function loadSchemaDocs(host: Host, bundle: string): Promise<SchemaBundle> {
  const load = await schemaLoader(host, `${bundle}-docs`);
  return load();
}

const fact = <T>(host: Host, name: string): Promise<T> => json(host, `facts/${name}.json`);

/** A file of our own making, so its shape is what the build wrote. */
async function json<T>(host: Host, path: string): Promise<T> {
  return JSON.parse(decoder.decode(await host.asset(path))) as T;
}

/** Kinds by the bundle that has them. */
function grouped(kinds: SchemaSources['kinds']): ReadonlyMap<string, readonly SchemaId[]> {
  const ids = new Map<string, SchemaId[]>();
  for (const [id, reference] of Object.entries(kinds)) {
    const bundle = bundleOf(reference);
    const known = ids.get(bundle);
    if (known) known.push(id);
    else ids.set(bundle, [id]);
  }
  return ids;
}

/** Reads a bundle when it is first asked for: at once where the host can, else it is there when `onAwait`'s promise is kept. */
function lateBundle(
  host: Host,
  name: string,
  onAwait: (arrival: Promise<void>) => void,
): () => SchemaBundle | undefined {
  let bundle: SchemaBundle | undefined;
  let arrival: Promise<void> | undefined;
  return () => {
    if (bundle || arrival) return bundle;
    const read = next(host.asset(`schemas/${name}.json.gz`), (bytes) => next(host.inflate(bytes), parsed));
    if (!(read instanceof Promise)) return (bundle = read);
    arrival = read.then((it) => {
      bundle = it;
    });
    onAwait(arrival);
    return undefined;
  };
}

const next = <T, U>(value: Eventual<T>, then: (value: T) => Eventual<U>): Eventual<U> =>
  value instanceof Promise ? value.then(then) : then(value);

async function schemaLoader(host: Host, name: string): Promise<() => SchemaBundle> {
  const bytes = await host.inflate(await host.asset(`schemas/${name}.json.gz`));
  return () => parsed(bytes);
}

const parsed = (bytes: Uint8Array): SchemaBundle => JSON.parse(decoder.decode(bytes)) as SchemaBundle;

const decoder = new TextDecoder();
