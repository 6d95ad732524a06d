import { jobVariablesIn } from '../model/launchers/job-variables.ts';
import { nameFault, nearestName, objectNameGrammar } from '../model/object-name.ts';
import { located } from '../model/located.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule } from './rule.ts';

export const prefectNameInvalid = defineRule({
  id: 'prefect-name-invalid',
  severity: 'error',
  summary: 'The name of the job is none that Kubernetes takes',
  why: 'The default job template puts the job variable name as it is before the suffix of the job, and the API server refuses the job of every run. Only what Prefect fills in (`{{ ctx.flow_run.name }}`) is made fit before.',

  *region(region) {
    const grammar = objectNameGrammar('batch/v1', 'Job');
    for (const { given, isKubernetes } of jobVariablesIn(region)) {
      const name = isKubernetes ? located(given.get('name')?.value) : undefined;
      if (!name || !grammar || name.value === '' || name.value.includes('{{')) continue;
      const fault = nameFault(name.value, grammar);
      if (fault === undefined) continue;
      const near = nearestName(name.value, grammar);
      yield {
        at: name,
        message: `"${name.value}" is no name for a Job: ${fault}`,
        ...(near === undefined
          ? {}
          : { fix: { title: `Use "${near}"`, edits: () => replaceScalar(name.node, near) } }),
      };
    }
  },

  before: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        name: Nightly Load
#             ^^^^^^^^^^^^ prefect-name-invalid: "Nightly Load" is no name for a Job: use lower-case letters, digits, "-" and "."
`,
  after: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        name: nightly-load
`,
});
