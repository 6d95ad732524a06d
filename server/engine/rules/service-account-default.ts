import { flag } from '../model/located.ts';
import { isWhole, type PodSpec } from '../model/pod.ts';
import { insertEntry, replaceScalar, yamlDocument } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import { defineRule, type Fix } from './rule.ts';

export const serviceAccountDefault = defineRule({
  id: 'service-account-default',
  severity: 'warning',
  summary: 'A pod runs as the default service account',
  why: 'Every pod of the namespace shares that account, so a right given to one task is given to all of them, and nothing tells them apart in the audit log.',

  *pod(pod, { uri, text, region }) {
    if (flag(get(pod.node, 'automountServiceAccountToken')) === false) return;
    const { serviceAccount } = pod;
    if (serviceAccount ? serviceAccount.value !== 'default' : !isWhole(pod) || isUnknown(pod)) return;
    const name = accountName(pod);
    const fix: Fix = {
      title: `Use a service account of its own, "${name}"`,
      edits: () =>
        serviceAccount
          ? replaceScalar(serviceAccount.node, name)
          : insertEntry(text, pod.node, 'serviceAccountName', name, { before: 'containers' }),
      files: () =>
        region.resources.length === 0
          ? []
          : [{ uri, append: `---\n${yamlDocument(account(name, pod.owner.namespace?.value))}` }],
    };
    const message = 'the pod runs as the default service account';
    yield { at: serviceAccount ?? pod.owner.at, message, fix, ...(runsTasks(pod) ? {} : { level: 'info' }) };
  },

  before: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
#       ^^^^^^^^ service-account-default: the pod runs as the default service account
  namespace: data
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: etl
          image: my-company/etl:2.7.0
`,
  after: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
  namespace: data
spec:
  template:
    spec:
      restartPolicy: Never
      serviceAccountName: backfill
      containers:
        - name: etl
          image: my-company/etl:2.7.0
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: backfill
  namespace: data
`,
});

/** Jobs, and what orchestrators run, work with data and mostly call the API; of other workloads few do. */
const runsTasks = ({ owner, containers }: PodSpec): boolean =>
  /^(CronJob|Job|Pod)$/.test(owner.kind) ||
  containers.some(({ image }) => /airflow|dagster|prefect|spark|flink|argo/.test(image?.value ?? ''));

const isUnknown = ({ node }: PodSpec): boolean => get(node, 'serviceAccountName')?.kind === 'unknown';

const accountName = ({ owner, containers }: PodSpec): string =>
  owner.name?.value ?? containers[0]?.name?.value ?? 'worker';

const account = (name: string, namespace: string | undefined) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});
