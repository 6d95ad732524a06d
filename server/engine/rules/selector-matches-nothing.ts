import { namespaceOf } from '../model/located.ts';
import type { Resource } from '../model/resource.ts';
import { readLabelSelector, readPlainSelector, type Selector } from '../model/selector.ts';
import { nearestNames } from '../schema/nearest.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, entry, get, type Node, text } from '../syntax/node.ts';
import { customResources, type Lookups, sameNamespace } from '../workspace/lookups.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { matching, podMakers } from '../workspace/pods.ts';
import { defineRule, type Fix } from './rule.ts';

export const selectorMatchesNothing = defineRule({
  id: 'selector-matches-nothing',
  severity: 'warning',
  kinds: ['Service', 'PodDisruptionBudget', 'NetworkPolicy'],
  summary: 'A selector matches no pod that anybody defines',
  why: 'A Service without pods answers nothing, a disruption budget protects nothing, a network policy guards nothing; all of them are accepted without a word.',

  *resource(resource, { lookups }) {
    const { selector, map } = selectorOf(resource);
    if (!map || selector.length === 0 || resource.partial) return;
    const namespace = namespaceOf(resource);
    if (matching(selector, namespace, lookups).length > 0) return;
    if (namespace === 'kube-system' || mayComeFromOperator(selector, namespace, lookups)) return;
    const pods = podMakers(namespace, lookups).filter((it) => it.kind !== 'Job' && it.kind !== 'CronJob');
    const where = namespace === undefined ? 'in this workspace' : `in namespace "${namespace}"`;
    yield {
      at: entry(resource.node, 'spec') ? keyOf(resource) : map,
      message: `no pod ${where} has the labels ${selector.map((it) => `${it.key}=${it.values.join('|')}`).join(', ')}`,
      fix: nearest(map, pods),
      ...(pods.length === 0 ? { level: 'info' } : {}),
    };
  },

  before: `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
spec:
  selector:
# ^^^^^^^^ selector-matches-nothing: no pod in namespace "data" has the labels app=webserver
    app: webserver
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  template:
    metadata: { labels: { app: web-server } }
    spec: { containers: [{ name: web, image: "web:1" }] }
`,
  after: `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
spec:
  selector:
    app: web-server
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  template:
    metadata: { labels: { app: web-server } }
    spec: { containers: [{ name: web, image: "web:1" }] }
`,
});

/** Operators make pods of their own kinds, and label them after the object. */
function mayComeFromOperator(selector: Selector, namespace: string | undefined, lookups: Lookups): boolean {
  const values = new Set(selector.flatMap((it) => it.values));
  return lookups
    .all(customResources)
    .filter((it) => sameNamespace(it.namespace, namespace))
    .some((it) => values.has(it.name) || Object.values(it.labels).some((label) => values.has(label)));
}

function selectorOf({ kind, node }: Resource): {
  readonly selector: Selector;
  readonly map: Node | undefined;
} {
  if (kind === 'Service') {
    const map = get(node, 'spec', 'selector');
    return { map, selector: readPlainSelector(map) };
  }
  if (kind !== 'PodDisruptionBudget' && kind !== 'NetworkPolicy') return { map: undefined, selector: [] };
  const map = get(node, 'spec', kind === 'NetworkPolicy' ? 'podSelector' : 'selector');
  return { map, selector: readLabelSelector(map) };
}

const keyOf = ({ kind, node }: Resource): Node =>
  entry(get(node, 'spec'), kind === 'NetworkPolicy' ? 'podSelector' : 'selector')?.key ?? node;

/** Where one label alone is off by a few letters, what the pods have instead. */
function nearest(map: Node, pods: readonly ObjectFact[]): Fix[] {
  const labels = get(map, 'matchLabels') ?? map;
  return entries(labels).flatMap(({ key, value }) => {
    const known = pods.flatMap((it) => it.podLabels?.[key.value] ?? []);
    const written = text(value);
    if (written === undefined || known.includes(written)) return [];
    const near = nearestNames(written, known)[0];
    return near === undefined
      ? []
      : [{ title: `Use ${key.value}: ${near}`, edits: () => replaceScalar(value, near) }];
  });
}
