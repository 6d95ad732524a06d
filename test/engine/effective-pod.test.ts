import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { effectiveHover } from '../../server/engine/features/effective-hover.ts';
import { effectivePreview } from '../../server/engine/features/effective-preview.ts';
import type { Origin } from '../../server/engine/model/effective/layered.ts';
import { type EffectivePod, effectivePod } from '../../server/engine/workspace/effective-pod.ts';
import type { Workspace } from '../../server/engine/workspace/workspace.ts';
import { workspaceOf } from './support/check.ts';
import { type FixtureFile, printFixture, readFixture } from './support/fixture.ts';
import { tools } from './support/tools.ts';

/** What is made of the place marked `here` in the first file stands under `preview`. `UPDATE_FIXTURES=1` writes it. */
for (const path of globSync('test/engine/effective/previews/*')) {
  test(path, () => {
    const source = readFileSync(path, 'utf8');
    const files = readFixture(source, '');
    const written = files.filter(({ uri }) => uri !== 'preview');
    const { workspace, pod } = read(written);
    assert.ok(pod);
    const text = effectivePreview(pod, placesIn(workspace));
    const now = printFixture([...written, { uri: 'preview', text, marks: [] }], '');
    if (process.env.UPDATE_FIXTURES) writeFileSync(path, now);
    else assert.equal(now, source);
  });
}

describe('hover', () => {
  /** The place is `|` in the file of that name, in the workspace of a preview. */
  const table: readonly (readonly [preview: string, place: string, says: string])[] = [
    [
      'dagster-step.py',
      'limits": {"memory": "8|Gi"}}',
      'Sets `spec.template.spec.containers[0].resources.limits.memory` of the job\n\nIn place of `"2Gi"` of k8s_job_executor (jobs.py:4)',
    ],
    [
      'dagster-step.py',
      '"value": "hun|ter2',
      'Sets `spec.template.spec.containers[0].env[2].value` of the job',
    ],
    [
      'dagster-run.yaml',
      'service_account_name: dag|ster',
      '**Not in effect**: `spec.template.spec.serviceAccountName` is `"runs"` of K8sRunLauncher of the instance (dagster.yaml:9)',
    ],
    [
      'airflow-operator.py',
      'hostnetwork=Fal|se',
      '**Not in effect**: `spec.hostNetwork` is `true` of pod template etl-pod.yaml (etl-pod.yaml:7)',
    ],
    ['airflow-operator.py', 'service_account|_name="etl"', 'Sets `spec.serviceAccountName` of the pod'],
    [
      'prefect-deployment.yaml',
      'REGION: e|u',
      'Sets `spec.template.spec.containers[0].env[0].value` of the job',
    ],
  ];
  for (const [preview, place, says] of table) {
    test(`${preview}: ${place}`, () => {
      const files = readFixture(readFileSync(`test/engine/effective/previews/${preview}`, 'utf8'), '');
      const [first] = files;
      assert.ok(first);
      const offset = first.text.indexOf(place.replace('|', '')) + place.indexOf('|');
      const { workspace, pod } = read(
        files.filter(({ uri }) => uri !== 'preview'),
        offset,
      );
      assert.ok(pod);
      const found = effectiveHover(pod, first.uri, offset, placesIn(workspace));
      assert.equal(found?.markdown.slice(0, says.length), says);
    });
  }

  test('nothing where no pod is made', () => {
    assert.equal(
      read([{ uri: 'a.yaml', text: 'kind: ConfigMap\napiVersion: v1\n', marks: [] }], 3).pod,
      undefined,
    );
    assert.equal(
      read([{ uri: 'a.py', text: 'from dagster import job\njob(name="a")\n', marks: [] }], 30).pod,
      undefined,
    );
  });
});

function read(
  files: readonly FixtureFile[],
  offset?: number,
): { readonly workspace: Workspace; readonly pod: EffectivePod | undefined } {
  const workspace = workspaceOf(files);
  const [first] = files;
  const there = offset ?? first?.marks[0]?.range.start ?? 0;
  const region = workspace.file(first?.uri ?? '')?.regions.find((it) => it.start + it.text.length >= there);
  return {
    workspace,
    pod: region && effectivePod(region, there - region.start, workspace.lookups(), tools.facts),
  };
}

const placesIn =
  (workspace: Workspace) =>
  ({ uri, at }: Origin): string | undefined => {
    if (uri === undefined || !at) return undefined;
    const line = workspace.file(uri)?.text.slice(0, at.start).split('\n').length ?? 0;
    return `${uri.slice(uri.lastIndexOf('/') + 1)}:${line}`;
  };
