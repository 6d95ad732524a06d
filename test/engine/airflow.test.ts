import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { airflowOptionCompletion } from '../../server/engine/features/airflow-option-completion.ts';
import { airflowOptionHover } from '../../server/engine/features/airflow-option-hover.ts';
import { executorsIn, readOptionName, variableName } from '../../server/engine/model/airflow.ts';
import { imageVersion } from '../../server/engine/model/airflow-image.ts';
import { executorVerbs, optionDefault, optionVerdict } from '../../server/engine/model/airflow-facts.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import { workspaceOf } from './support/check.ts';
import { tools } from './support/tools.ts';

const facts = tools.facts.airflow;

describe('what a version makes of an option', () => {
  const kinds: readonly (readonly [option: string, version: string | undefined, kind: string | undefined])[] =
    [
      ['core.executor', '2.7.0', 'known'],
      ['core.executor', undefined, 'known'],
      ['core.executer', undefined, 'unknown'],
      ['core.executer', '3.9.0', undefined],
      ['plugin.option', '2.7.0', undefined],
      ['celery_broker_transport_options.anything', '2.7.0', undefined],
      ['elasticsearch.anything', '2.6.3', 'unknown'],
      ['elasticsearch.anything', '2.7.0', undefined],
      ['common.io.new_option', '3.3.2', undefined],
      ['kubernetes.namespace', '1.9.0', undefined],
      ['kubernetes.namespace', '2.4.3', 'known'],
      ['kubernetes.namespace', '2.5.0', 'renamed'],
      ['kubernetes.namespace', undefined, undefined],
      ['kubernetes.worker_service_account_name', '1.10.15', 'known'],
      ['kubernetes.worker_service_account_name', '2.7.0', 'gone'],
      ['kubernetes_executor.running_pod_log_lines', '2.8.0', 'known'],
      ['api.secret_key', '2.7.0', 'later'],
      ['database.load_default_connections', '2.7.0', 'deprecated'],
      ['webserver.default_ui_timezone', '2.11.2', 'known'],
      ['webserver.default_ui_timezone', '3.0.0', 'removed'],
    ];
  for (const [option, version, kind] of kinds) {
    test(`${option} in ${version ?? 'an unknown version'}`, () => {
      assert.equal(optionVerdict(facts, option, version)?.kind, kind);
    });
  }

  test('an old name is read by some versions and ignored by others', () => {
    const read = (version: string): boolean | undefined => {
      const verdict = optionVerdict(facts, 'core.sql_alchemy_conn', version);
      return verdict?.kind === 'renamed' ? verdict.read : undefined;
    };
    assert.deepEqual(
      ['2.2.5', '2.3.0', '2.11.2', '3.0.6', '3.1.0', '3.1.8', '3.2.0', '3.3.2', '3.4.0'].map(read),
      [undefined, true, true, false, false, false, true, true, true],
    );
  });

  test('defaults change', () => {
    const option = facts.options['core.executor'];
    assert.ok(option);
    assert.equal(optionDefault(option, '2.11.2'), 'SequentialExecutor');
    assert.equal(optionDefault(option, '3.1.0'), 'LocalExecutor');
    assert.equal(optionDefault(option, undefined), 'LocalExecutor');
  });
});

test('verbs of KubernetesExecutor are those that every provider it may have calls', () => {
  assert.deepEqual(executorVerbs(facts, '2.7.0'), ['create', 'delete', 'list', 'patch', 'watch']);
  assert.deepEqual(executorVerbs(facts, '3.3.2'), ['create', 'delete', 'get', 'list', 'patch', 'watch']);
  assert.deepEqual(executorVerbs(facts, undefined), executorVerbs(facts, '2.7.0'));
});

test('names of variables', () => {
  const read = (name: string): string | undefined => {
    const found = readOptionName(facts, name);
    return found && `${found.prefix}|${found.option}|${found.suffix}`;
  };
  assert.equal(read('AIRFLOW__CORE__EXECUTOR'), '|core.executor|');
  assert.equal(read('AIRFLOW__CORE__FERNET_KEY_CMD'), '|core.fernet_key|_CMD');
  assert.equal(read('AIRFLOW__API_AUTH__JWT_SECRET'), '|api_auth.jwt_secret|');
  assert.equal(read('AIRFLOW__API_AUTH__JWT_SECRET_SECRET'), '|api_auth.jwt_secret|_SECRET');
  assert.equal(read('AIRFLOW__COMMON_IO__XCOM_OBJECTSTORAGE_PATH'), '|common.io.xcom_objectstorage_path|');
  assert.equal(read('AIRFLOW__COMMON_IO__NEW_OPTION'), '|common.io.new_option|');
  assert.equal(read('AIRFLOW__DATA_TEAM___CORE__EXECUTOR'), 'DATA_TEAM___|core.executor|');
  assert.equal(read('AIRFLOW__SECRETS__BACKEND_KWARG__ROLE_ID'), undefined);
  assert.equal(read('AIRFLOW_HOME'), undefined);
  assert.equal(read('airflow__core__executor'), undefined);
  for (const option of Object.keys(facts.options)) assert.equal(read(variableName(option)), `|${option}|`);
});

test('the version of an image', () => {
  const versions = Object.entries({
    'apache/airflow:2.7.0-python3.10': '2.7.0',
    'apache/airflow:slim-2.10.5': '2.10.5',
    'registry.internal:5000/data/airflow:3.1.8': '3.1.8',
    'bitnami/airflow:2.8.1-debian-11-r0': '2.8.1',
    'apache/airflow:2.7': '2.7',
  });
  for (const [image, version] of versions) assert.equal(imageVersion(image), version, image);
  for (const image of [
    'apache/airflow',
    'apache/airflow:latest',
    'apache/airflow:2',
    'my/airflow:1.2.3',
    'my/etl:2.7.0',
  ]) {
    assert.equal(imageVersion(image), undefined, image);
  }
});

test('executors in a value', () => {
  assert.deepEqual(executorsIn('KubernetesExecutor'), ['KubernetesExecutor']);
  assert.deepEqual(executorsIn('LocalExecutor, k8s:airflow.providers.x.KubernetesExecutor'), [
    'LocalExecutor',
    'KubernetesExecutor',
  ]);
  assert.deepEqual(executorsIn('LocalExecutor;team_a=KubernetesExecutor'), [
    'LocalExecutor',
    'KubernetesExecutor',
  ]);
});

const pod = `apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      env:
        - name: AIRFLOW__CORE__FERNET_KEY
          value: ""
        - name: AIRFLOW__KUBERNETES__NAMESPACE
          value: data
        - name: AIRFLOW__CORE__EXECUTOR
          value: ""
        - name: AIRFLOW_
`;

function only(text: string): Region {
  const region = workspaceOf([{ uri: 'pod.yaml', text }]).file('pod.yaml')?.regions[0];
  assert.ok(region);
  return region;
}

test('hover on an option says type, default and the name of today', () => {
  const hover = (at: string): string | undefined =>
    airflowOptionHover(only(pod), pod.indexOf(at), facts, undefined)?.markdown;
  assert.equal(
    hover('AIRFLOW__KUBERNETES__NAMESPACE'),
    `**[kubernetes_executor] namespace** in Airflow 2.7.0

Named \`AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE\` since 2.5.0; the old name is still read.

- Type: string
- Default: \`default\``,
  );
  assert.match(
    hover('AIRFLOW__CORE__FERNET_KEY') ?? '',
    /Sensitive: may also come from `AIRFLOW__CORE__FERNET_KEY_CMD`/,
  );
  assert.equal(hover('scheduler'), undefined);
});

test('completion offers the names and values of the version', () => {
  const complete = (offset: number) => airflowOptionCompletion(only(pod), offset, facts, undefined);
  const names = complete(pod.length - 1)?.items.map(({ label }) => label) ?? [];
  assert.ok(names.includes('AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE'));
  assert.ok(!names.includes('AIRFLOW__KUBERNETES__NAMESPACE'), 'an old name');
  assert.ok(!names.includes('AIRFLOW__API__SECRET_KEY'), 'a later option');
  assert.ok(!names.includes('AIRFLOW__CORE__EXECUTOR'), 'one that is set already');
  const values = complete(pod.lastIndexOf('""') + 1);
  assert.equal(pod.slice(values?.range.start, values?.range.end), '');
  assert.ok(values?.items.some(({ label }) => label === 'KubernetesExecutor'));
});
