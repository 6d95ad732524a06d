import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { noSettings } from '../../server/engine/workspace/settings.ts';
import { nodeHost } from '../../server/service/node-host.ts';
import { Service } from '../../server/service/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'podium-versions-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

function write(path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return uriOf(path);
}

const dag = `from airflow.kubernetes.secret import Secret
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

KubernetesPodOperator(task_id="a", image="a:1", durable=True)
`;

write('requirements.txt', 'apache-airflow==2.10.5\nprefect>=2.14,<3\n');
write('team/requirements.txt', 'apache-airflow-providers-cncf-kubernetes==10.1.0\n');
write('team/ruff.toml', '[lint]\nselect = ["AIR"]\n');
const above = write('dag.py', dag);
const below = write('team/dags/dag.py', dag);
const cfg = write('airflow.cfg', '[core]\nexecuter = LocalExecutor\n');
const dockerfile = write('Dockerfile', 'FROM python:3.12\nENV AIRFLOW__CORE__EXECUTER=LocalExecutor\n');

async function start(settings: Partial<typeof noSettings> = {}): Promise<Service> {
  const service = await Service.start(nodeHost, {
    commandLine: { ...noSettings, ...settings },
    onError: (error) => {
      throw error;
    },
  });
  service.addFolder(pathToFileURL(folder).href);
  await service.settled();
  return service;
}

const codes = (service: Service, uri: string): readonly string[] =>
  service
    .diagnose(uri)
    .map(({ rule }) => rule.id)
    .filter((it) => it.startsWith('airflow-'));

describe('versions in force', () => {
  test('come from the nearest dependency files, each package from its own', async () => {
    const service = await start();
    const { airflow, airflowProvider, prefect } = service.versions(below);
    assert.deepEqual(
      { airflow, airflowProvider, prefect },
      {
        airflow: '2.10.5',
        airflowProvider: '10.1.0',
        prefect: '2.14',
      },
    );
    assert.equal(service.versions(above).airflowProvider, undefined);
    assert.deepEqual(service.versionOrigins(below), {
      airflow: { version: '2.10.5', uri: uriOf('requirements.txt') },
      airflowProvider: { version: '10.1.0', uri: uriOf('team/requirements.txt') },
      prefect: { version: '2.14', uri: uriOf('requirements.txt') },
    });
  });

  test('decide what is found, and Ruff silences what it finds itself', async () => {
    const service = await start();
    assert.deepEqual(codes(service, above), ['airflow-import-moved', 'airflow-argument-unknown']);
    assert.deepEqual(codes(service, below), ['airflow-argument-unknown']);
  });

  test('settings win', async () => {
    const service = await start({ airflowProviderVersion: '10.25.0', airflowVersion: '3.3.2' });
    assert.equal(service.versions(below).airflowProvider, '10.25.0');
    assert.deepEqual(service.versionOrigins(below), {
      prefect: { version: '2.14', uri: uriOf('requirements.txt') },
    });
    assert.deepEqual(codes(service, below), []);
  });

  test('follow a file that changes', async () => {
    const service = await start();
    const changed = write('team/requirements.txt', 'apache-airflow-providers-cncf-kubernetes==10.25.0\n');
    service.filesChanged([changed]);
    await service.settled();
    assert.equal(service.versions(below).airflowProvider, '10.25.0');
    assert.deepEqual(codes(service, below), []);
  });
});

test('airflow.cfg and a Dockerfile are checked, dependency files are only read', async () => {
  const service = await start();
  assert.deepEqual(codes(service, cfg), ['airflow-option-unknown']);
  assert.deepEqual(codes(service, dockerfile), ['airflow-option-unknown']);
  assert.deepEqual([...service.files()].map((it) => it.slice(uriOf('').length + 1)).sort(), [
    'Dockerfile',
    'airflow.cfg',
    'dag.py',
    'team/dags/dag.py',
  ]);
});
