import { nearestNames } from '../schema/nearest.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const kindUnknown = defineRule({
  id: 'kind-unknown',
  severity: 'hint',
  summary: 'No kind of this name is known in its API group, so the object is not checked',
  why: 'It may be newer than Podium, or a typing error. Kinds of operators are known when their CustomResourceDefinition stands in the workspace or a cluster is connected.',

  *resource({ apiVersion, kind, node }, { schemas }) {
    const at = get(node, 'kind');
    if (!apiVersion || !at || schemas.reference(`${apiVersion.value}/${kind}`)) return;
    const inGroup = schemas.kinds().filter((it) => it.apiVersion === apiVersion.value);
    if (inGroup.length === 0) return;
    const near = nearestNames(
      kind,
      inGroup.map((it) => it.kind),
    )[0];
    if (near === undefined) yield { at, message: `no kind "${kind}" is known in "${apiVersion.value}"` };
    else {
      const message = `no kind "${kind}" is known in "${apiVersion.value}", did you mean "${near}"?`;
      yield { at, message, fix: { title: `Use "${near}"`, edits: () => replaceScalar(at, near) } };
    }
  },

  before: `
apiVersion: batch/v1
kind: CronJobs
#     ^^^^^^^^ kind-unknown: no kind "CronJobs" is known in "batch/v1", did you mean "CronJob"?
metadata: { name: cleanup }
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleanup }
`,
});
