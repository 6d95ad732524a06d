import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { convert, effectivePod } from '../../server/protocol/index.ts';
import { LanguageClient } from './language-client.ts';

const instance = `run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    job_image: my-company/dagster:1.13.27
`;

const jobs = `from dagster import job


@job(tags={"dagster-k8s/config": {"pod_spec_config": {"priorityClassName": "high"}}})
def nightly():
    pass
`;

async function clientFor(context: TestContext): Promise<LanguageClient> {
  const client = await LanguageClient.start({ files: { 'dagster.yaml': instance, 'jobs.py': jobs } });
  context.after(async () => {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.log, []);
  });
  await client.open('jobs.py', jobs, 'python');
  // The findings come when the folder has been read and the parser loaded.
  await client.published('jobs.py', () => true);
  return client;
}

test('the job of a run with the places that its values come from', async (context) => {
  const client = await clientFor(context);
  const textDocument = { uri: client.uri('jobs.py') };
  const position = { line: 3, character: 30 };
  const found = await client.connection.sendRequest(effectivePod, { textDocument, position });
  assert.equal(found?.title, 'Job of a run of job "nightly"');
  assert.match(found.text, /priorityClassName: high # tags of the job \(jobs\.py:4\)/);
  assert.match(
    found.text,
    /image: my-company\/dagster:1\.13\.27 # K8sRunLauncher of the instance \(dagster\.yaml:7\)/,
  );
  const nowhere = { textDocument, position: { line: 0, character: 0 } };
  assert.equal(await client.connection.sendRequest(effectivePod, nowhere), null);
});

test('raw configuration as a manifest', async (context) => {
  const client = await clientFor(context);
  const at = { line: 3, character: 60 };
  const found = await client.connection.sendRequest(convert, {
    textDocument: { uri: client.uri('jobs.py') },
    range: { start: at, end: at },
    to: 'manifest',
  });
  assert.deepEqual(found, { type: 'V1PodSpec', text: 'priorityClassName: high\n' });
});
