import { jobTemplate } from '../model/launchers/job-template.ts';
import { schemaFault } from '../model/launchers/job-variables.ts';
import { literal } from '../model/launchers/literal.ts';
import { entry, isNull, target } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const prefectTemplateDefaultInvalid = defineRule({
  id: 'prefect-template-default-invalid',
  severity: 'warning',
  words: ['prefect', 'job_configuration'],
  summary: 'The default of a variable in a base job template is not of its own type',
  why: 'Prefect checks the values of deployments, but not the defaults: one of the wrong type goes into the job as it is, and the API server refuses the job of every run.',

  *region({ documents }) {
    for (const document of documents) {
      for (const { key, value } of jobTemplate(document)?.variables ?? []) {
        const standard = entry(value, 'default')?.value;
        // Without a default, and with null, the field is left out.
        if (!standard || isNull(standard)) continue;
        const fault = schemaFault(standard, literal(target(value)));
        if (!fault) continue;
        const name = [key.value, ...fault.path].join('.');
        yield { at: fault.node, message: `the default of "${name}" ${fault.words}` };
      }
    }
  },

  before: `
# -- base-job-template.yaml --
job_configuration:
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      backoffLimit: "{{ backoff_limit }}"
variables:
  type: object
  properties:
    backoff_limit:
      type: integer
      default: "3"
#              ^^^ prefect-template-default-invalid: the default of "backoff_limit" must be a whole number
`,
  after: `
# -- base-job-template.yaml --
job_configuration:
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      backoffLimit: "{{ backoff_limit }}"
variables:
  type: object
  properties:
    backoff_limit:
      type: integer
      default: 3
`,
});
