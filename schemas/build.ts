import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type CompiledModels, compileModels, type ModelSchema, type SharedModels } from './compile-models.ts';

/**
 * Bundles of definitions by the packages they are made of: `NAME.json.gz` is their structure, a `SchemaBundle` of the
 * engine, and `NAME-docs.json.gz` the same tree with `description` and `enumDescriptions` only. All may refer to the first.
 */
const bundles = {
  kubernetes: ['@kubernetes-models/apimachinery', 'kubernetes-models'],
  'argo-workflows': ['@kubernetes-models/argo-workflows'],
  'cert-manager': ['@kubernetes-models/gateway-api', '@kubernetes-models/cert-manager'],
  flink: ['@kubernetes-models/flink'],
  keda: ['@kubernetes-models/keda'],
  'prometheus-operator': ['@kubernetes-models/prometheus-operator'],
  strimzi: ['@kubernetes-models/strimzi-kafka-operator'],
} as const;

/** Full references by `apiVersion/kind`: which bundle has a kind. */
export const schemaKinds = 'kinds.json';

/** The hand-written schemas, by the names under which the engine selects them. */
const writtenSchemas = [
  'prometheus',
  'podium',
  'dagster-yaml',
  'workspace-yaml',
  'prefect-yaml',
  'prefect-template',
  'chart-values',
] as const;

/** Names of all bundles, each in the file `NAME.json.gz`. */
export const schemaBundles: readonly string[] = [...Object.keys(bundles), ...writtenSchemas];

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Writes all schemas into a folder, gzipped. Equal inputs give equal bytes, and nothing is done where the folder was
 * already built from the same inputs: the versions of the packages and the text of the schemas and scripts.
 */
export async function buildSchemas(outDirectory: string): Promise<void> {
  const written = await writtenSchemaFiles();
  const inputs = await hashOfInputs([...written.values()]);
  const stamp = join(outDirectory, 'inputs.sha256');
  if ((await readIfPresent(stamp)) === inputs) return;

  await mkdir(outDirectory, { recursive: true });
  const kinds: Record<string, string> = {};
  let shared: SharedModels | undefined;
  for (const [name, packages] of Object.entries(bundles)) {
    const models = await compileModels(packages.map(packageFolder), shared);
    shared ??= { bundle: name, definitions: models.definitions };
    for (const [id, it] of Object.entries(models.kinds)) kinds[id] = `${name}#/definitions/${it}`;
    await write(join(outDirectory, `${name}.json.gz`), structureOf(models));
    await write(join(outDirectory, `${name}-docs.json.gz`), docsOf(models));
  }
  await writeFile(join(outDirectory, schemaKinds), JSON.stringify(kinds));
  for (const name of writtenSchemas) {
    const path = written.get(name);
    if (path === undefined) throw new Error(`no file ${name}.schema.json under schemas/`);
    await write(join(outDirectory, `${name}.json.gz`), JSON.parse(await readFile(path, 'utf8')));
  }
  await writeFile(stamp, inputs);
}

/** Paths of the hand-written schemas by their names. */
async function writtenSchemaFiles(): Promise<Map<string, string>> {
  const paths = (await readdir(here, { recursive: true })).filter((path) => path.endsWith('.schema.json'));
  return new Map(paths.sort().map((path) => [basename(path, '.schema.json'), join(here, path)]));
}

async function hashOfInputs(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const scripts = [
    'build.ts',
    'api-server-limits.ts',
    'compile-models.ts',
    'operator-corrections.ts',
    'probe-validator.ts',
  ].map((name) => join(here, name));
  for (const path of [...scripts, ...paths]) hash.update(await readFile(path));
  for (const name of Object.values(bundles).flat())
    hash.update(await readFile(join(packageFolder(name), 'package.json')));
  return hash.digest('hex');
}

const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not there yet, or not readable: built anew either way.
    return undefined;
  }
}

async function write(path: string, value: unknown): Promise<void> {
  await writeFile(path, gzipSync(JSON.stringify(value), { level: 9 }));
}

type Definitions = Pick<CompiledModels, 'definitions'>;

function structureOf({ definitions }: Definitions): Definitions {
  return { definitions: mapValues(definitions, withoutTexts) };
}

function docsOf({ definitions }: Definitions): Definitions {
  return { definitions: mapValues(definitions, (schema) => textsOf(schema) ?? {}) };
}

function withoutTexts(schema: ModelSchema): ModelSchema {
  const { items, properties, additionalProperties } = schema;
  const bare: ModelSchema = { ...schema };
  delete bare.description;
  delete bare.enumDescriptions;
  if (items) bare.items = withoutTexts(items);
  if (properties) bare.properties = mapValues(properties, withoutTexts);
  if (typeof additionalProperties === 'object')
    bare.additionalProperties = withoutTexts(additionalProperties);
  return bare;
}

/** The texts alone, in a tree of the same shape; undefined where a schema has none. */
function textsOf({
  description,
  enumDescriptions,
  items,
  properties,
  additionalProperties,
}: ModelSchema): ModelSchema | undefined {
  const texts: ModelSchema = {};
  if (description !== undefined) texts.description = description;
  if (enumDescriptions) texts.enumDescriptions = enumDescriptions;
  const ofItems = items && textsOf(items);
  if (ofItems) texts.items = ofItems;
  const ofValues = typeof additionalProperties === 'object' ? textsOf(additionalProperties) : undefined;
  if (ofValues) texts.additionalProperties = ofValues;
  const ofProperties = Object.entries(properties ?? {}).flatMap(([name, schema]) => {
    const it = textsOf(schema);
    return it ? [[name, it] as const] : [];
  });
  if (ofProperties.length > 0) texts.properties = Object.fromEntries(ofProperties);
  return Object.keys(texts).length === 0 ? undefined : texts;
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildSchemas(process.argv[2] ?? join(here, '..', 'dist', 'schemas'));
}
