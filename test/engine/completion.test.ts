import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { cronCompletion } from '../../server/engine/features/cron-completion.ts';
import { nameCompletion } from '../../server/engine/features/name-completion.ts';
import { objectCompletion } from '../../server/engine/features/object-completion.ts';
import { quantityCompletion } from '../../server/engine/features/quantity-completion.ts';
import { newObjects } from '../../server/engine/model/new-objects.ts';
import { rules } from '../../server/engine/rules/index.ts';
import { applyEdits } from '../../server/engine/text/document.ts';
import { probeAt } from '../../server/engine/workspace/probe.ts';
import { diagnoserOf, languageOf, workspaceOf } from './support/check.ts';

const others = {
  uri: 'others.yaml',
  text: `apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: it's, namespace: data }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'web:1', ports: [{ containerPort: 8080 }] }] }
`,
};

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: data }\nspec:\n';

describe('an accepted completion', () => {
  /** `‸` is the cursor; what is offered first takes the place of its range. */
  const table: readonly (readonly [name: string, uri: string, before: string, after: string])[] = [
    [
      'stands behind its colon',
      'a.yaml',
      `${pod}  serviceAccountName:‸\n`,
      `${pod}  serviceAccountName: etl\n`,
    ],
    [
      'takes the place of a word',
      'a.yaml',
      `${pod}  serviceAccountName: e‸t # x\n`,
      `${pod}  serviceAccountName: etl # x\n`,
    ],
    [
      'stays within quotes',
      'a.yaml',
      `${pod}  serviceAccountName: "e‸"\n`,
      `${pod}  serviceAccountName: "etl"\n`,
    ],
    [
      'fits into a map in one line',
      'a.yaml',
      `${pod.slice(0, -1)} { serviceAccountName: ‸ }\n`,
      `${pod.slice(0, -1)} { serviceAccountName: etl }\n`,
    ],
    [
      'keeps the line ends of Windows',
      'a.yaml',
      `${pod}  serviceAccountName:‸\n  containers: []\n`.replaceAll('\n', '\r\n'),
      `${pod}  serviceAccountName: etl\n  containers: []\n`.replaceAll('\n', '\r\n'),
    ],
    [
      'may be an amount',
      'a.yaml',
      `${pod}  resources: { limits: { memory: 3‸ } }\n`,
      `${pod}  resources: { limits: { memory: 3Mi } }\n`,
    ],
    [
      'may be a whole label',
      'a.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: { namespace: data }\nspec:\n  selector:\n    a‸\n',
      'apiVersion: v1\nkind: Service\nmetadata: { namespace: data }\nspec:\n  selector:\n    app: web\n',
    ],
    [
      'writes the number of a port as a number',
      'a.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: { namespace: data }\nspec:\n  selector: { app: web }\n  ports: [{ port: 80, targetPort: ‸ }]\n',
      'apiVersion: v1\nkind: Service\nmetadata: { namespace: data }\nspec:\n  selector: { app: web }\n  ports: [{ port: 80, targetPort: 8080 }]\n',
    ],
    [
      'quotes a schedule',
      'a.yaml',
      'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule:‸\n',
      'apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "0 * * * *"\n',
    ],
    [
      'writes a schedule into quotes',
      'a.yaml',
      "apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: '‸'\n",
      "apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: '0 * * * *'\n",
    ],
    [
      'is a literal in Python',
      'a.py',
      'from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(job_namespace="data", service_account_name=‸)\n',
      'from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(job_namespace="data", service_account_name="etl")\n',
    ],
    [
      'stays within the quotes of Python',
      'a.py',
      "from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(job_namespace='data', service_account_name='e‸')\n",
      "from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(job_namespace='data', service_account_name='etl')\n",
    ],
  ];
  for (const [name, uri, before, after] of table) {
    test(name, () => {
      const offset = before.indexOf('‸');
      const text = before.replace('‸', '');
      const workspace = workspaceOf([{ uri, text }, others]);
      const [region] = workspace.file(uri)?.regions ?? [];
      const probe = region && probeAt(region, offset - region.start);
      assert.ok(probe);
      const found = nameCompletion(workspace, probe) ?? quantityCompletion(probe) ?? cronCompletion(probe);
      const [first] = found?.items ?? [];
      assert.ok(found && first);
      const range = region.toFile(found.range);
      assert.ok(range.start <= offset && offset <= range.end, 'an editor wants the cursor in the range');
      assert.equal(applyEdits(text, [{ range, newText: first.insertText }]), after);
    });
  }

  test('says what it is and where from', () => {
    const text = `${pod}  serviceAccountName: \n`;
    const workspace = workspaceOf([{ uri: 'a.yaml', text }, others]);
    workspace.setCluster([{ kind: 'ServiceAccount', name: 'afar', namespace: 'data' }]);
    const [region] = workspace.file('a.yaml')?.regions ?? [];
    const probe = region && probeAt(region, text.length - 1);
    assert.ok(probe);
    assert.deepEqual(
      nameCompletion(workspace, probe)?.items.map(({ label, detail }) => `${label}: ${detail}`),
      [
        'etl: ServiceAccount in "data"',
        'it\'s: ServiceAccount in "data"',
        'afar: ServiceAccount in "data", in the cluster',
      ],
    );
  });
});

describe('a new object', () => {
  /** What stands in the file when every placeholder is taken as it is. */
  const expanded = (snippet: string): string =>
    snippet
      .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\d/g, '');

  for (const { kind, snippet } of newObjects) {
    test(`${kind} is what Podium itself would write`, () => {
      const uri = 'new.yaml';
      const text = expanded(snippet);
      const found = diagnoserOf(workspaceOf([{ uri, text }]), rules)
        .diagnose(uri)
        .filter(({ level, rule }) => /error|warning/.test(level) && !/-missing$|-nothing$/.test(rule.id));
      assert.deepEqual(
        found.map(({ rule, message }) => `${rule.id}: ${message}`),
        [],
      );
      assert.equal(languageOf(uri), 'yaml');
    });
  }

  test('is the one that the snippets of the extension write', () => {
    const snippets = JSON.parse(readFileSync('snippets/yaml.json', 'utf8')) as Record<
      string,
      { body: string[] }
    >;
    const bodies = Object.values(snippets).flatMap(({ body }) =>
      body
        .join('\n')
        .split('\n---\n')
        .map((it) => it.replace(/\n?\$0$/, '').trimEnd()),
    );
    for (const kind of ['CronJob', 'Job', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange']) {
      const snippet = newObjects.find((it) => it.kind === kind)?.snippet;
      assert.ok(snippet !== undefined && bodies.includes(snippet), kind);
    }
  });

  test('goes into the namespace of its neighbours', () => {
    const [first] = objectCompletion('', 0, 'reporting')?.items ?? [];
    assert.ok(first?.snippet.includes('namespace: ${2:reporting}'));
  });

  test('brings its apiVersion along where only its kind was asked for', () => {
    for (const [text, after] of [
      ['kind: ‸', 'apiVersion: batch/v1\nkind: '],
      ['# mine\nkind: ‸\napiVersion:\n', '# mine\nkind: \napiVersion: batch/v1\n'],
    ] as const) {
      const source = text.replace('‸', '');
      const [cronJob] = objectCompletion(source, text.indexOf('‸'), undefined)?.items ?? [];
      assert.equal(applyEdits(source, cronJob?.edits ?? []), after);
      assert.match(cronJob?.snippet ?? '', /^CronJob\nmetadata:\n/);
    }
  });

  test('is none where an object stands already', () => {
    for (const text of ['kind: ‸\nmetadata: {}\n', 'metadata: {}\n‸', 'a: 1\nkind: ‸', '- ‸'])
      assert.equal(objectCompletion(text.replace('‸', ''), text.indexOf('‸'), undefined), undefined);
  });
});
