import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { versionsInForce } from '../../server/protocol/index.ts';
import { codesOf, type ClientOptions, LanguageClient } from './language-client.ts';

async function clientFor(context: TestContext, options?: ClientOptions): Promise<LanguageClient> {
  const client = await LanguageClient.start(options);
  context.after(async () => {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.log, []);
  });
  return client;
}

test('the versions that a document is checked against, and where they come from', async (context) => {
  const files = {
    'requirements.txt': 'apache-airflow==2.10.5\napache-airflow-providers-cncf-kubernetes==10.1.0\n',
    'dags/dag.py': 'import airflow\n',
  };
  const client = await clientFor(context, {
    files,
    initializationOptions: { prefect: { version: '3.9.1' } },
  });
  const found = await client.connection.sendRequest(versionsInForce, { uri: client.uri('dags/dag.py') });
  const uri = client.uri('requirements.txt');
  assert.deepEqual(found, [
    { name: 'Airflow', version: '2.10.5', uri },
    { name: 'cncf-kubernetes', version: '10.1.0', uri },
    { name: 'Prefect', version: '3.9.1' },
  ]);
});

test('airflow.cfg is a document like others', async (context) => {
  const client = await clientFor(context);
  const text = '[core]\nexecuter = LocalExecutor\n';
  await client.open('airflow.cfg', text, 'properties');
  const published = await client.published('airflow.cfg', (codes) => codes.length > 0);
  assert.deepEqual(codesOf(published), ['airflow-option-unknown']);
  const { items } = await client.complete('airflow.cfg', { line: 1, character: 4 });
  assert.ok(items.some(({ label }) => label === 'executor'));
});
