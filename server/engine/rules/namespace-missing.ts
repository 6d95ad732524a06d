import { namespaceOf } from '../model/located.ts';
import type { Resource } from '../model/resource.ts';
import { insertEntry } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import { type Context, defineRule } from './rule.ts';

export const namespaceMissing = defineRule({
  id: 'namespace-missing',
  severity: 'hint',
  summary: 'An object does not say its namespace',
  why: 'It goes wherever `kubectl` points at that moment, often to `default`, where neither the quotas nor the secrets of its team are. A kustomization, or `defaultNamespace` in `.podium.yaml`, can say it for many files at once.',

  *resource(resource, context) {
    const { kind, name, at, partial, apiVersion, node } = resource;
    if (partial || !name || !namespaced.has(kind) || namespaceOf(resource) !== undefined) return;
    if (!/^(v1|(apps|batch|autoscaling|policy)\/\w+|[\w.]+\.k8s\.io\/\w+)$/.test(apiVersion?.value ?? ''))
      return;
    const metadata = get(node, 'metadata');
    if (!metadata || metadata.open) return;
    yield {
      at,
      message: `${kind} "${name.value}" does not say its namespace`,
      fix: {
        title: 'Name a namespace',
        edits: () =>
          insertEntry(context.text, metadata, 'namespace', likely(resource, context), { after: 'name' }),
      },
    };
  },

  before: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl-settings
#       ^^^^^^^^^^^^ namespace-missing: ConfigMap "etl-settings" does not say its namespace
data:
  region: eu-north-1
---
apiVersion: v1
kind: Namespace
metadata: { name: data }
`,
  after: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl-settings
  namespace: data
data:
  region: eu-north-1
---
apiVersion: v1
kind: Namespace
metadata: { name: data }
`,
});

const namespaced = new Set([
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'ReplicaSet',
  'ReplicationController',
  'ResourceQuota',
  'Role',
  'RoleBinding',
  'Secret',
  'Service',
  'ServiceAccount',
  'StatefulSet',
]);

/** That of an object beside it, else one that the workspace defines. */
function likely({ kind }: Resource, { uri, lookups }: Context): string {
  const beside = [kind, ...namespaced]
    .flatMap((it) => lookups.all(it))
    .find((it) => it.namespace !== undefined && it.place?.region.uri === uri);
  return beside?.namespace ?? lookups.all('Namespace')[0]?.name ?? 'default';
}
