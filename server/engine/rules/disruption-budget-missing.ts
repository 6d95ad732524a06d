import { namespaceOf } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import type { Resource } from '../model/resource.ts';
import { matches } from '../model/selector.ts';
import { isWholePod } from '../model/whole-pod.ts';
import { yamlDocument } from '../syntax/edit.ts';
import { entries, get, text as textOf } from '../syntax/node.ts';
import type { Lookups } from '../workspace/lookups.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { autoscalersOf, budgetsNear } from '../workspace/workloads.ts';
import { defineRule } from './rule.ts';

export const disruptionBudgetMissing = defineRule({
  id: 'disruption-budget-missing',
  severity: 'warning',
  kinds: ['Deployment', 'StatefulSet'],
  summary: 'Nothing keeps a drain from stopping all pods of a workload at once',
  why: 'When nodes are upgraded, their pods are evicted as fast as the API server lets it happen. A PodDisruptionBudget makes a drain wait until enough of them run elsewhere.',

  *resource(resource, { uri, lookups }) {
    const { kind, node, pod, at } = resource;
    if (!/^(Deployment|StatefulSet)$/.test(kind) || !pod || !isWholePod(pod) || !resource.name) return;
    const labels = labelsOf(resource);
    const count = labels && podCount(resource, lookups);
    if (!count) return;
    if (budgetsNear(labels, namespaceOf(resource), lookups).some((it) => mayCover(it, labels))) return;
    const selected = plain(get(node, 'spec', 'selector', 'matchLabels'));
    const isSelected = Object.entries(selected).every(([key, value]) => labels[key] === value);
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {
        name: resource.name.value,
        ...(resource.namespace ? { namespace: resource.namespace.value } : {}),
      },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: isSelected && Object.keys(selected).length > 0 ? selected : labels },
      },
    };
    yield {
      at,
      message:
        count === 1
          ? 'no PodDisruptionBudget covers the one pod, which stops when its node is drained'
          : `no PodDisruptionBudget covers the ${count} pods, which may all stop when nodes are drained`,
      ...(count === 1 ? { level: 'info' } : {}),
      fix: {
        title: 'Add a PodDisruptionBudget',
        files: () => [{ uri, append: `---\n${yamlDocument(budget)}` }],
      },
    };
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
#       ^^^ disruption-budget-missing: no PodDisruptionBudget covers the 3 pods, which may all stop when nodes are drained
  namespace: data
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, version: v2 } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: data
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, version: v2 } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  namespace: data
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: web
`,
});

/** Labels of the pods; undefined where there are none or a part of them is not known. */
function labelsOf({ pod }: Resource): Readonly<Record<string, string>> | undefined {
  const labels = plain(pod?.labels);
  const unknown =
    pod?.labels?.open === true || labels['<<'] !== undefined || Object.values(labels).some(hasPlaceholder);
  return unknown || Object.keys(labels).length === 0 ? undefined : labels;
}

const plain = (map: Parameters<typeof entries>[0]): Record<string, string> =>
  Object.fromEntries(entries(map).map(({ key, value }) => [key.value, textOf(value) ?? '']));

/** How many pods there are at least; undefined where that is not known. */
function podCount({ kind, name, node, ...rest }: Resource, lookups: Lookups): number | undefined {
  const [autoscaler] = autoscalersOf(
    { kind, namespace: namespaceOf(rest), name: name?.value ?? '' },
    lookups,
  );
  if (autoscaler) return autoscaler.scaling.lowest;
  const written = textOf(get(node, 'spec', 'replicas')) ?? '1';
  return /^\d+$/.test(written) ? Number(written) : undefined;
}

/** What the cluster has may cover anything: its selector is not known. */
function mayCover({ selector, place }: ObjectFact, labels: Readonly<Record<string, string>>): boolean {
  if (!selector) return !place;
  return selector.some((it) => it.values.some(hasPlaceholder)) || matches(selector, labels);
}
