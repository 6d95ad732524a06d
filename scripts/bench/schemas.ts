import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { editorSchema } from '../../server/engine/schema/editor-schema.ts';
import {
  bundleOf,
  type JsonSchema,
  type SchemaBundle,
  SchemaSet,
  type SchemaSources,
} from '../../server/engine/schema/schema.ts';

/** The schemas that the build wrote. */
export function builtSchemas(dist: string): SchemaSet {
  const schemas = join(dist, 'schemas');
  const kinds = JSON.parse(readFileSync(join(schemas, 'kinds.json'), 'utf8')) as SchemaSources['kinds'];
  const bundle = (name: string) => (): SchemaBundle =>
    JSON.parse(gunzipSync(readFileSync(join(schemas, `${name}.json.gz`))).toString()) as SchemaBundle;
  const names = new Set(Object.values(kinds).map(bundleOf));
  return new SchemaSet({ bundles: Object.fromEntries([...names].map((it) => [it, bundle(it)])), kinds });
}

/** Writes schemas as kubeconform reads them, one file for each kind, and gives the `-schema-location` for them. */
export function schemaLocation(set: SchemaSet, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const { apiVersion, kind } of set.kinds()) {
    const schema = editorSchema(`${apiVersion}/${kind}`, set, () => undefined);
    const [group = '', version] = apiVersion.split('/');
    // As its `{{ .ResourceKind }}{{ .KindSuffix }}`: the group up to its first dot, then the version.
    const suffix = version === undefined ? group : `${group.split('.')[0] ?? ''}-${version}`;
    writeFileSync(join(folder, `${kind}-${suffix}.json`.toLowerCase()), JSON.stringify(schema));
  }
  return join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
}

/** One schema for documents of the kinds that a text has, each kind behind an `if`. */
export function schemaOfKindsIn(text: string, set: SchemaSet): SchemaBundle {
  const present = set
    .kinds()
    .filter(({ apiVersion, kind }) => text.includes(`apiVersion: ${apiVersion}\nkind: ${kind}\n`));
  const definitions: Record<string, JsonSchema> = {};
  const allOf = present.map(({ apiVersion, kind }): JsonSchema => {
    const { definitions: its, ...then } = editorSchema(`${apiVersion}/${kind}`, set, () => undefined) ?? {};
    Object.assign(definitions, its);
    const properties = { apiVersion: { const: apiVersion }, kind: { const: kind } };
    return { if: { properties, required: ['apiVersion', 'kind'] }, then };
  });
  return { allOf, definitions };
}
