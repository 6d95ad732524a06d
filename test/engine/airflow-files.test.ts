import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { airflowOptionCompletion } from '../../server/engine/features/airflow-option-completion.ts';
import { airflowOptionHover } from '../../server/engine/features/airflow-option-hover.ts';
import { readEnvironment } from '../../server/engine/model/dockerfile.ts';
import { rules } from '../../server/engine/rules/index.ts';
import { readIni } from '../../server/engine/syntax/ini.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import { diagnoserOf, fixedBy, workspaceOf } from './support/check.ts';
import { printFixture, readFixture } from './support/fixture.ts';
import { tools } from './support/tools.ts';

const facts = tools.facts.airflow;

describe('airflow.cfg is read as ConfigParser reads it', () => {
  const text = `outside = 1
[core]
# comment = 1
executor = LocalExecutor
Parallelism : 32
empty =
several = one
    two
  three
bare
[logging]
level=INFO
`;
  const sections = readIni(text);
  test('sections, keys and values', () => {
    assert.deepEqual(
      sections.map((it) => [it.name.value, it.entries.map(({ key, value }) => [key.value, value?.value])]),
      [
        [
          'core',
          [
            ['executor', 'LocalExecutor'],
            ['parallelism', '32'],
            ['empty', ''],
            ['several', 'one\ntwo\nthree'],
            ['bare', undefined],
          ],
        ],
        ['logging', [['level', 'INFO']]],
      ],
    );
  });
  test('places', () => {
    for (const { name, entries } of sections) {
      assert.equal(text.slice(name.start, name.end), name.value);
      for (const { key, value } of entries) {
        assert.equal(text.slice(key.start, key.end).toLowerCase(), key.value);
        if (value && !value.value.includes('\n'))
          assert.equal(text.slice(value.start, value.end), value.value);
      }
    }
  });
});

test('ENV sets variables in both of its forms, over several lines', () => {
  const text = `ARG TAG=2.9.3
FROM apache/airflow:\${TAG} AS base
ENV A=1 B="two words" \\
    # in between
    C='three'
ENV D four words
env E=5
RUN echo F=6
FROM python:3.12
ENV G=\${A}
`;
  const found = readEnvironment(text);
  assert.deepEqual(
    found.map(({ name, value }) => `${name.value}=${value.value}`),
    ['A=1', 'B=two words', 'C=three', 'D=four words', 'E=5', 'G=${A}'],
  );
  for (const { name, value } of found) {
    assert.equal(text.slice(name.start, name.end), name.value);
    assert.equal(text.slice(value.start, value.end), value.value);
  }
  assert.equal(found[0]?.image, 'apache/airflow:2.9.3');
  assert.equal(found.at(-1)?.image, 'python:3.12');
});

const ruleOf = (id: string) => {
  const rule = rules.find((it) => it.id === id);
  assert.ok(rule);
  return rule;
};

describe('an option that is in another section now takes its line there', () => {
  const clean = (source: string): string =>
    printFixture(readFixture(source).map((it) => ({ ...it, marks: [] })));
  test('in airflow.cfg', () => {
    const before = `# -- airflow.cfg --
[kubernetes]
namespace = airflow
# stays
[core]
sql_alchemy_conn = sqlite:////x.db
[database]
sql_alchemy_pool_size = 5
# -- .podium.yaml --
airflowVersion: 2.9.3
`;
    const after = `# -- airflow.cfg --
[kubernetes]
# stays
[core]
[database]
sql_alchemy_conn = sqlite:////x.db
sql_alchemy_pool_size = 5

[kubernetes_executor]
namespace = airflow
# -- .podium.yaml --
airflowVersion: 2.9.3
`;
    assert.equal(fixedBy(ruleOf('airflow-option-renamed'), before), clean(after));
  });
  test('in a ConfigMap', () => {
    const before = `apiVersion: v1
kind: ConfigMap
metadata: { name: airflow }
data:
  airflow.cfg: |
    [core]
    dag_concurrency = 16
    sql_alchemy_conn = sqlite:////x.db
    [database]
    load_default_connections = False
  other: x
`;
    const after = `apiVersion: v1
kind: ConfigMap
metadata: { name: airflow }
data:
  airflow.cfg: |
    [core]
    max_active_tasks_per_dag = 16
    [database]
    sql_alchemy_conn = sqlite:////x.db
    load_default_connections = False
  other: x
`;
    assert.equal(
      fixedBy(ruleOf('airflow-option-renamed'), `${before}# -- .podium.yaml --\nairflowVersion: 2.6.3\n`),
      `${after}# -- .podium.yaml --\nairflowVersion: 2.6.3\n`,
    );
  });
});

function only(uri: string, text: string): Region {
  const region = workspaceOf([{ uri, text }]).file(uri)?.regions[0];
  assert.ok(region);
  return region;
}

/** Labels offered where the text has a bar. */
function offered(uri: string, marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const region = only(uri, marked.replace('|', ''));
  return airflowOptionCompletion(region, offset, facts, '2.9.3')?.items.map(({ label }) => label) ?? [];
}

describe('completion outside of containers', () => {
  test('keys of a section of airflow.cfg, but for those that are there', () => {
    const keys = offered('airflow.cfg', '[core]\nexecutor = x\nda|\n');
    assert.ok(keys.includes('dags_folder') && keys.includes('parallelism'));
    assert.ok(!keys.includes('executor') && !keys.includes('sql_alchemy_conn'));
  });
  test('values of a key', () => {
    assert.ok(offered('airflow.cfg', '[core]\nexecutor = |\n').includes('KubernetesExecutor'));
    assert.deepEqual(offered('airflow.cfg', '[core]\nload_examples = Tr|ue\n'), ['True', 'False']);
  });
  test('names in a ConfigMap, a Compose file and a Dockerfile', () => {
    const name = 'AIRFLOW__CORE__EXECUTOR';
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata:\n  a: b\n  AIRFLOW_|\n';
    assert.ok(offered('map.yaml', map).includes(name));
    assert.ok(
      offered('docker-compose.yaml', 'services:\n  web:\n    environment:\n      AIRFLOW_|\n').includes(name),
    );
    assert.ok(offered('Dockerfile', 'FROM apache/airflow:2.9.3\nENV AIRFLOW_|\n').includes(name));
    assert.deepEqual(offered('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata:\n  AIRFLOW_|\n'), []);
  });
});

test('hover on a key of airflow.cfg', () => {
  const text = '[core]\nexecutor = LocalExecutor\n';
  const found = airflowOptionHover(only('airflow.cfg', text), text.indexOf('exec'), facts, '2.9.3');
  assert.match(found?.markdown ?? '', /^\*\*\[core\] executor\*\* in Airflow 2\.9\.3/);
});

test('values of the chart are checked by its schema', () => {
  const text = `executor: KubernetesExecutor
airflowVersion: 2.10
scheduler:
  replicas: two
  resources: { limit: { memory: 1Gi } }
workers:
  resources: { limits: { memory: 1gb } }
images:
  airflow: { pullPolicy: always }
`;
  const schemaRules = rules.filter((it) => it.id.startsWith('schema-') || it.id === 'quantity-invalid');
  const workspace = workspaceOf([{ uri: 'values.yaml', text }]);
  const found = diagnoserOf(workspace, schemaRules).diagnose('values.yaml');
  assert.deepEqual(
    found.map(({ rule, range }) => `${rule.id} ${text.slice(range.start, range.end)}`),
    [
      'schema-type-mismatch 2.10',
      'schema-type-mismatch two',
      'schema-field-unknown limit',
      'schema-value-invalid 1gb',
      'schema-value-invalid always',
    ],
  );
  assert.deepEqual(
    diagnoserOf(
      workspaceOf([{ uri: 'values.yaml', text: 'executor: x\nreplicas: two\n' }]),
      schemaRules,
    ).diagnose('values.yaml'),
    [],
  );
});
