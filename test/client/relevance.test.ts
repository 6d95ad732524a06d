import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { isRelevant } from '../../client/relevance.ts';

const yaml = (text: string, fileName = 'file.yaml') => isRelevant({ languageId: 'yaml', fileName, text });
const python = (text: string) => isRelevant({ languageId: 'python', fileName: 'file.py', text });

test('manifests are ours, however they are written', () => {
  assert.ok(yaml('apiVersion: v1\nkind: Pod\n'));
  assert.ok(yaml('# a comment\n---\nkind: List\nitems:\n  - apiVersion: v1\n'));
  assert.ok(yaml('{"apiVersion": "v1", "kind": "Pod"}'));
  assert.ok(yaml('- op: add\n  value: {kind: Job}\n'));
  assert.ok(yaml('data:\n  template.yaml: |\n    apiVersion: v1\n'));
  assert.ok(yaml('\r\nkind : Pod\r\n'));
});

test('configuration files of orchestrators are ours by their name', () => {
  for (const name of ['dagster.yaml', 'workspace.yaml', 'prefect.yaml', 'prometheus.yml', '.podium.yaml']) {
    assert.ok(yaml('', name), name);
  }
});

test('other YAML is not', () => {
  assert.ok(!yaml('services:\n  web:\n    image: nginx\n', 'docker-compose.yml'));
  assert.ok(!yaml('on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n', 'ci.yml'));
  assert.ok(!yaml('name: mankind: a history\ntext: "of a kind: rare"\n'));
  assert.ok(!yaml(''));
});

test('Python is ours when it imports an orchestrator or the Kubernetes client', () => {
  assert.ok(python('from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator\n'));
  assert.ok(python('import os\nimport dagster_k8s as dk\n'));
  assert.ok(python('def f():\n    from prefect import flow\n'));
  assert.ok(python('from kubernetes.client import models as k8s\n'));
  assert.ok(!python('import requests\n# airflow would be an overkill here\n'));
  assert.ok(!python('from airflowish import x\nimport prefecture\n'));
});

test('other languages are not', () => {
  assert.ok(!isRelevant({ languageId: 'markdown', fileName: 'README.md', text: 'kind: Pod' }));
});

test('all samples are ours', () => {
  const folder = join(import.meta.dirname, '..', 'workspaces', 'samples');
  for (const name of ['kubernetes-cronjob.yaml', 'prometheus-config.yaml', 'airflow-pod-template.yaml']) {
    assert.ok(yaml(readFileSync(join(folder, name), 'utf8'), basename(name)), name);
  }
  for (const name of ['dagster_k8s_assets.py', 'prefect_k8s_infrastructure.py']) {
    assert.ok(python(readFileSync(join(folder, name), 'utf8')), name);
  }
});

test('a megabyte of somebody else’s YAML is not ours', () => {
  assert.ok(!yaml('key: [a, b, {c: d}]\nmankind: 1\n'.repeat(32_000)));
});

test('what sets options of Airflow is ours', () => {
  const other = (languageId: string, fileName: string, text: string) =>
    isRelevant({ languageId, fileName, text });
  assert.ok(other('properties', 'airflow.cfg', '[core]\n'));
  assert.ok(other('dockerfile', 'Dockerfile', 'FROM apache/airflow:2.9.3\nENV AIRFLOW__CORE__EXECUTOR=x\n'));
  assert.ok(yaml('services:\n  web:\n    environment:\n      AIRFLOW__CORE__EXECUTOR: x\n'));
  assert.ok(yaml('executor: "KubernetesExecutor"\nworkers: {}\n', 'values.yaml'));
  assert.ok(!other('dockerfile', 'Dockerfile', 'FROM apache/airflow:2.9.3\n'));
  assert.ok(!other('properties', 'setup.cfg', '[airflow]\n'));
  assert.ok(!yaml('executor: docker\n', 'values.yaml'));
});
