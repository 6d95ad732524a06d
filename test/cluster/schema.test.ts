import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { apiServer } from '../../scripts/api-server.ts';
import { schemaDocuments } from '../../server/engine/schema/select.ts';
import { validate } from '../../server/engine/schema/validate.ts';
import { resourcesIn } from '../../server/engine/model/resource.ts';
import { removeEntry } from '../../server/engine/syntax/edit.ts';
import { entries, get, type Node, text as scalarText } from '../../server/engine/syntax/node.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { applyEdits, type TextEdit } from '../../server/engine/text/document.ts';
import { schemas } from '../engine/support/schemas.ts';
import { testCluster } from './support/control-plane.ts';

const { test, plane } = await testCluster();

const server = apiServer(plane.kubeconfig);

/** Why the API server refuses to create an object, undefined where it would. Nothing is stored. */
async function refused(manifest: string): Promise<string | undefined> {
  const { status, words } = await server.dryRun(manifest);
  return status < 300 ? undefined : words;
}

function problems(text: string): string[] {
  const { root } = parseYaml(text);
  const documents = root ? schemaDocuments('file:///object.yaml', text, root, resourcesIn(root, false)) : [];
  return documents.flatMap((it) => validate(it, schemas, { text })).map(({ message }) => message);
}

interface Mutation {
  readonly what: string;
  readonly text: string;
}

/** An object with one thing changed in it, for each field and several changes. */
function mutations(text: string, root: Node): Mutation[] {
  const found: Mutation[] = [];
  const add = (what: string, edits: readonly TextEdit[]): void => {
    found.push({ what, text: applyEdits(text, edits) });
  };
  const walk = (node: Node, path: string): void => {
    if (node.kind === 'seq')
      node.children.forEach((it, i) => {
        walk(it, `${path}[${i}]`);
      });
    for (const { key, value } of entries(node)) {
      const at = `${path}.${key.value}`;
      if (at === '.apiVersion' || at === '.kind') continue;
      add(`${at} left out`, removeEntry(text, node, key.value));
      add(`${at} misspelt`, [{ range: key, newText: `${key.value}zz` }]);
      for (const it of value.kind === 'scalar' ? scalars : value.style === 'flow' ? collections : []) {
        add(`${at}: ${it}`, [{ range: value, newText: it }]);
      }
      walk(value, at);
    }
  };
  walk(root, '');
  return found;
}

const scalars = ['"text"', '"5"', '7', '1.5', '-1', '65536', '3000000000', 'yes', 'null', '{}', '2026-01-01'];
const collections = ['text', '5', 'yes', 'null', '[1]', '[yes]', '{a: 1}', '{a: null}'];

for (const path of globSync('test/engine/schema-valid/*.yaml')) {
  for (const { text } of cutRegions(readFileSync(path, 'utf8'))) {
    const { root } = parseYaml(text);
    const [apiVersion, kind] = [scalarText(get(root, 'apiVersion')), scalarText(get(root, 'kind'))];
    if (!root || apiVersion === undefined || kind === undefined) continue;

    test(`the API server and we agree on ${apiVersion} ${kind}`, async () => {
      assert.equal(await refused(text), undefined);
      const disagreements: string[] = [];
      const judge = async ({ what, text: mutated }: Mutation): Promise<void> => {
        const reason = await refused(mutated);
        const ours = problems(mutated);
        if (reason === undefined && ours.length > 0)
          disagreements.push(`${what} is accepted, not: ${ours.join(', ')}`);
        // What it decodes but then refuses is for rules other than the schema's.
        const isDecoding = reason !== undefined && /strict decoding error|cannot be handled as/.test(reason);
        if (isDecoding && ours.length === 0) disagreements.push(`${what} is refused: ${reason}`);
      };
      await Promise.all(mutations(text, root).map(judge));
      assert.deepEqual(disagreements, []);
    });
  }
}
