import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rename } from '../../server/engine/features/rename.ts';
import { applyEdits } from '../../server/engine/text/document.ts';
import type { Workspace } from '../../server/engine/workspace/workspace.ts';
import { workspaceOf } from './support/check.ts';
import { printFixture, readFixture } from './support/fixture.ts';

interface Renamed {
  /** The files after the rename, as a fixture. */
  readonly text: string;
  readonly unsure: number;
}

/** Renames what stands at `‸` in one of the files. */
function renamed(source: string, name: string): Renamed | { readonly refused: string } | undefined {
  const marked = readFixture(source, 'main.yaml');
  const at = marked.find(({ text }) => text.includes('‸'));
  assert.ok(at);
  const offset = at.text.indexOf('‸');
  const files = marked.map((it) => ({ ...it, text: it.text.replace('‸', '') }));
  const workspace = workspaceOf(files);
  const region = regionAt(workspace, at.uri, offset);
  const found = rename(workspace, region, offset - region.start, name);
  if (!found || 'refused' in found) return found;
  const edits = new Map(found.map((it) => [it.uri, it.edits]));
  const after = files.map((it) => ({ ...it, text: applyEdits(it.text, edits.get(it.uri) ?? []) }));
  return { text: printFixture(after, 'main.yaml'), unsure: found.flatMap((it) => it.unsure).length };
}

function regionAt(workspace: Workspace, uri: string, offset: number) {
  const region = workspace
    .file(uri)
    ?.regions.find((it) => it.start <= offset && offset <= it.start + it.text.length);
  assert.ok(region);
  return region;
}

function assertRenamed(before: string, name: string, after: string, unsure = 0): void {
  const found = renamed(before, name);
  assert.ok(found && 'text' in found, JSON.stringify(found));
  assert.equal(found.text, after.replace(/^\n/, ''));
  assert.equal(found.unsure, unsure);
}

const account = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: ‸etl, namespace: data } # etl
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  serviceAccountName: "etl"
  containers: [{ name: etl, image: 'etl:1' }]
---
apiVersion: v1
kind: Pod
metadata: { name: theirs, namespace: other }
spec: { serviceAccountName: etl }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: etl, namespace: other }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: etl }
subjects:
  - { kind: ServiceAccount, name: 'etl', namespace: data }
  - { kind: User, name: etl }
# -- dag.py --
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

ACCOUNT = r'etl'
one = KubernetesPodOperator(task_id="etl", namespace="data", service_account_name=ACCOUNT, image="etl:1")
two = KubernetesPodOperator(task_id="two", service_account_name="""etl""", image="etl:1")
`;

describe('rename', () => {
  test('an object, where manifests and Python name it and nowhere else, in the quotes that are there', () => {
    assertRenamed(
      account,
      'worker',
      account
        .replace('{ name: ‸etl', '{ name: worker')
        .replace('serviceAccountName: "etl"', 'serviceAccountName: "worker"')
        .replace("name: 'etl', namespace", "name: 'worker', namespace")
        .replace("r'etl'", "r'worker'")
        .replace('"""etl"""', '"""worker"""'),
    );
  });

  test('an object from a place that names it', () => {
    const from = account.replace('‸', '').replace("r'etl'", "r'e‸tl'");
    const found = renamed(from, 'worker');
    assert.ok(found && 'text' in found);
    assert.ok(found.text.includes('metadata: { name: worker, namespace: data } # etl'));
  });

  test('quotes a name that would not be text without', () => {
    const found = renamed(account, '007');
    assert.ok(found && 'text' in found);
    assert.ok(found.text.includes('{ name: "007", namespace: data }'));
    assert.ok(found.text.includes('serviceAccountName: "007"'));
  });

  test('leaves to the user what may mean an object of another namespace', () => {
    const other = `---
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: other }
# -- dag.py --`;
    const found = renamed(account.replace('# -- dag.py --', other), 'worker');
    assert.ok(found && 'text' in found);
    assert.equal(found.unsure, 1);
    assert.ok(found.text.includes('service_account_name="""etl"""'));
    assert.ok(found.text.includes('{ name: etl, namespace: other }\n# -- dag.py'));
  });

  test('keeps the line ends of Windows', () => {
    const found = renamed(
      account
        .replaceAll('\n', '\r\n')
        .replace('\r\n', '\n')
        .replace('# -- dag.py --\r\n', '# -- dag.py --\n'),
      'worker',
    );
    assert.ok(found && 'text' in found);
    assert.ok(found.text.includes('metadata: { name: worker, namespace: data } # etl\r\n---\r\n'));
    assert.ok(found.text.includes("ACCOUNT = r'worker'\r\n"));
  });

  test('a key, where it is asked for and where it is a file', () => {
    const text = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data:
  ‸app.yaml: |
    app.yaml: 1
---
apiVersion: v1
kind: Pod
metadata: { name: app }
spec:
  containers:
    - name: app
      env: [{ name: A, valueFrom: { configMapKeyRef: { name: settings, key: app.yaml } } }]
      volumeMounts: [{ name: settings, mountPath: /app.yaml, subPath: app.yaml }]
  volumes: [{ name: settings, configMap: { name: settings } }]
`;
    assertRenamed(
      text,
      'main.yaml',
      text
        .replace('‸app.yaml: |', 'main.yaml: |')
        .replace('key: app.yaml', 'key: main.yaml')
        .replace('subPath: app.yaml', 'subPath: main.yaml'),
    );
  });

  const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data, labels: { app: web } }
spec:
  selector: { matchLabels: { app: ‸web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { port: http } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: data }
spec: { selector: { matchExpressions: [{ key: app, operator: In, values: [web, other] }] } }
`;

  test('a label with the selectors that ask for it, and not the labels of other objects', () => {
    assertRenamed(
      web,
      'front',
      web
        .replace('app: ‸web', 'app: front')
        .replace('metadata: { labels: { app: web } }', 'metadata: { labels: { app: front } }')
        .replace('selector: { app: web }', 'selector: { app: front }')
        .replace('[web, other]', '[front, other]'),
    );
  });

  test('the key of a label', () => {
    const text = web
      .replace('‸', '')
      .replace(', other', '')
      .replace('labels: { app: web } }\n    spec', 'labels: { ap‸p: web } }\n    spec');
    assertRenamed(
      text,
      'app.kubernetes.io/name',
      text
        .replace('ap‸p: web', 'app.kubernetes.io/name: web')
        .replace('matchLabels: { app', 'matchLabels: { app.kubernetes.io/name')
        .replace('selector: { app', 'selector: { app.kubernetes.io/name')
        .replace('key: app', 'key: app.kubernetes.io/name'),
    );
  });

  test('a named port with what sends to it', () => {
    const text = web.replace('‸', '').replace('port: http }', 'port: ht‸tp }');
    assertRenamed(
      text,
      'web',
      text
        .replace('{ name: http, containerPort', '{ name: web, containerPort')
        .replace('port: ht‸tp', 'port: web')
        .replace('targetPort: http', 'targetPort: web'),
    );
  });

  test('a volume of one pod', () => {
    const text = `
apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers: [{ name: a, volumeMounts: [{ name: d‸ata, mountPath: /a }] }]
  volumes: [{ name: data, emptyDir: {} }]
---
apiVersion: v1
kind: Pod
metadata: { name: b }
spec:
  containers: [{ name: a, volumeMounts: [{ name: data, mountPath: /a }] }]
  volumes: [{ name: data, emptyDir: {} }]
`;
    const after = text
      .replace('name: d‸ata', 'name: lake')
      .replace('volumes: [{ name: data', 'volumes: [{ name: lake');
    assertRenamed(text, 'lake', after);
  });

  const refusals: readonly (readonly [source: string, name: string, reason: string])[] = [
    [account, 'Worker', '"Worker" is no such name: use lower-case letters, digits, "-" and "."'],
    [account, '', '"" is no such name: it is empty'],
    [
      `${account.slice(0, account.indexOf('# -- dag'))}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: worker, namespace: data }
`,
      'worker',
      'there is a ServiceAccount "worker" already',
    ],
    [
      account.replace('‸', '').replace('kind: Role, name: etl', 'kind: Role, name: et‸l'),
      'x',
      'Role "etl" is not defined in this workspace',
    ],
    [
      account.replace('"""etl"""', '"et" "l"'),
      'worker',
      'ServiceAccount "etl" is put together in "dag.py", where it cannot be changed',
    ],
    [web, 'a b', '"a b" is no such name: use letters, digits, "-", "_" and "."'],
    [
      `${web}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: second, namespace: data }
spec: { template: { metadata: { labels: { app: second } }, spec: { containers: [] } } }
`,
      'second',
      'the pods of Deployment "second" have such a label already',
    ],
    [
      web.replace('‸', '').replace('matchLabels: { app', 'matchLabels: { ‸app'),
      'tier',
      'a selector asks for the label "app" with other values too',
    ],
    [
      web
        .replace('‸', '')
        .replace('ports: [{ name: http, c', 'ports: [{ name: admin, containerPort: 1 }, { name: ‸http, c'),
      'admin',
      'the pod has a port "admin" already',
    ],
  ];
  for (const [source, name, reason] of refusals) {
    test(`refuses, as ${reason}`, () => {
      assert.deepEqual(renamed(source, name), { refused: reason });
    });
  }

  test('has nothing to say of what names nothing', () => {
    assert.equal(renamed('\napiVersion: v1\nkind: P‸od\nmetadata: { name: a }\n', 'b'), undefined);
  });
});
