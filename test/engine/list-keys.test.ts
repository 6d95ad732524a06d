import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { diagnoserOf, workspaceOf } from './support/check.ts';

const { listKeys } = JSON.parse(readFileSync('schemas/kubernetes/list-keys.json', 'utf8')) as {
  readonly listKeys: Readonly<Record<string, readonly string[]>>;
};

/** Manifests with a list that stands twice in each of these definitions. */
const manifests: Readonly<Record<string, (list: string) => string>> = {
  'core.v1.Container': (list) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "a:1.0", ${list} }] }\n`,
  'core.v1.PodSpec': (list) => `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { ${list} }\n`,
  'core.v1.ServiceSpec': (list) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ${list} }\n`,
};

/** Kubernetes adds them to running pods, nobody writes them. */
const unwritten = ['core.v1.PodSpec#ephemeralContainers'];

for (const [name, keys] of Object.entries(listKeys)) {
  const [definition = '', field = ''] = name.split('#');
  const manifest = manifests[definition];
  if (!manifest || unwritten.includes(name)) continue;

  test(`two items of ${name} that are one to server-side apply are found`, () => {
    const item = `{ ${keys.map((key) => `${key}: ${sampleOf(key)}`).join(', ')} }`;
    const text = manifest(`${field}: [${item}, ${item}]`);
    const workspace = workspaceOf([{ uri: 'a.yaml', text }]);
    const found = diagnoserOf(workspace, rules).diagnose('a.yaml');
    assert.ok(found.some(({ rule }) => rule.id.endsWith('-duplicate')));
  });
}

function sampleOf(key: string): string {
  if (/port$/i.test(key)) return '80';
  if (key === 'protocol') return 'TCP';
  if (key === 'ip') return '10.0.0.1';
  return key.endsWith('Path') ? '/a' : 'a';
}
