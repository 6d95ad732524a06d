import { locatedAt } from '../model/located.ts';
import { defineRule } from './rule.ts';

export const cronStartingDeadlineShort = defineRule({
  id: 'cron-starting-deadline-short',
  severity: 'warning',
  kinds: ['CronJob'],
  summary: 'A CronJob gives up its runs after less than ten seconds',
  why: `The controller may look at a CronJob only every ten seconds. With a shorter startingDeadlineSeconds a run can be late before it was first seen, and is then skipped.`,

  *resource({ kind, node }) {
    const deadline = kind === 'CronJob' ? locatedAt(node, 'spec', 'startingDeadlineSeconds') : undefined;
    if (!deadline || !/^\d$/.test(deadline.value)) return;
    yield {
      at: deadline,
      message: `runs are skipped when ${deadline.value} s late, and the controller may look only every 10 s`,
    };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: "0 6 * * *"
  startingDeadlineSeconds: 5
#                          ^ cron-starting-deadline-short: runs are skipped when 5 s late, and the controller may look only every 10 s
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: "0 6 * * *"
  startingDeadlineSeconds: 300
`,
});
