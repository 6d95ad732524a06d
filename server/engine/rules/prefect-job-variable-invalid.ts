import { jobVariablesIn, type SchemaFault, schemaFault } from '../model/launchers/job-variables.ts';
import { isMap } from '../model/launchers/literal.ts';
import { resolvePython } from '../syntax/dialect.ts';
import type { Json } from '../syntax/edit.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { jobTemplateKind } from '../workspace/object-fact.ts';
import { type Context, defineRule, type Fix } from './rule.ts';

export const prefectJobVariableInvalid = defineRule({
  id: 'prefect-job-variable-invalid',
  severity: 'error',
  words: ['prefect', 'job_configuration'],
  summary: 'A job variable does not fit the schema of the base job template',
  why: 'The server of Prefect checks job variables against the template of the work pool and refuses the deployment or the run. Where no template is in the workspace, the one that Kubernetes pools are created with is taken.',

  *region(region, context) {
    for (const { given, isKubernetes } of jobVariablesIn(region)) {
      for (const [name, { value }] of isKubernetes ? given : []) {
        const { schemas, isAtHand } = schemasOf(name, context);
        const faults = schemas.map((it) => schemaFault(value, it, [name]));
        const [fault] = faults;
        if (!fault || faults.includes(undefined)) continue;
        const fix = quoted(fault, context.text);
        yield {
          at: fault.node,
          message: `"${fault.path.join('.')}" ${fault.words}`,
          ...(isAtHand ? {} : { level: 'warning' }),
          ...(fix ? { fix } : {}),
        };
      }
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
        cpu_request: 1
#                    ^ prefect-job-variable-invalid [warning]: "cpu_request" must be text
        image_pull_policy: Always
        env:
          WORKERS: "4"
`,
  after: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    work_pool:
      name: kubernetes
      job_variables:
        cpu_request: "1"
        image_pull_policy: Always
        env:
          WORKERS: "4"
`,
});

/** The schemas that a variable has in the templates of the workspace, else in that which pools are created with. */
function schemasOf(
  name: string,
  { facts, lookups }: Context,
): { readonly schemas: readonly Json[]; readonly isAtHand: boolean } {
  const templates = lookups.all(jobTemplateKind);
  const written = templates.flatMap((it) => declared(it, name) ?? []);
  if (templates.length > 0) return { schemas: written, isAtHand: true };
  const { properties } = facts.prefect.baseJobTemplate.variables;
  const standard = isMap(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return { schemas: standard === undefined ? [] : [standard], isAtHand: false };
}

const declared = ({ labels }: ObjectFact, name: string): Json | undefined =>
  labels[name] === undefined ? undefined : (JSON.parse(labels[name]) as Json);

function quoted({ node, words }: SchemaFault, text: string): Fix | undefined {
  const isOther = node.kind !== 'scalar' || node.style !== 'plain' || resolvePython(node).type === 'null';
  if (isOther || words !== 'must be text') return undefined;
  const newText = JSON.stringify(text.slice(node.start, node.end));
  return { title: `Quote ${newText}`, safe: true, edits: () => [{ range: node, newText }] };
}
