import { prefectDeployments } from '../model/launchers/prefect-deployments.ts';
import { nearestNames } from '../schema/nearest.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, get, type Node } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const prefectKeyIgnored = defineRule({
  id: 'prefect-key-ignored',
  severity: 'hint',
  words: ['prefect'],
  summary: 'prefect.yaml has a key that Prefect does not read',
  why: 'Prefect leaves out keys that it does not know, so the deployment is made without what stands there.',

  *region({ documents }) {
    for (const { node } of documents.flatMap(prefectDeployments)) {
      yield* unknown(node, deploymentKeys, 'a deployment');
      const pool = get(node, 'work_pool');
      if (pool) yield* unknown(pool, poolKeys, 'work_pool');
    }
  },

  before: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variable:
#     ^^^^^^^^^^^^ prefect-key-ignored [warning]: work_pool has no key "job_variable", did you mean "job_variables"?
        image: my-company/etl:2.7.0
`,
  after: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        image: my-company/etl:2.7.0
`,
});

/** Those of `DeploymentConfig` and `WorkPoolConfig` in prefect/cli/deploy/_models.py. */
const deploymentKeys = [
  ...['name', 'version', 'version_type', 'tags', 'description', 'schedule', 'schedules', 'paused'],
  ...['concurrency_limit', 'flow_name', 'entrypoint', 'parameters', 'enforce_parameter_schema'],
  ...['build', 'push', 'pull', 'work_pool', 'triggers', 'sla'],
];
const poolKeys = ['name', 'work_queue_name', 'job_variables'];

/** Where keys stood, or what they were called, in earlier versions and in Python. */
const moved: Readonly<Record<string, string>> = {
  infra_overrides: 'work_pool.job_variables',
  job_variables: 'work_pool.job_variables',
  work_pool_name: 'work_pool.name',
  work_queue_name: 'work_pool.work_queue_name',
  image: 'work_pool.job_variables.image',
  env: 'work_pool.job_variables.env',
  cron: 'schedules.cron',
  interval: 'schedules.interval',
};

function* unknown(map: Node, known: readonly string[], where: string): Iterable<Finding> {
  const written = entries(map).map(({ key }) => key);
  for (const key of written) {
    if (known.includes(key.value) || /^(?:<<|x-|[._])/.test(key.value)) continue;
    const near = nearestNames(key.value, known).find((it) => !written.some(({ value }) => value === it));
    const place = where === 'work_pool' ? moved[key.value]?.replace('work_pool.', '') : moved[key.value];
    const meant = place !== undefined && known.includes(place) ? place : near;
    const message = `${where} has no key "${key.value}"`;
    if (meant !== undefined) {
      yield {
        at: key,
        level: 'warning',
        message: `${message}, did you mean "${meant}"?`,
        fix: { title: `Use "${meant}"`, edits: () => replaceScalar(key, meant) },
      };
    } else if (place === undefined) yield { at: key, message };
    else yield { at: key, level: 'warning', message: `${message}, it belongs in ${place}` };
  }
}
