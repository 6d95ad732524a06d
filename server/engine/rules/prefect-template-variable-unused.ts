import { jobTemplate, placeholdersIn } from '../model/launchers/job-template.ts';
import { removeEntry } from '../syntax/edit.ts';
import { target } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const prefectTemplateVariableUnused = defineRule({
  id: 'prefect-template-variable-unused',
  severity: 'warning',
  words: ['prefect', 'job_configuration'],
  summary: 'A variable of a base job template stands nowhere in its configuration',
  why: 'Deployments can set it and Prefect checks the value, but no part of the job takes it: the setting is lost without a word.',

  *region({ documents }, { text }) {
    for (const document of documents) {
      const template = jobTemplate(document);
      if (!template) continue;
      // `{{ env.NAME }}` takes one entry of a map.
      const used = placeholdersIn(template, text).map(({ name }) => name.split(/[.[]/)[0]);
      for (const { key } of template.variables) {
        if (used.includes(key.value)) continue;
        yield {
          at: key,
          message: `no placeholder of the job configuration takes "${key.value}"`,
          fix: {
            title: `Remove the variable "${key.value}"`,
            edits: () =>
              template.properties ? removeEntry(text, target(template.properties), key.value) : [],
          },
        };
      }
    }
  },

  before: `
# -- base-job-template.yaml --
job_configuration:
  command: "{{ command }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
variables:
  type: object
  properties:
    command: { type: string }
    node_pool:
#   ^^^^^^^^^ prefect-template-variable-unused: no placeholder of the job configuration takes "node_pool"
      type: string
      default: batch
`,
  after: `
# -- base-job-template.yaml --
job_configuration:
  command: "{{ command }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
variables:
  type: object
  properties:
    command: { type: string }
`,
});
