import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineRange, locate, steps } from '../../client/cluster/field-path.ts';
import { problems, type Status } from '../../client/cluster/status.ts';

const text = `# A comment first.
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
  labels:
    app.kubernetes.io/name: report
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          finalizers: [a, b]
          containers:
            - name: main
              image: example/report:1
              env:
                - name: MODE
                  value: fast
            - name: sidecar
              command:
                - sh
                - |
                  echo one
                  echo two
`;

const at = (path: string, part?: 'key' | 'value') => {
  const { start, end } = locate(text, path, part);
  return text.slice(start, end);
};

test('the paths of a server’s messages in steps', () => {
  assert.deepEqual(steps('spec.containers[0].env[1].name'), [
    { key: 'spec' },
    { key: 'containers' },
    { index: 0 },
    { key: 'env' },
    { index: 1 },
    { key: 'name' },
  ]);
  assert.deepEqual(steps('.spec.containers[name="main"].ports[containerPort=80,protocol="TCP"]'), [
    { key: 'spec' },
    { key: 'containers' },
    { item: { name: 'main' } },
    { key: 'ports' },
    { item: { containerPort: 80, protocol: 'TCP' } },
  ]);
  assert.deepEqual(steps('metadata.labels[a.b/c]'), [
    { key: 'metadata' },
    { key: 'labels' },
    { key: 'a.b/c' },
  ]);
  assert.deepEqual(steps('.data["key[0]"]'), [{ key: 'data' }, { key: 'key[0]' }]);
  assert.deepEqual(steps('.metadata.finalizers[="x]y"]'), [
    { key: 'metadata' },
    { key: 'finalizers' },
    { value: 'x]y' },
  ]);
  assert.deepEqual(steps('spec.items[1].x/y'), [
    { key: 'spec' },
    { key: 'items' },
    { index: 1 },
    { key: 'x/y' },
  ]);
  assert.deepEqual(steps(''), []);
});

test('a path is found in the text', () => {
  const cases: [path: string, found: string][] = [
    ['spec.schedule', '"0 3 * * *"'],
    ['.spec.jobTemplate.spec.template.spec.containers[name="main"].image', 'example/report:1'],
    ['spec.jobTemplate.spec.template.spec.containers[0].env[0].value', 'fast'],
    ['spec.jobTemplate.spec.template.spec.finalizers[="b"]', 'b'],
    ['metadata.labels[app.kubernetes.io/name]', 'report'],
    ['metadata.labels.app.kubernetes.io/name', 'report'],
    // A mapping is shown by its key, an item by its first line.
    ['spec.jobTemplate', 'jobTemplate'],
    ['spec.jobTemplate.spec.template.spec.containers[1]', 'name: sidecar'],
    // What is missing is shown at the deepest part that is there.
    ['spec.jobTemplate.spec.template.spec.restartPolicy', 'spec'],
    ['spec.jobTemplate.spec.template.spec.containers[1].image', 'name: sidecar'],
    ['spec.jobTemplate.spec.template.spec.containers[7].image', 'containers'],
    ['spec.jobTemplate.spec.template.spec.containers[1].command[1]', '|'],
    ['status.active', 'apiVersion: batch/v1'],
    ['', 'apiVersion: batch/v1'],
  ];
  for (const [path, found] of cases) assert.equal(at(path), found, path);
  assert.equal(at('spec.schedule', 'key'), 'schedule');
  assert.equal(at('spec.jobTemplate.spec.template.spec.containers[0].env[0].name', 'key'), 'name');
});

test('a path is found in text that is not a mapping, or nothing', () => {
  assert.deepEqual(locate('', 'spec.x'), { start: 0, end: 0 });
  assert.deepEqual(locate('# only this\n', 'spec'), { start: 0, end: 11 });
  assert.deepEqual(locate('- a\n- b\n', 'spec'), { start: 0, end: 3 });
  assert.deepEqual(locate('spec: {a: 1', 'spec.a'), { start: 10, end: 11 });
});

test('a line is given without its indentation', () => {
  const { start, end } = lineRange(text, 9);
  assert.equal(text.slice(start, end), 'schedule: "0 3 * * *"');
  assert.deepEqual(lineRange('a\r\n  b\r\n', 2), { start: 5, end: 6 });
});

test('all forms in which a server complains', () => {
  const said = (status: Status) =>
    problems(status, text).map(
      (it) => `${it.path}: ${it.message} @ ${text.slice(it.range.start, it.range.end)}`,
    );
  const typed = 'failed to create typed patch object (ns/report; batch/v1, Kind=CronJob): ';
  assert.deepEqual(said({ message: `${typed}.spec.schedule: expected string, got &{3}` }), [
    'spec.schedule: expected string, got &{3} @ "0 3 * * *"',
  ]);
  assert.deepEqual(
    said({
      message: `${typed}errors:\n  .spec.schedule: expected string, got &{3}\n  .spec.jobTemplate: field not declared in schema`,
    }),
    [
      'spec.schedule: expected string, got &{3} @ "0 3 * * *"',
      'spec.jobTemplate: field not declared in schema @ jobTemplate',
    ],
  );
  const causes = [
    { reason: 'FieldValueInvalid', message: 'Invalid value: "x"', field: 'spec.schedule' },
    { reason: 'FieldValueInvalid', message: 'some validation rules were not checked', field: '<nil>' },
  ];
  assert.deepEqual(said({ message: 'CronJob "report" is invalid', details: { causes } }), [
    'spec.schedule: Invalid value: "x" @ "0 3 * * *"',
  ]);
  assert.deepEqual(
    said({
      message: 'strict decoding error: unknown field "spec.jobTemplate", duplicate field "spec.schedule"',
    }),
    [
      'spec.jobTemplate: unknown field "spec.jobTemplate" @ jobTemplate',
      'spec.schedule: duplicate field "spec.schedule" @ "0 3 * * *"',
    ],
  );
  assert.deepEqual(
    said({
      message: 'error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
    }),
    [': mapping values are not allowed in this context @ kind: CronJob'],
  );
  const dump = `spec.template: Invalid value: core.PodTemplateSpec{${'ObjectMeta:v1.ObjectMeta{}, '.repeat(40)}}: field is immutable`;
  assert.deepEqual(said({ message: dump }), [': spec.template: field is immutable @ report']);
  assert.deepEqual(said({}), [': refused @ report']);
});
