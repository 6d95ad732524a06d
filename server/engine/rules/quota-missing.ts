import { yamlDocument } from '../syntax/edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const quotaMissing = defineRule({
  id: 'quota-missing',
  severity: 'info',
  kinds: ['Namespace'],
  summary: 'A namespace with workloads has no ResourceQuota',
  why: 'One backfill with a wrong parallelism can take all of the cluster. A quota bounds what the namespace can take, a LimitRange gives containers that say nothing something sensible.',

  *resource({ name }, { lookups, uri }) {
    if (!name) return;
    const within = (it: { readonly namespace: string | undefined }): boolean => it.namespace === name.value;
    if (lookups.all('ResourceQuota').some((it) => it.namespace === undefined || within(it))) return;
    if (!workloads.some((it) => lookups.all(it).some(within))) return;
    const fix: Fix = {
      title: 'Add a ResourceQuota and a LimitRange',
      files: () => [{ uri, append: `---\n${quota(name.value)}---\n${limitRange(name.value)}` }],
    };
    yield { at: name, message: `namespace "${name.value}" has workloads and no ResourceQuota`, fix };
  },

  before: `
apiVersion: v1
kind: Namespace
metadata: { name: data }
#                 ^^^^ quota-missing: namespace "data" has workloads and no ResourceQuota
---
apiVersion: batch/v1
kind: Job
metadata: { name: backfill, namespace: data }
`,
  after: `
apiVersion: v1
kind: Namespace
metadata: { name: data }
---
apiVersion: batch/v1
kind: Job
metadata: { name: backfill, namespace: data }
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: data
  namespace: data
spec:
  hard:
    requests.cpu: "10"
    requests.memory: 20Gi
    limits.cpu: "20"
    limits.memory: 40Gi
---
apiVersion: v1
kind: LimitRange
metadata:
  name: data
  namespace: data
spec:
  limits:
    - type: Container
      default:
        cpu: 500m
        memory: 512Mi
      defaultRequest:
        cpu: 100m
        memory: 256Mi
`,
});

const workloads = ['CronJob', 'Deployment', 'Job', 'StatefulSet'];

const quota = (namespace: string): string =>
  yamlDocument({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: namespace, namespace },
    spec: {
      hard: { 'requests.cpu': '10', 'requests.memory': '20Gi', 'limits.cpu': '20', 'limits.memory': '40Gi' },
    },
  });

const limitRange = (namespace: string): string =>
  yamlDocument({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: namespace, namespace },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '512Mi' },
          defaultRequest: { cpu: '100m', memory: '256Mi' },
        },
      ],
    },
  });
