import { RE2JS } from 're2js';
import { prometheusRoots, type Relabeling, type ScrapeConfig, scrapeConfigs } from '../model/prometheus.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { podMakers } from '../workspace/pods.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const prometheusTargetUnmatched = defineRule({
  id: 'prometheus-target-unmatched',
  severity: 'warning',
  words: ['scrape_configs', 'relabel'],
  summary: 'A scrape job keeps only pods that nobody defines',
  why: 'Prometheus takes the configuration and scrapes nothing; dashboards are empty, and alerts that wait for a value never fire.',

  *region(region, context) {
    for (const root of prometheusRoots(region)) {
      for (const job of scrapeConfigs(root)) yield* judge(job, context);
    }
  },

  before: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    kubernetes_sd_configs: [{ role: pod, namespaces: { names: [data] } }]
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_app]
        action: keep
        regex: air-flow.*
#              ^^^^^^^^^^ prometheus-target-unmatched: no pod in namespace "data" has a label app that "air-flow.*" matches, there are airflow-scheduler
# -- scheduler.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: data }
spec:
  template:
    metadata: { labels: { app: airflow-scheduler } }
    spec: { containers: [{ name: scheduler, image: "apache/airflow:2.7.0" }] }
`,
  after: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    kubernetes_sd_configs: [{ role: pod, namespaces: { names: [data] } }]
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_app]
        action: keep
        regex: airflow.*
# -- scheduler.yaml --
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: data }
spec:
  template:
    metadata: { labels: { app: airflow-scheduler } }
    spec: { containers: [{ name: scheduler, image: "apache/airflow:2.7.0" }] }
`,
});

function* judge({ podNamespaces, relabelings }: ScrapeConfig, { lookups }: Context): Iterable<Finding> {
  const namespaces = podNamespaces.flatMap((it) => it ?? []).map((it) => it.value);
  // Jobs that look in all namespaces, or for other things than pods, may find what no file says.
  if (namespaces.length === 0 || podNamespaces.some((it) => it === undefined)) return;
  const pods = namespaces.flatMap((it) => podMakers(it, lookups));
  for (const relabeling of relabelings) {
    // A step that writes labels may change what later steps see.
    if (!/^(keep|drop)$/.test(relabeling.action)) return;
    const label = podLabelOf(relabeling);
    if (relabeling.action !== 'keep' || !relabeling.regex || label === undefined) continue;
    const values = pods.flatMap((it) => valuesOf(it, label));
    if (pods.some((it) => !it.podLabels) || values.some((it) => keeps(relabeling, it))) continue;
    const where = namespaces.map((it) => `"${it}"`).join(', ');
    const there = values.length === 0 ? '' : `, there are ${[...new Set(values)].slice(0, 5).join(', ')}`;
    yield {
      at: relabeling.regex,
      message: `no pod in namespace ${where} has a label ${label} that "${relabeling.regex.value}" matches${there}`,
      ...(pods.length === 0 ? { level: 'info' } : {}),
    };
  }
}

/** The pod label behind the one source label; characters that Prometheus replaces by `_` are compared so. */
const podLabelOf = ({ sourceLabels }: Relabeling): string | undefined =>
  sourceLabels.length === 1
    ? /^__meta_kubernetes_pod_label_(\w+)$/.exec(sourceLabels[0] ?? '')?.[1]
    : undefined;

const valuesOf = ({ podLabels = {} }: ObjectFact, label: string): string[] =>
  Object.entries(podLabels).flatMap(([key, value]) => (key.replace(/\W/g, '_') === label ? [value] : []));

/** What cannot be read as a regular expression is another rule's to judge. */
function keeps({ regex }: Relabeling, value: string): boolean {
  try {
    return RE2JS.matches(regex?.value ?? '(.*)', value);
  } catch {
    // The library says only by throwing that it cannot read the expression.
    return true;
  }
}
