import { compareVersions } from '../model/airflow-facts.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import { located } from '../model/located.ts';
import { nameFault, nearestName, objectNameGrammar } from '../model/object-name.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const dagsterNameInvalid = defineRule({
  id: 'dagster-name-invalid',
  severity: 'error',
  summary: 'A name in Dagster becomes the name of a job or pod that Kubernetes refuses',
  why: 'The API server refuses the object, so the step fails before its pod exists. Before 1.8 Dagster made the name of a Pipes pod of the name of the asset or op as it is written.',

  *launcher(found, context) {
    if (found.kind === 'execute_k8s_job') yield* jobName(found);
    if (found.kind === 'PipesK8sClient.run') yield* podName(found, context);
  },

  before: `
from dagster import op
from dagster_k8s import execute_k8s_job


@op
def export(context):
    execute_k8s_job(context, image="my-company/etl:2.7.0", k8s_job_name="Nightly_Export")
#                                                                       ^^^^^^^^^^^^^^^^ dagster-name-invalid: "Nightly_Export" is no name for a Job: use lower-case letters, digits, "-" and "."
`,
  after: `
from dagster import op
from dagster_k8s import execute_k8s_job


@op
def export(context):
    execute_k8s_job(context, image="my-company/etl:2.7.0", k8s_job_name="nightly-export")
`,
});

function* jobName({ call }: LauncherUse): Iterable<Finding> {
  const name = located(call.keywords.find((it) => it.name === 'k8s_job_name')?.value);
  const grammar = objectNameGrammar('batch/v1', 'Job');
  const fault = name && grammar && nameFault(name.value, grammar);
  if (!name || !grammar || fault === undefined) return;
  const near = nearestName(name.value, grammar);
  yield {
    at: name,
    message: `"${name.value}" is no name for a Job: ${fault}`,
    ...(near === undefined
      ? {}
      : { fix: { title: `Use "${near}"`, edits: () => replaceScalar(name.node, near) } }),
  };
}

/** The asset or op around the call: the last one that begins before it. */
function* podName({ call, file }: LauncherUse, { versions }: Context): Iterable<Finding> {
  if (versions.dagster === undefined || compareVersions(versions.dagster, '1.8') >= 0) return;
  const around = file.calls
    .filter(({ callee, decorated }) => decorated && /^dagster\.(?:\w+\.)*(?:asset|op)$/.test(callee))
    .filter((it) => it.start < call.start)
    .at(-1);
  const given = located(around?.keywords.find((it) => it.name === 'name')?.value);
  const name = given?.value ?? around?.decorated?.name ?? '';
  const at = given ?? around?.decorated?.nameRange;
  if (!at || !/[^a-z0-9_-]/.test(name)) return;
  yield { at, message: `"${name}" becomes the name of a pod, which takes no upper case before Dagster 1.8` };
}
