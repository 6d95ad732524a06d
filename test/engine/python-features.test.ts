import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pythonCompletion } from '../../server/engine/features/python-completion.ts';
import { pythonHover } from '../../server/engine/features/python-hover.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import { workspaceOf } from './support/check.ts';
import { tools } from './support/tools.ts';

const imports = `import dagster_k8s.launcher
from dagster import job
from dagster_k8s import K8sRunLauncher, PipesK8sClient, k8s_job_executor
from kubernetes import client
from kubernetes.client import models as k8s
from prefect import flow
from prefect.infrastructure import KubernetesJob as Job
`;

describe('completion', () => {
  /** The place is `|`; what is offered is the text before it, the item and its detail. Nothing where none is wanted. */
  const table: readonly (readonly [source: string, item: string, replaced?: string])[] = [
    ['K8sRunLauncher(|)', 'service_account_name= str, required'],
    ['K8sRunLauncher(job_im|)', 'job_image= str', 'job_im'],
    ['K8sRunLauncher(job_im|', 'job_image= str', 'job_im'],
    ['K8sRunLauncher(\n    job_image="a",\n    # why\n    im|\nx = 1\n', 'image_pull_policy= str', 'im'],
    ['dagster_k8s.launcher.K8sRunLauncher(|)', "job_namespace= str, default 'default'"],
    ['K8sRunLauncher("(", x=[1, (2)], |)', 'labels= dict'],
    ['Job(|)', 'pod_watch_timeout_seconds= int, default 60'],
    ['@flow(|)\ndef f(): ...', 'retries= int'],
    ['k8s.V1Container(|)', 'name= str, required'],
    ['k8s.V1Con|', 'V1Container name', 'V1Con'],
    ['client.|', 'V1Pod '],
    ['k8s_job_executor.configured({|})', '"job_image":  str'],
    ['k8s_job_executor.configured({"job|"})', 'job_image str', 'job'],
    ['K8sRunLauncher(resources={|})', '"limits":  dict[str, str]'],
    ['K8sRunLauncher(volumes=[{"name": "a"}, {"config_map": {"|', 'default_mode int'],
    ['K8sRunLauncher(run_k8s_config={"container_config": {|}})', '"image_pull_policy":  str'],
    ['@job(tags={"dagster-k8s/config": {"pod_spec_config": {|}}})', '"node_selector":  dict[str, str]'],
    ['@job(tags={"dagster-k8s/config": {|}})', '"merge_behavior":  "SHALLOW" | "DEEP", default "DEEP"'],
    ['dagster_k8s.PipesK8sClient(|)', 'poll_interval= float, default 10.0'],
    [
      'def f(a, pipes: PipesK8sClient):\n  pipes.run(|)',
      'context= OpExecutionContext | AssetExecutionContext, required',
    ],
    ['pipes = PipesK8sClient()\npipes.run(base_pod_spec={|})', '"service_account_name":  str'],
    ['@flow(log_prints=True)\ndef f():\n  pass\n\nf.deploy(|)', 'work_pool_name= str'],
    ['@flow\ndef f(): ...\nf.deploy(job_variables={|})', '"memory_limit":  str'],
  ];
  for (const [source, item, replaced = ''] of table) {
    test(source.replaceAll('\n', '⏎'), () => {
      const { region, offset } = at(source);
      const found = pythonCompletion(region, offset, tools.facts);
      assert.ok(found);
      assert.equal(region.text.slice(found.range.start, found.range.end), replaced);
      const shown = found.items.map(({ insertText, detail }) => `${insertText} ${detail}`);
      assert.ok(shown.includes(item), shown.join('\n'));
    });
  }

  const silent = [
    '|',
    'unknown(|)',
    'K8sRunLauncher(job_image=|)',
    'K8sRunLauncher(job_image="|")',
    'K8sRunLauncher(job_image=a|)',
    'K8sRunLauncher(volumes=[|])',
    'K8sRunLauncher(labels={|})',
    'Job(resources={|})',
    '# K8sRunLauncher(|)',
    '"K8sRunLauncher(|)"',
    'K8sRunLauncher()|',
    'def f(K8sRunLauncher, |): ...',
    'os.V1|',
    'def f(pipes: Pipes):\n  pipes.run(|)',
    'x = x(1)\nx.run(|)',
  ];
  for (const source of silent) {
    test(`nothing in ${source}`, () => {
      const { region, offset } = at(source);
      assert.equal(pythonCompletion(region, offset, tools.facts), undefined);
    });
  }

  test('what is there already is not offered again', () => {
    const { region, offset } = at('K8sRunLauncher(job_image="a", |, labels={"volumes": 1})');
    const labels = pythonCompletion(region, offset, tools.facts)?.items.map(({ label }) => label) ?? [];
    assert.ok(labels.includes('volumes'));
    assert.ok(!labels.includes('job_image') && !labels.includes('labels'));
  });
});

describe('hover', () => {
  const table: readonly (readonly [source: string, markdown: string | undefined])[] = [
    [
      'K8sRunLauncher(job_name|space="a")',
      "**job_namespace** of K8sRunLauncher (dagster-k8s 0.29.27)\n\n- Type: `str`\n- Default: `'default'`",
    ],
    [
      'k8s.V1PodSpec(containers=[k8s.V1Container(|image_pull_policy="a")])',
      '**image_pull_policy** of V1Container (kubernetes 36.0.3)\n\n- Type: `str`\n- In manifests: `imagePullPolicy`',
    ],
    ['Job(job_name|="a")', '**job_name**\n\nKubernetesJob accepts this argument and ignores it.'],
    ['K8sRunLauncher(ima|ge="a")', undefined],
    ['K8sRunLauncher(job_image="|a")', undefined],
    ['K8sRunLauncher(**{"job_|image": "a"})', undefined],
  ];
  for (const [source, markdown] of table) {
    test(source, () => {
      const { region, offset } = at(source);
      assert.equal(pythonHover(region, offset, tools.facts)?.markdown, markdown);
    });
  }
});

function at(marked: string): { readonly region: Region; readonly offset: number } {
  const offset = imports.length + marked.indexOf('|');
  const text = imports + marked.replace('|', '');
  const [region] = workspaceOf([{ uri: 'flow.py', text }]).file('flow.py')?.regions ?? [];
  assert.ok(region);
  return { region, offset };
}
