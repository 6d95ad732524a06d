import { dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import { isNull } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const dagsterConfigNotList = defineRule({
  id: 'dagster-config-not-list',
  severity: 'error',
  summary: 'A text stands where Dagster makes a list',
  why: 'Python takes a text for a list of its letters: the command "run" becomes r, u, n, and the container does not start.',

  *region(region, { facts, text }) {
    for (const { node, type } of dagsterSettings(region, facts).flatMap((it) => rawConfig(it, facts))) {
      if (!type.startsWith('list[') || node.kind !== 'scalar' || isNull(node)) continue;
      const written = text.slice(node.start, node.end);
      const isOneLine = node.style !== 'literal' && node.style !== 'folded';
      yield {
        at: node,
        message: 'a text is taken apart into letters here, write a list',
        ...(isOneLine
          ? { fix: { title: 'Make it a list', edits: () => [{ range: node, newText: `[${written}]` }] } }
          : {}),
      };
    }
  },

  before: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(
        context=context,
        image="my-company/etl:2.7.0",
        command="/bin/etl",
#               ^^^^^^^^^^ dagster-config-not-list: a text is taken apart into letters here, write a list
    ).get_results()
`,
  after: `
from dagster import asset
from dagster_k8s import PipesK8sClient


@asset
def orders(context, pipes: PipesK8sClient):
    return pipes.run(
        context=context,
        image="my-company/etl:2.7.0",
        command=["/bin/etl"],
    ).get_results()
`,
});
