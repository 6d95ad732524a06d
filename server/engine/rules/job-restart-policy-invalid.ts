import { isWhole } from '../model/pod.ts';
import { insertEntry, replaceScalar } from '../syntax/edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const jobRestartPolicyInvalid = defineRule({
  id: 'job-restart-policy-invalid',
  severity: 'error',
  summary: 'The pods of a Job have a restart policy other than "OnFailure" and "Never"',
  why: `A pod that is always restarted never completes, so the API server refuses it in a Job. "Always" is also what a pod has that says nothing.`,

  *pod(pod, { text }) {
    const { owner, restartPolicy, node } = pod;
    if (owner.kind !== 'Job' && owner.kind !== 'CronJob') return;
    if (restartPolicy ? /^(?:OnFailure|Never)$|\{\{|\$[{(]/.test(restartPolicy.value) : !isWhole(pod)) return;
    const fix = ['OnFailure', 'Never'].map((policy): Fix => ({
      title: `Set restartPolicy to "${policy}"`,
      edits: () =>
        restartPolicy
          ? replaceScalar(restartPolicy.node, policy)
          : insertEntry(text, node, 'restartPolicy', policy),
    }));
    const wanted = 'must be "OnFailure" or "Never"';
    yield restartPolicy
      ? {
          at: restartPolicy,
          message: `restartPolicy ${wanted} in a ${owner.kind}, not "${restartPolicy.value}"`,
          fix,
        }
      : {
          at: owner.at,
          message: `restartPolicy ${wanted} in a ${owner.kind}, and is "Always" where it is absent`,
          fix,
        };
  },

  before: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
#       ^^^^^^^^ job-restart-policy-invalid: restartPolicy must be "OnFailure" or "Never" in a Job, and is "Always" where it is absent
spec:
  template:
    spec:
      containers:
        - name: backfill
          image: my-company/etl:2.7.0
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Always
#                        ^^^^^^ job-restart-policy-invalid: restartPolicy must be "OnFailure" or "Never" in a CronJob, not "Always"
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
  template:
    spec:
      containers:
        - name: backfill
          image: my-company/etl:2.7.0
      restartPolicy: OnFailure
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: etl
              image: my-company/etl:2.7.0
`,
});
