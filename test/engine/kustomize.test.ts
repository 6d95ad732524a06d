import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { diagnoserOf, workspaceOf } from './support/check.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: worker }
spec:
  selector: { matchLabels: { app: worker } }
  template:
    metadata: { labels: { app: worker } }
    spec:
      serviceAccountName: worker
      containers:
        - name: worker
          image: etl:2.7.0
          envFrom: [{ configMapRef: { name: settings } }]
`;
const account = (namespace: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: worker, namespace: ${namespace} }\n`;

function found(files: Readonly<Record<string, string>>, uri: string): string[] {
  const workspace = workspaceOf(Object.entries(files).map(([path, text]) => ({ uri: path, text })));
  return diagnoserOf(workspace, rules)
    .diagnose(uri)
    .map(({ message }) => message);
}

test('objects live in the namespace that a kustomization sets, an overlay over its base', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [worker.yaml]\nnamespace: base\n',
    'base/worker.yaml': deployment,
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamespace: prod\n',
    'accounts.yaml': account('other'),
  };
  const message = 'no ServiceAccount "worker" in namespace "prod", it exists in namespace "other"';
  assert.ok(found(files, 'base/worker.yaml').includes(message));
  assert.ok(
    !found({ ...files, 'accounts.yaml': account('prod') }, 'base/worker.yaml').some((it) =>
      it.includes('ServiceAccount'),
    ),
  );
});

test('a base of two overlays lives in a namespace that is not known', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [worker.yaml]\n',
    'base/worker.yaml': deployment,
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamespace: prod\n',
    'overlays/test/kustomization.yaml': 'resources: [../../base]\nnamespace: test\n',
    'accounts.yaml': account('prod'),
  };
  assert.ok(!found(files, 'base/worker.yaml').some((it) => it.includes('ServiceAccount')));
});

test('what a generator makes is there', () => {
  const kustomization =
    'resources: [worker.yaml]\nconfigMapGenerator:\n  - name: settings\n    literals: [REGION=eu]\n';
  const files = { 'base/kustomization.yaml': kustomization, 'base/worker.yaml': deployment };
  assert.ok(!found(files, 'base/worker.yaml').some((it) => it.includes('ConfigMap')));
  assert.ok(
    found({ 'base/worker.yaml': deployment }, 'base/worker.yaml').some((it) => it.includes('ConfigMap')),
  );
});

test('of a patch only what stands there is judged, from the moment it is listed as one', () => {
  const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: worker }\nspec:\n  template:\n    spec:\n      containers: [{ name: worker, resources: { limits: { memory: 512MB } } }]\n`;
  const files = {
    'base/kustomization.yaml': 'resources: [worker.yaml]\n',
    'base/worker.yaml': deployment,
    'overlay/memory.yaml': patch,
    'overlay/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: memory.yaml\n',
  };
  assert.deepEqual(found(files, 'overlay/memory.yaml'), ['"512MB" is no quantity, did you mean "512Mi"?']);
});
