import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { editorSchema } from '../../server/engine/schema/editor-schema.ts';
import type { SchemaBundle } from '../../server/engine/schema/schema.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { completeYaml, hoverYaml, type YamlPlace } from '../../server/service/yaml-language-server.ts';
import { schemas } from '../engine/support/schemas.ts';

const folder = fileURLToPath(new URL('../../dist/schemas/', import.meta.url));
const kubernetesDocs = JSON.parse(
  gunzipSync(readFileSync(`${folder}kubernetes-docs.json.gz`)).toString('utf8'),
) as SchemaBundle;
const docs = (bundle: string): SchemaBundle | undefined =>
  bundle === 'kubernetes' ? kubernetesDocs : undefined;

/** The place of `|` in a text. */
function place(id: string, marked: string): YamlPlace {
  const load = (): SchemaBundle => {
    const schema = editorSchema(id, schemas, docs);
    assert.ok(schema);
    return schema;
  };
  return { text: marked.replace('|', ''), offset: marked.indexOf('|'), schema: { id, reference: id, load } };
}

const labels = async (id: string, marked: string): Promise<string[]> =>
  (await completeYaml(place(id, marked))).map(({ label }) => label);

const deployment = (line: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: etl
spec:
  template:
    spec:
      containers:
        - name: etl
          image: etl:2.7.0
${line}
`;

describe('completion', () => {
  test('offers the fields that are not there yet, required ones first', async () => {
    const found = await completeYaml(place('apps/v1/Deployment', deployment('        - |')));
    const [first] = found;
    assert.equal(first?.label, 'name');
    assert.equal(first.required, true);
    assert.match(first.markdown ?? '', /^\*\*Required\.\*\* Name of the container/);
    assert.equal(found.filter(({ required }) => required).length, 1);
    const inside = await labels('apps/v1/Deployment', deployment('          |'));
    assert.ok(inside.includes('imagePullPolicy') && inside.includes('resources'));
    assert.ok(!inside.includes('name') && !inside.includes('image'));
  });

  test('offers no definition names and guesses no numbers', async () => {
    const places = ['          |', '          ports:\n            - |', '      |', '  |'].map(deployment);
    for (const marked of places) {
      for (const { label, snippet } of await completeYaml(place('apps/v1/Deployment', marked))) {
        assert.doesNotMatch(label, /[./]v1|DeploymentSpec|object/);
        assert.doesNotMatch(snippet, /\$\{\d+:0\}/);
      }
    }
  });

  test('replaces what is typed', async () => {
    const marked = deployment('          imageP|');
    const { text, offset } = place('apps/v1/Deployment', marked);
    const found = await completeYaml(place('apps/v1/Deployment', marked));
    const policy = found.find(({ label }) => label === 'imagePullPolicy');
    assert.ok(policy);
    assert.equal(text.slice(policy.range.start, policy.range.end), 'imageP');
    assert.equal(policy.range.end, offset);
    assert.equal(policy.snippet, 'imagePullPolicy: ');
  });

  test('offers values with their meaning, behind the colon too', async () => {
    for (const [line, space] of [
      ['          imagePullPolicy: |', ''],
      ['          imagePullPolicy:|', ' '],
    ] as const) {
      const found = await completeYaml(place('apps/v1/Deployment', deployment(line)));
      assert.deepEqual(
        found.map(({ snippet }) => snippet),
        ['Always', 'IfNotPresent', 'Never'].map((it) => space + it),
      );
      assert.ok(found.every(({ kind, markdown }) => kind === 'value' && markdown?.includes('kubelet')));
    }
  });

  test('knows the words of an object that stands by itself, but not its status', async () => {
    const found = await labels('batch/v1/CronJob', 'apiVersion: batch/v1\n|\n');
    assert.deepEqual(found, ['kind', 'spec', 'metadata']);
    const kinds = await completeYaml(place('batch/v1/CronJob', 'apiVersion: batch/v1\nkind: |\n'));
    assert.deepEqual(
      kinds.map(({ snippet }) => snippet),
      ['CronJob'],
    );
  });

  test('knows the other files', async () => {
    const roles = await labels(
      'prometheus',
      'scrape_configs:\n  - kubernetes_sd_configs:\n      - role: |\n',
    );
    assert.deepEqual(roles, ['pod', 'service', 'endpoints', 'endpointslice', 'node', 'ingress']);
    const launcher = 'run_launcher:\n  module: dagster_k8s\n  class: K8sRunLauncher\n  config:\n    |\n';
    const config = await labels('dagster-yaml', launcher);
    assert.deepEqual(config.slice(0, 2), ['service_account_name', 'instance_config_map']);
    assert.ok(config.includes('run_k8s_config'));
    const policies = 'deployments:\n  - work_pool:\n      job_variables:\n        image_pull_policy: |\n';
    assert.deepEqual(await labels('prefect-yaml', policies), ['IfNotPresent', 'Always', 'Never']);
    assert.deepEqual(await labels('podium', 'rules:\n  image-tag-latest: |\n'), [
      'off',
      'hint',
      'info',
      'warning',
      'error',
    ]);
  });

  test('heeds no schema that the text names itself', async () => {
    const line = '# yaml-language-server: $schema=http://example.com/schema.json\n';
    const marked = deployment('          imagePullPolicy: |');
    const expected = await labels('apps/v1/Deployment', marked);
    assert.deepEqual(await labels('apps/v1/Deployment', line + marked), expected);
    assert.equal(expected.length, 3);
  });

  test('answers requests that are made at the same time, each its own', async () => {
    const [tty, policy] = await Promise.all([
      labels('apps/v1/Deployment', deployment('          tty: |')),
      labels('apps/v1/Deployment', deployment('          imagePullPolicy: |')),
    ]);
    assert.deepEqual(tty, ['true', 'false']);
    assert.equal(policy.length, 3);
  });

  test('answers in each of 114 documents of a file', async () => {
    const file = Array.from({ length: 114 }, (_, i) => deployment(`          # ${i}`)).join('---\n');
    const regions = cutRegions(file);
    assert.equal(regions.length, 114);
    for (const [i, { text }] of regions.entries()) {
      const found = await labels('apps/v1/Deployment', text.replace(`# ${i}`, '|'));
      assert.ok(found.length > 10);
    }
  });
});

describe('hover', () => {
  const hover = async (id: string, marked: string): Promise<[string, string] | undefined> => {
    const at = place(id, marked);
    const found = await hoverYaml(at);
    return found && [at.text.slice(found.range.start, found.range.end), found.markdown];
  };

  test('tells what a field is', async () => {
    const [key, markdown] =
      (await hover('apps/v1/Deployment', deployment('          im|agePullPolicy: Always'))) ?? [];
    assert.equal(key, 'imagePullPolicy');
    assert.match(markdown ?? '', /^Image pull policy\./);
    assert.match(markdown ?? '', /`Never`: means that kubelet never pulls an image/);
    assert.doesNotMatch(markdown ?? '', /podium\.local|####/);
  });

  test('tells defaults and requirements', async () => {
    const job = 'scrape_configs:\n  - job_|name: a\n    metrics_path: /x\n';
    assert.match((await hover('prometheus', job))?.[1] ?? '', /^\*\*Required\.\*\* Name of the job/);
    const path = job.replace('|', '').replace('metrics', 'met|rics');
    assert.match((await hover('prometheus', path))?.[1] ?? '', /Default: `\/metrics`/);
  });

  test('is silent where the schema is', async () => {
    assert.equal(await hover('apps/v1/Deployment', deployment('          unkn|own: 1')), undefined);
    assert.equal(await hover('apps/v1/Deployment', deployment('# com|ment')), undefined);
  });
});

test('an editor schema holds all that it refers to', () => {
  for (const id of [
    ...schemas.kinds().map((it) => `${it.apiVersion}/${it.kind}`),
    'prometheus',
    'dagster-yaml',
  ]) {
    const schema = editorSchema(id, schemas, docs);
    const text = JSON.stringify(schema);
    for (const [, name = ''] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      assert.ok(schema?.definitions?.[name], `${id} refers to ${name}`);
    }
  }
});
