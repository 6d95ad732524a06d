import { RE2JS } from 're2js';
import { allRelabelings, prometheusRoots } from '../model/prometheus.ts';
import { defineRule } from './rule.ts';

export const prometheusRegexInvalid = defineRule({
  id: 'prometheus-regex-invalid',
  severity: 'error',
  words: ['scrape_configs', 'relabel'],
  summary: 'A regular expression is not one that Prometheus can read',
  why: 'Prometheus refuses the whole configuration and, on reload, goes on with the old one. It reads RE2, which has neither look-ahead nor back references.',

  *region(region) {
    for (const root of prometheusRoots(region)) {
      for (const { regex } of allRelabelings(root)) {
        const wrong = regex && faultOf(regex.value);
        if (wrong !== undefined)
          yield { at: regex ?? root, message: `Prometheus cannot read this expression: ${wrong}` };
      }
    }
  },

  before: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_app]
        action: keep
        regex: airflow-(?!worker).*
#              ^^^^^^^^^^^^^^^^^^^^ prometheus-regex-invalid: Prometheus cannot read this expression: invalid or unsupported Perl syntax: \`(?!\`
`,
  after: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_app]
        action: keep
        regex: airflow-(scheduler|triggerer)
`,
});

function faultOf(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    // The library says only by throwing what it cannot read.
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}
