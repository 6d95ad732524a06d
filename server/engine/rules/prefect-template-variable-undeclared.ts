import { jobTemplate, placeholdersIn } from '../model/launchers/job-template.ts';
import { jobVariablesIn } from '../model/launchers/job-variables.ts';
import { nearestNames } from '../schema/nearest.ts';
import type { Range } from '../text/document.ts';
import { jobTemplateKind } from '../workspace/object-fact.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const prefectTemplateVariableUndeclared = defineRule({
  id: 'prefect-template-variable-undeclared',
  severity: 'error',
  words: ['prefect', 'job_configuration'],
  summary: 'A variable is not declared in the base job template',
  why: 'Prefect refuses a template whose placeholders are not all declared under variables, blocks and environment variables included. A deployment may set any job variable, but one that the template does not declare changes nothing.',

  *region(region, context) {
    for (const document of region.documents) {
      const template = jobTemplate(document);
      if (!template) continue;
      const declared = template.variables.map(({ key }) => key.value);
      for (const { name, at } of placeholdersIn(template, context.text)) {
        if (!declared.includes(name)) yield undeclared(name, at, declared);
      }
    }
    for (const { given, isKubernetes } of jobVariablesIn(region)) {
      if (isKubernetes) yield* unused([...given], context);
    }
  },

  before: `
# -- base-job-template.yaml --
job_configuration:
  command: "{{ command }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      ttlSecondsAfterFinished: "{{ finished_job_tll }}"
#                                  ^^^^^^^^^^^^^^^^ prefect-template-variable-undeclared: no variable "finished_job_tll" is declared, did you mean "finished_job_ttl"?
variables:
  type: object
  properties:
    command: { type: string }
    finished_job_ttl: { type: integer, default: 3600 }
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        comand: python -m nightly
#       ^^^^^^ prefect-template-variable-undeclared [warning]: no base job template of this workspace declares "comand", did you mean "command"?
`,
  after: `
# -- base-job-template.yaml --
job_configuration:
  command: "{{ command }}"
  job_manifest:
    apiVersion: batch/v1
    kind: Job
    spec:
      ttlSecondsAfterFinished: "{{ finished_job_ttl }}"
variables:
  type: object
  properties:
    command: { type: string }
    finished_job_ttl: { type: integer, default: 3600 }
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        command: python -m nightly
`,
});

function undeclared(name: string, at: Range, declared: readonly string[]): Finding {
  const near = nearestNames(name, declared)[0];
  const message = `no variable "${name}" is declared`;
  if (near === undefined) return { at, message };
  return {
    at,
    message: `${message}, did you mean "${near}"?`,
    fix: { title: `Use "${near}"`, edits: () => [{ range: at, newText: near }] },
  };
}

/** Job variables that no template knows: those of the workspace, else the one that a pool is created with. */
function* unused(
  given: readonly (readonly [string, { readonly nameRange: Range }])[],
  { facts, lookups, text }: Context,
): Iterable<Finding> {
  const templates = lookups.all(jobTemplateKind);
  const standard = Object.keys(facts.prefect.jobVariables);
  const declared = templates.length > 0 ? templates.flatMap((it) => it.keys ?? []) : standard;
  for (const [written, { nameRange }] of given) {
    // `env.NAME` sets one entry of a map.
    const name = written.split('.')[0] ?? written;
    if (declared.includes(name)) continue;
    const near = nearestNames(name, declared)[0];
    const who =
      templates.length > 0
        ? 'no base job template of this workspace'
        : 'the default Kubernetes job template does not';
    const message = templates.length > 0 ? `${who} declares "${name}"` : `${who} declare "${name}"`;
    yield {
      at: nameRange,
      level: templates.length > 0 ? 'warning' : 'hint',
      message: near === undefined ? message : `${message}, did you mean "${near}"?`,
      ...(near === undefined
        ? {}
        : { fix: { title: `Use "${near}"`, edits: () => rename(text, nameRange, name, near) } }),
    };
  }
}

/** The name stands in quotes in a dict or in JSON, bare in YAML and before `=`. */
const rename = (text: string, range: Range, name: string, near: string) => [
  { range, newText: text.slice(range.start, range.end).replace(name, near) },
];
