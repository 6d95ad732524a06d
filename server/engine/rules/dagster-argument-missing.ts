import { dagsterSettings } from '../model/launchers/dagster-settings.ts';
import { defineRule } from './rule.ts';

export const dagsterArgumentMissing = defineRule({
  id: 'dagster-argument-missing',
  severity: 'error',
  summary: 'A callable of Dagster lacks an argument that it does not do without',
  why: 'Python raises TypeError when the call is made, and Dagster refuses a configuration without a required option: the code location, or the step, fails.',

  *launcher(found, { facts }) {
    if (found.kind === 'import' || found.call.open || found.call.callee.endsWith('.configured')) return;
    const { calleeRange, list } = found.call;
    const settings = dagsterSettings({ launchers: [found], documents: [] }, facts).find(({ dict }) => !dict);
    if (!settings || !list || settings.callable === 'dagster-k8s/config') return;
    const { callable, given } = settings;
    const missing = Object.entries(facts.dagster.parameters[callable]).flatMap(([name, { required }]) =>
      required && !given.has(name) ? [name] : [],
    );
    for (const name of missing) yield { at: calleeRange, message: `${callable} needs "${name}"` };
  },

  before: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(image="my-company/etl:2.7.0").get_results()
#          ^^^^^^^^^ dagster-argument-missing: PipesK8sClient.run needs "context"
`,
  after: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(context=context, image="my-company/etl:2.7.0").get_results()
`,
});
