import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildSchemas, schemaBundles, schemaKinds } from '../../../schemas/build.ts';
import { type SchemaBundle, SchemaSet } from '../../../server/engine/schema/schema.ts';

const folder = fileURLToPath(new URL('../../../dist/schemas/', import.meta.url));

await buildSchemas(folder);

const bundle = (name: string) => (): SchemaBundle =>
  JSON.parse(gunzipSync(readFileSync(`${folder}${name}.json.gz`)).toString('utf8')) as SchemaBundle;

/** All schemas as users get them, built where `dist/schemas` is older than its inputs. */
export const schemas = new SchemaSet({
  bundles: Object.fromEntries(schemaBundles.map((name) => [name, bundle(name)])),
  kinds: JSON.parse(readFileSync(folder + schemaKinds, 'utf8')) as Record<string, string>,
});
