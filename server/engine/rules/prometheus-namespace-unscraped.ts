import { prometheusRoots, scrapeConfigs } from '../model/prometheus.ts';
import { appendItem } from '../syntax/list-edit.ts';
import { yamlString } from '../syntax/edit.ts';
import { get, items, target } from '../syntax/node.ts';
import { podMakers } from '../workspace/pods.ts';
import { defineRule } from './rule.ts';

export const prometheusNamespaceUnscraped = defineRule({
  id: 'prometheus-namespace-unscraped',
  severity: 'hint',
  words: ['scrape_configs', 'relabel'],
  summary: 'A namespace with workloads is looked at by no scrape job',
  why: 'Nothing is measured there: a run that fails or waits is seen only by those who look.',

  *region(region, { lookups, text }) {
    for (const root of prometheusRoots(region)) {
      const jobs = scrapeConfigs(root).filter((it) => it.podNamespaces.length > 0);
      if (jobs.length === 0 || jobs.some((it) => it.podNamespaces.includes(undefined))) continue;
      const scraped = new Set(
        jobs.flatMap((it) => it.podNamespaces.flatMap((names) => names ?? [])).map((it) => it.value),
      );
      const there = new Set(podMakers(undefined, lookups).flatMap((it) => it.namespace ?? []));
      const last = jobs.at(-1);
      const sd = items(get(last?.node, 'kubernetes_sd_configs'))[0];
      const names = get(sd, 'namespaces', 'names');
      for (const namespace of there) {
        if (scraped.has(namespace) || !last?.name || !names) continue;
        yield {
          at: last.name,
          message: `no scrape job looks at pods in namespace "${namespace}"`,
          fix: {
            title: `Let this job look there`,
            edits: () => appendItem(text, target(names), [yamlString(namespace)]),
          },
        };
      }
    }
  },

  before: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
#             ^^^^^^^ prometheus-namespace-unscraped: no scrape job looks at pods in namespace "data"
    kubernetes_sd_configs:
      - role: pod
        namespaces:
          names:
            - airflow
# -- etl.yaml --
apiVersion: batch/v1
kind: Job
metadata: { name: etl, namespace: data }
`,
  after: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    kubernetes_sd_configs:
      - role: pod
        namespaces:
          names:
            - airflow
            - data
# -- etl.yaml --
apiVersion: batch/v1
kind: Job
metadata: { name: etl, namespace: data }
`,
});
