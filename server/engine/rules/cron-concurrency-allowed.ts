import { isWholePod } from '../model/whole-pod.ts';
import { insertEntry, replaceScalar } from '../syntax/edit.ts';
import { get, text as textOf } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const cronConcurrencyAllowed = defineRule({
  id: 'cron-concurrency-allowed',
  severity: 'hint',
  kinds: ['CronJob'],
  summary: 'A run of a CronJob may start while the one before still runs',
  why: 'Two runs at once load the same rows twice, or wait for each other. `Forbid` leaves out the new run, `Replace` ends the old one; `Allow` is what counts where nothing is said.',

  *resource({ kind, node, partial, pod, at }, { text }) {
    const spec = get(node, 'spec');
    if (kind !== 'CronJob' || !spec || spec.open || partial || !pod || !isWholePod(pod)) return;
    const policy = get(spec, 'concurrencyPolicy');
    if (policy && (policy.kind !== 'scalar' || (textOf(policy) ?? 'Allow') !== 'Allow')) return;
    yield {
      at: policy && textOf(policy) !== undefined ? policy : (get(spec, 'schedule') ?? at),
      message: 'a run may start while the one before still runs',
      fix: {
        title: 'Forbid runs at the same time',
        edits: () =>
          policy
            ? replaceScalar(policy, 'Forbid')
            : insertEntry(text, spec, 'concurrencyPolicy', 'Forbid', { before: 'jobTemplate' }),
      },
    };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
#           ^^^^^^^^^^^ cron-concurrency-allowed: a run may start while the one before still runs
  jobTemplate:
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
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: etl
              image: my-company/etl:2.7.0
`,
});
