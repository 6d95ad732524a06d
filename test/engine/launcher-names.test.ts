import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { definition } from '../../server/engine/features/definition.ts';
import { rename } from '../../server/engine/features/rename.ts';
import { applyEdits } from '../../server/engine/text/document.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import type { Workspace } from '../../server/engine/workspace/workspace.ts';
import { workspaceOf } from './support/check.ts';

/** Names of objects in the files of orchestrators, YAML and Python, and where they are defined. */
const files = [
  {
    uri: 'objects.yaml',
    text: `apiVersion: v1
kind: ServiceAccount
metadata: { name: runs }
---
apiVersion: v1
kind: Secret
metadata: { name: database }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
`,
  },
  {
    uri: 'dagster.yaml',
    text: `run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: runs
    instance_config_map: dagster-instance
    env_secrets: [database]
    env_config_maps:
      - settings
    run_k8s_config:
      pod_spec_config: { volumes: [{ name: v, configMap: { name: settings } }] }
`,
  },
  {
    uri: 'prefect.yaml',
    text: `deployments:
  - name: nightly
    work_pool:
      name: kubernetes
      job_variables: &variables { service_account_name: "runs" }
  - name: weekly
    work_pool: { name: kubernetes, job_variables: *variables }
`,
  },
  {
    uri: 'template.json',
    text: `{
  "job_configuration": {
    "job_manifest": {
      "spec": { "template": { "spec": { "containers": [{ "envFrom": [{ "secretRef": { "name": "database" } }] }] } } }
    }
  },
  "variables": { "properties": { "service_account_name": { "default": "runs" } } }
}
`,
  },
  {
    uri: 'jobs.py',
    text: `from dagster import op
from dagster_k8s import PipesK8sClient, execute_k8s_job

COMMON = {"service_account_name": "runs"}


@op
def load(context, pipes: PipesK8sClient):
    pipes.run(context=context, image="a/b:1", base_pod_spec={**COMMON, "automount_service_account_token": False})
    execute_k8s_job(context, image="a/b:1", env_secrets=["database"], pod_spec_config=COMMON)
`,
  },
];

describe('definition', () => {
  const table = [
    ['dagster.yaml', 'runs'],
    ['dagster.yaml', 'database'],
    ['dagster.yaml', '- settings'],
    ['dagster.yaml', 'name: settings'],
    ['prefect.yaml', '"runs"'],
    ['template.json', '"database"'],
    ['template.json', '"runs"'],
    ['jobs.py', '"runs"'],
    ['jobs.py', '"database"'],
  ] as const;
  const workspace = workspaceOf(files);
  for (const [uri, name] of table) {
    test(`${uri}: ${name}`, () => {
      const [region, offset] = placeOf(workspace, uri, name);
      const found = definition(workspace, region, offset);
      assert.deepEqual(
        found?.places.map((it) => it.region.uri),
        ['objects.yaml'],
      );
    });
  }
});

test('a rename reaches all of them, each place once', () => {
  const workspace = workspaceOf(files);
  const [region, offset] = placeOf(workspace, 'jobs.py', '"runs"');
  const changes = rename(workspace, region, offset, 'jobs');
  assert.ok(changes && !('refused' in changes));
  for (const { uri, edits } of changes) {
    const text = files.find((it) => it.uri === uri)?.text ?? '';
    assert.equal(applyEdits(text, edits), text.replace(/\bruns\b/, 'jobs'), uri);
  }
  assert.deepEqual(changes.map(({ uri }) => uri).sort(), files.map(({ uri }) => uri).sort());
});

function placeOf(workspace: Workspace, uri: string, needle: string): [Region, number] {
  const file = workspace.file(uri);
  const offset = (file?.text.indexOf(needle) ?? -1) + needle.length - 2;
  const region = file?.regions.find((it) => it.start <= offset && offset <= it.start + it.text.length);
  assert.ok(region && offset > 0);
  return [region, offset - region.start];
}
