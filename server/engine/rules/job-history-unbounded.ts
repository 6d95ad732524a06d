import { isWholePod } from '../model/whole-pod.ts';
import { insertEntry } from '../syntax/edit.ts';
import { entries, get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const jobHistoryUnbounded = defineRule({
  id: 'job-history-unbounded',
  severity: 'hint',
  kinds: ['Job'],
  summary: 'A Job stays in the cluster for ever after it ended',
  why: 'Finished Jobs and their pods are kept until somebody deletes them: they fill lists, quotas of objects and etcd. Those of a CronJob are removed by its history limits; Jobs of their own by `ttlSecondsAfterFinished`.',

  *resource({ kind, node, partial, pod, at }, { text }) {
    const spec = get(node, 'spec');
    if (kind !== 'Job' || !spec || spec.open || partial || !pod || !isWholePod(pod)) return;
    if (get(spec, 'ttlSecondsAfterFinished')) return;
    // Hooks of Helm and Argo CD are deleted by those.
    const annotations = entries(get(node, 'metadata', 'annotations'));
    if (annotations.some(({ key }) => /^(helm\.sh|argocd\.argoproj\.io)\/hook/.test(key.value))) return;
    yield {
      at,
      message: 'the Job is kept for ever after it ended',
      fix: {
        title: 'Delete it a day after it ended',
        edits: () => insertEntry(text, spec, 'ttlSecondsAfterFinished', 86_400, { before: 'template' }),
      },
    };
  },

  before: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
#       ^^^^^^^^ job-history-unbounded: the Job is kept for ever after it ended
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
spec:
  ttlSecondsAfterFinished: 86400
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: etl
          image: my-company/etl:2.7.0
`,
});
