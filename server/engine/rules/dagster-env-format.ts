import { type DagsterSettings, dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import { toAssignments, toVariables } from '../model/launchers/environment-edit.ts';
import { entry, items, type Node, target } from '../syntax/node.ts';
import type { Range, TextEdit } from '../text/document.ts';
import { defineRule, type Finding } from './rule.ts';

export const dagsterEnvFormat = defineRule({
  id: 'dagster-env-format',
  severity: 'error',
  words: ['dagster'],
  summary: 'Environment variables are not in the form that Dagster takes at this place',
  why: 'env_vars is a list of "NAME=value", or "NAME" to pass a variable on; env of a container is a list of names and values, as in manifests; env of PipesK8sClient is a dict. Any other form is refused when the instance, the code location or the run is loaded.',

  *region(region, { facts, text }) {
    for (const settings of dagsterSettings(region, facts)) {
      yield* assignments(settings, text);
      for (const { node, type } of rawConfig(settings, facts)) {
        const env = type === 'V1Container' ? entry(node, 'env') : undefined;
        if (env) yield* variables(env.key, target(env.value), text);
      }
    }
  },

  before: `
from dagster import job
from dagster_k8s import k8s_job_executor


@job(
    executor_def=k8s_job_executor.configured(
        {
            "env_vars": {"LOG_LEVEL": "INFO", "REGION": "eu"},
#           ^^^^^^^^^^ dagster-env-format: env_vars takes a list of "NAME=value"
            "step_k8s_config": {
                "container_config": {
                    "env": ["PYTHONUNBUFFERED=1"],
#                           ^^^^^^^^^^^^^^^^^^^^ dagster-env-format: env of a container takes names and values
                },
            },
        }
    ),
)
def nightly():
    pass
`,
  after: `
from dagster import job
from dagster_k8s import k8s_job_executor


@job(
    executor_def=k8s_job_executor.configured(
        {
            "env_vars": ["LOG_LEVEL=INFO", "REGION=eu"],
            "step_k8s_config": {
                "container_config": {
                    "env": [{"name": "PYTHONUNBUFFERED", "value": "1"}],
                },
            },
        }
    ),
)
def nightly():
    pass
`,
});

function* assignments({ callable, given }: DagsterSettings, text: string): Iterable<Finding> {
  const argument = callable.startsWith('PipesK8sClient') ? undefined : given.get('env_vars');
  if (!argument) return;
  const { nameRange, value } = argument;
  yield* misshapen(nameRange, value, 'map', 'env_vars takes a list of "NAME=value"', () =>
    toAssignments(text, value),
  );
}

const variables = (name: Range, env: Node, text: string): Iterable<Finding> =>
  misshapen(name, env, 'scalar', 'env of a container takes names and values', () => toVariables(text, env));

/** A map in place of the list, and items of the wrong kind; one fix mends all of them. */
function* misshapen(
  name: Range,
  list: Node,
  wrong: 'map' | 'scalar',
  message: string,
  edits: () => TextEdit[],
): Iterable<Finding> {
  const at = list.kind === 'map' ? name : items(list).find(({ kind }) => kind === wrong);
  if (at) yield { at, message, fix: { title: 'Write it as a list', edits } };
}
