import { jobSpec } from '../model/job.ts';
import { insertEntry } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import { isWholePod } from '../model/whole-pod.ts';
import { defineRule } from './rule.ts';

export const jobDeadlineMissing = defineRule({
  id: 'job-deadline-missing',
  severity: 'hint',
  kinds: ['CronJob', 'Job'],
  summary: 'Nothing ends a run that hangs',
  why: 'A run that waits for a lock or a dead connection goes on for ever. It holds its resources, and with `concurrencyPolicy: Forbid` no later run starts.',

  *resource(resource, { text }) {
    const spec = jobSpec(resource);
    const { pod, partial, at } = resource;
    if (!spec || spec.open || partial || !pod || !isWholePod(pod)) return;
    if (get(spec, 'activeDeadlineSeconds') ?? get(pod.node, 'activeDeadlineSeconds')) return;
    yield {
      at,
      message: 'nothing ends a run that hangs',
      fix: {
        title: 'End runs after an hour',
        edits: () => insertEntry(text, spec, 'activeDeadlineSeconds', 3600, { before: 'template' }),
      },
    };
  },

  before: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
#       ^^^^^^^^ job-deadline-missing: nothing ends a run that hangs
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
  activeDeadlineSeconds: 3600
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: etl
          image: my-company/etl:2.7.0
`,
});
