import { jobTemplate } from '../model/launchers/job-template.ts';
import { setValue } from '../syntax/edit.ts';
import { entry, get, isNull, items, type Node, target, text as textOf } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { defineRule, type Finding } from './rule.ts';

export const prefectJobManifestInvalid = defineRule({
  id: 'prefect-job-manifest-invalid',
  severity: 'error',
  words: ['prefect', 'job_configuration'],
  summary: 'The job manifest lacks what the worker of Prefect asks for',
  why: 'The worker compares the manifest with one of its own before it makes a job: one Job of batch/v1 whose first container is "prefect-job", never restarted, with parallelism and completions of 1 beside the containers. Otherwise each run crashes with ValueError.',

  *region({ documents, launchers }, { text }) {
    for (const document of documents) {
      const manifest = jobTemplate(document)?.manifest;
      if (manifest?.kind === 'map') yield* judge(manifest, text, true);
    }
    for (const found of launchers) {
      const job = found.kind === 'KubernetesJob' && found.call.keywords.find(({ name }) => name === 'job');
      if (job && job.value.kind === 'map') yield* judge(job.value, text, false);
    }
  },

  before: `
# -- base-job-template.yaml --
job_configuration:
  image: "{{ image }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      template:
        spec:
#       ^^^^ prefect-job-manifest-invalid: the worker asks for "completions: 1" here
          parallelism: 1
          restartPolicy: OnFailure
#                        ^^^^^^^^^ prefect-job-manifest-invalid: the worker asks for "restartPolicy: Never" here
          containers:
            - name: flow
#                   ^^^^ prefect-job-manifest-invalid: the worker asks for "name: prefect-job" here
              image: "{{ image }}"
variables:
  type: object
  properties:
    image: { type: string }
`,
  after: `
# -- base-job-template.yaml --
job_configuration:
  image: "{{ image }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      template:
        spec:
          parallelism: 1
          restartPolicy: Never
          containers:
            - name: prefect-job
              image: "{{ image }}"
          completions: 1
variables:
  type: object
  properties:
    image: { type: string }
`,
});

/** By `_get_base_job_manifest` of prefect_kubernetes/worker.py: in the order of the text that it is written in. */
function* judge(manifest: Node, text: string, isWhole: boolean): Iterable<Finding> {
  const spec = get(manifest, 'spec', 'template', 'spec');
  const wanted: [map: Node | undefined, holder: Range | undefined, key: string, value: string | number][] = [
    [manifest, manifest.children[0], 'apiVersion', 'batch/v1'],
    [manifest, manifest.children[0], 'kind', 'Job'],
    ...(['parallelism', 'completions'] as const).map(
      (key): [Node | undefined, Range | undefined, string, string | number] => [
        spec,
        keyOf(manifest, spec),
        key,
        1,
      ],
    ),
    [spec, keyOf(manifest, spec), 'restartPolicy', 'Never'],
    [items(get(spec, 'containers'))[0], keyOf(manifest, spec), 'name', 'prefect-job'],
  ];
  for (const [map, holder, key, value] of wanted) {
    if (map?.kind !== 'map' || map.open) continue;
    const found = entry(map, key)?.value;
    const there = found && target(found);
    const isUnknown = there && (there.kind !== 'scalar' || there.value.includes('{{'));
    if (isUnknown || (there && textOf(there) === String(value)) || (!there && !isWhole)) continue;
    const at = there && !isNull(there) ? there : holder;
    if (!at) continue;
    yield {
      at,
      message: `the worker asks for "${key}: ${String(value)}" here`,
      fix: { title: `Set ${key} to ${String(value)}`, edits: () => setValue(text, map, [key], value) },
    };
  }
}

/** The key under which the pod spec stands. */
const keyOf = (manifest: Node, spec: Node | undefined): Range | undefined =>
  spec && (entry(get(manifest, 'spec', 'template'), 'spec')?.key ?? spec);
