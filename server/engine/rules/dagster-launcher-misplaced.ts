import { dagsterYaml } from '../model/launchers/dagster-yaml.ts';
import { type LauncherUse, usesOf } from '../model/launchers/launcher.ts';
import { launcherOf, removeLauncher } from '../model/launchers/removal.ts';
import type { PythonKeyword } from '../syntax/python-values.ts';
import { type Context, defineRule, type Fix } from './rule.ts';

export const dagsterLauncherMisplaced = defineRule({
  id: 'dagster-launcher-misplaced',
  severity: 'error',
  summary: 'A run launcher is given to Definitions',
  why: 'Definitions has no such argument, so Python raises TypeError when the code location is loaded. Runs are launched by the instance, so its launcher is configured in dagster.yaml (with Helm: in the values of the chart).',

  *launcher(found, context) {
    if (found.kind !== 'Definitions') return;
    for (const argument of found.call.keywords) {
      if (argument.name !== 'launcher') continue;
      const fix = toDagsterYaml(found, argument, context);
      yield {
        at: argument.nameRange,
        message: 'Definitions has no argument "launcher": a run launcher belongs in dagster.yaml',
        ...(fix ? { fix } : {}),
      };
    }
  },

  before: `
from dagster import Definitions, asset
from dagster_k8s import K8sRunLauncher


@asset
def orders() -> int:
    return 1


launcher = K8sRunLauncher(
    service_account_name="dagster-worker",
    instance_config_map="dagster-instance",
    job_namespace="dagster",
    job_image="my-company/dagster:1.13.27",
    env_vars=["LOG_LEVEL=INFO"],
)

defs = Definitions(
    assets=[orders],
    launcher=launcher,
#   ^^^^^^^^ dagster-launcher-misplaced: Definitions has no argument "launcher": a run launcher belongs in dagster.yaml
)
`,
  after: `
from dagster import Definitions, asset


@asset
def orders() -> int:
    return 1


defs = Definitions(
    assets=[orders],
)
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster-worker
    instance_config_map: dagster-instance
    job_namespace: dagster
    job_image: my-company/dagster:1.13.27
    env_vars:
      - LOG_LEVEL=INFO
`,
});

function toDagsterYaml({ file }: LauncherUse, argument: PythonKeyword, context: Context): Fix | undefined {
  const { facts, region, text, uri } = context;
  const launchers = usesOf(region.launchers, 'K8sRunLauncher');
  const launcher = argument.spread ? undefined : launcherOf(launchers, argument);
  const change = launcher && dagsterYaml(uri, launcher, facts.dagster.parameters.K8sRunLauncher);
  if (!change) return undefined;
  return {
    title: 'Move the launcher to dagster.yaml',
    edits: () => removeLauncher(text, file, argument, launcher),
    files: () => [change],
  };
}
