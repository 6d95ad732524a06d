import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ruffChecksAirflow } from '../../server/engine/model/ruff.ts';
import { isDependencyFile, readVersions, versionsTogether } from '../../server/engine/model/versions.ts';

const requirements = (text: string) => readVersions('requirements.txt', text);

describe('requirements', () => {
  const airflow: readonly (readonly [line: string, version: string | undefined])[] = [
    ['apache-airflow==2.7.0', '2.7.0'],
    ['Apache_Airflow[celery,cncf.kubernetes] == 2.7.0 ; python_version < "3.12"', '2.7.0'],
    ['apache-airflow==2.7.0 --hash=sha256:0000', '2.7.0'],
    ['apache-airflow==2.10.5.post1', '2.10.5'],
    ['apache-airflow===2.10.5', '2.10.5'],
    ['apache-airflow==2.7.* # the last of them', '2.7'],
    ['apache-airflow~=2.7.1', '2.7.1'],
    ['apache-airflow>=2.7.1,<2.8', '2.7.1'],
    ['apache-airflow>=2.7.1,<2.7.3', '2.7.1'],
    ['apache-airflow-core==3.0.6', '3.0.6'],
    ['-c https://raw.githubusercontent.com/apache/airflow/constraints-2.9.3/constraints-3.11.txt', '2.9.3'],
    ['apache-airflow~=2.7', undefined],
    ['apache-airflow>=2.7', undefined],
    ['apache-airflow>=2.7,<3', undefined],
    ['apache-airflow<2.8', undefined],
    ['apache-airflow', undefined],
    ['apache-airflow @ https://example.com/airflow-2.7.0.whl', undefined],
    ['apache-airflow-providers-google==10.0.0', undefined],
    ['# apache-airflow==2.7.0', undefined],
    ['apache-airflow==2.7.0\napache-airflow==2.8.0', undefined],
  ];
  for (const [line, version] of airflow) {
    test(line, () => {
      assert.equal(requirements(line).airflow, version);
    });
  }

  test('of Prefect the major version is enough', () => {
    assert.equal(requirements('prefect>=2.13,<3').prefect, '2.13');
    assert.equal(requirements('prefect~=3.1').prefect, '3.1');
    assert.equal(requirements('prefect>=2.13').prefect, undefined);
    assert.equal(requirements('prefect>=2.13,<4').prefect, undefined);
  });

  test('the provider is a package of its own', () => {
    assert.deepEqual(requirements('apache-airflow-providers-cncf-kubernetes==10.8.2\ndagster==1.13.27'), {
      airflowProvider: '10.8.2',
      dagster: '1.13.27',
    });
  });
});

test('pyproject.toml names requirements in lists, and in the tables of Poetry', () => {
  const standard = `[project]
name = "dagster"
dependencies = [
  "apache-airflow[celery]==2.10.5",
  # "prefect==2.0.0",
  'prefect>=3.1,<4',
]
[dependency-groups]
dev = ["dagster==1.9.0"]
`;
  assert.deepEqual(readVersions('pyproject.toml', standard), {
    airflow: '2.10.5',
    prefect: '3.1',
    dagster: '1.9.0',
  });
  const poetry = `[tool.poetry]
name = "jobs"
version = "2.0.0"
[tool.poetry.dependencies]
python = "^3.11"
apache-airflow = { version = "~2.10", extras = ["celery"] }
dagster = "1.9.0"
[tool.poetry.group.dev.dependencies]
prefect = "^3.1"
[tool.other]
prefect = "2.0.0"
`;
  assert.deepEqual(readVersions('pyproject.toml', poetry), {
    airflow: '2.10',
    dagster: '1.9.0',
    prefect: '3.1',
  });
});

test('lock files say what is installed', () => {
  const lock = `version = 1

[[package]]
name = "apache-airflow-core"
version = "3.0.6"
dependencies = [{ name = "prefect", version = "1.0" }]

[[package]]
name = "prefect"
version = "3.9.1"
`;
  assert.deepEqual(readVersions('uv.lock', lock), { airflow: '3.0.6', prefect: '3.9.1' });
  const forked = `${lock}\n[[package]]\nname = "prefect"\nversion = "2.20.26"\n`;
  assert.deepEqual(readVersions('poetry.lock', forked), { airflow: '3.0.6' });
});

test('a Dockerfile starts from a version', () => {
  const from = (text: string) => readVersions('Dockerfile', text);
  assert.deepEqual(from('FROM apache/airflow:2.10.5-python3.12\nRUN pip install x'), { airflow: '2.10.5' });
  assert.deepEqual(
    from('ARG AIRFLOW_VERSION=2.9.3\nFROM --platform=linux/amd64 apache/airflow:${AIRFLOW_VERSION}'),
    {
      airflow: '2.9.3',
    },
  );
  assert.deepEqual(from('FROM prefecthq/prefect:3.1.0-python3.12 AS base'), { prefect: '3.1.0' });
  assert.deepEqual(from('FROM python:3.12'), {});
});

test('lock files count before requirements; files that disagree say nothing', () => {
  const together = (files: Readonly<Record<string, string>>) =>
    versionsTogether(new Map(Object.entries(files).map(([name, text]) => [name, readVersions(name, text)])))
      .airflow;
  const lock = '[[package]]\nname = "apache-airflow"\nversion = "2.10.5"\n';
  assert.deepEqual(together({ 'requirements.txt': 'apache-airflow==2.7.0', 'uv.lock': lock }), {
    version: '2.10.5',
    file: 'uv.lock',
  });
  assert.equal(
    together({
      'requirements.txt': 'apache-airflow==2.7.0',
      'requirements-dev.txt': 'apache-airflow==2.8.0',
    }),
    undefined,
  );
});

test('names of dependency files', () => {
  for (const name of [
    'requirements-dev.txt',
    'dev-requirements.txt',
    'constraints-3.11.txt',
    'Dockerfile.worker',
  ])
    assert.ok(isDependencyFile(name), name);
  for (const name of ['requirements.md', 'notes.txt', 'package-lock.json', 'values.yaml'])
    assert.ok(!isDependencyFile(name), name);
});

test("Ruff's own rules on moved imports", () => {
  const project = (lint: string) => ruffChecksAirflow('pyproject.toml', `[project]\nname = "x"\n\n${lint}`);
  assert.equal(project('[tool.ruff.lint]\nselect = [\n  "E", # style\n  "AIR3",\n]'), true);
  assert.equal(project('[tool.ruff]\nextend-select = ["AIR301"]'), true);
  assert.equal(project('[tool.ruff.lint]\nselect = ["ALL"]\nignore = ["AIR301"]'), false);
  assert.equal(project('[tool.ruff]\nline-length = 100'), false);
  assert.equal(project('[tool.black]\nselect = ["AIR"]'), undefined);
  assert.equal(ruffChecksAirflow('ruff.toml', 'lint.x = 1\n[lint]\nselect = ["AIR"]'), true);
  assert.equal(ruffChecksAirflow('ruff.toml', '[format]\nselect = ["AIR"]'), false);
});
