import { type DagsterSettings, dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import { k8sConfig } from '../model/launchers/parameters.ts';
import { snakeName, type TypedValue } from '../model/launchers/raw-config.ts';
import { dropEntry } from '../syntax/entry-edit.ts';
import { entries, get, target } from '../syntax/node.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const dagsterConfigIgnored = defineRule({
  id: 'dagster-config-ignored',
  severity: 'warning',
  words: ['dagster'],
  summary: 'Dagster sets this field of its Kubernetes objects itself',
  why: 'Names, the pod template of the job and the arguments of a run or step are set after the configuration is merged, so what is written here is lost without a word.',

  *region(region, context) {
    for (const settings of dagsterSettings(region, context.facts)) {
      for (const config of configsIn(settings, context)) yield* ignored(config, settings, context);
    }
  },

  before: `
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    run_k8s_config:
      job_metadata:
        name: nightly
#       ^^^^ dagster-config-ignored: Dagster sets "name" of job_metadata itself
        annotations: { team: data }
      job_spec_config:
        backoffLimit: 0
        template:
#       ^^^^^^^^ dagster-config-ignored: Dagster sets "template" of job_spec_config itself
          spec: { priorityClassName: batch }
`,
  after: `
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    run_k8s_config:
      job_metadata:
        annotations: { team: data }
      job_spec_config:
        backoffLimit: 0
`,
});

/** What `construct_dagster_k8s_job` (dagster_k8s/job.py) sets after the merge. */
const ownFields: Readonly<Record<string, readonly [model: string, ...fields: readonly string[]]>> = {
  job_config: ['V1Job', 'api_version', 'kind', 'metadata', 'spec'],
  job_metadata: ['V1ObjectMeta', 'name'],
  job_spec_config: ['V1JobSpec', 'template'],
  pod_template_spec_metadata: ['V1ObjectMeta', 'name'],
};

/** The dicts whose keys are parts of a configuration: those of that type, and the arguments of an op. */
function configsIn(settings: DagsterSettings, { facts }: Context): TypedValue[] {
  const nested = rawConfig(settings, facts).filter(({ type }) => type === k8sConfig);
  const isOp = settings.callable === 'k8s_job_op' && settings.dict;
  return isOp ? [...nested, { node: isOp, type: k8sConfig }] : nested;
}

function* ignored(
  config: TypedValue,
  { callable }: DagsterSettings,
  { facts, text }: Context,
): Iterable<Finding> {
  // Ops that start a job of their own say what it does; a run or a step is given its arguments.
  const isOwnJob = callable === 'k8s_job_op' || callable === 'execute_k8s_job';
  const fields = isOwnJob ? ownFields : { ...ownFields, container_config: ['V1Container', 'args'] as const };
  for (const [part, [model, ...names]] of Object.entries(fields)) {
    const map = get(config.node, part);
    for (const { key } of entries(map)) {
      if (!map || !names.includes(snakeName(model, key.value, facts) ?? '')) continue;
      yield {
        at: key,
        message: `Dagster sets "${key.value}" of ${part} itself`,
        fix: { title: `Remove "${key.value}"`, edits: () => dropEntry(text, target(map), key.value) },
      };
    }
  }
}
