import { allRelabelings, prometheusRoots, type Relabeling } from '../model/prometheus.ts';
import { insertEntry, removeEntry } from '../syntax/edit.ts';
import { entry, get, isNull, type Node, text } from '../syntax/node.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const prometheusRelabelInvalid = defineRule({
  id: 'prometheus-relabel-invalid',
  severity: 'error',
  words: ['scrape_configs', 'relabel'],
  summary: 'A relabeling lacks a field that its action needs, or has one that it may not have',
  why: 'Prometheus refuses the whole configuration and, on reload, goes on with the old one.',

  *region(region, context) {
    for (const root of prometheusRoots(region)) {
      for (const it of allRelabelings(root)) yield* judge(it, context);
    }
  },

  before: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    relabel_configs:
      - action: labeldrop
        regex: pod_template_hash
        target_label: hash
#       ^^^^^^^^^^^^ prometheus-relabel-invalid: the action labeldrop takes no target_label
      - source_labels: [__meta_kubernetes_pod_name]
#       ^^^^^^^^^^^^^ prometheus-relabel-invalid: the action replace needs target_label
`,
  after: `
# -- prometheus.yml --
scrape_configs:
  - job_name: airflow
    relabel_configs:
      - action: labeldrop
        regex: pod_template_hash
      - source_labels: [__meta_kubernetes_pod_name]
        target_label: label
`,
});

/** `Config.Validate` of github.com/prometheus/prometheus v0.316 model/relabel. */
const needsTarget = new Set(['replace', 'keepequal', 'dropequal', 'hashmod', 'lowercase', 'uppercase']);
const takes: Readonly<Record<string, readonly string[]>> = {
  labeldrop: ['action', 'regex'],
  labelkeep: ['action', 'regex'],
  keepequal: ['action', 'source_labels', 'target_label'],
  dropequal: ['action', 'source_labels', 'target_label'],
};

function* judge({ node, action }: Relabeling, { text: regionText }: Context): Iterable<Finding> {
  if (needsTarget.has(action) && isNull(get(node, 'target_label'))) {
    const edits = () => insertEntry(regionText, node, 'target_label', 'label');
    const fix = { title: 'Add target_label', edits };
    yield { at: pointOf(node), message: `the action ${action} needs target_label`, fix };
  }
  if (action === 'hashmod' && Number(text(get(node, 'modulus')) ?? 0) === 0) {
    yield { at: pointOf(node), message: 'the action hashmod needs a modulus above 0' };
  }
  const allowed = takes[action];
  if (!allowed) return;
  for (const name of ['source_labels', 'separator', 'target_label', 'regex', 'modulus', 'replacement']) {
    const found = allowed.includes(name) ? undefined : entry(node, name);
    if (!found) continue;
    const fix = { title: `Remove ${name}`, edits: () => removeEntry(regionText, node, name) };
    yield { at: found.key, message: `the action ${action} takes no ${name}`, fix };
  }
}

const pointOf = (node: Node): Node => entry(node, 'action')?.key ?? node.children[0] ?? node;
