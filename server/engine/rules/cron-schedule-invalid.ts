import { parseCron } from '../model/cron.ts';
import { cronJobSchedule, schedulePart } from '../model/cron-job.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule } from './rule.ts';

export const cronScheduleInvalid = defineRule({
  id: 'cron-schedule-invalid',
  severity: 'error',
  kinds: ['CronJob'],
  summary: 'The API server refuses the schedule of a CronJob',
  why: `Kubernetes reads five fields, Sunday as 0 only, ranges that run forwards, names of three letters, and @hourly to @yearly or @every with a duration. What other crons know besides (7 for Sunday, L, W, #, @reboot, seconds, years) is refused, and the CronJob is not made.`,

  *resource(resource, { text }) {
    const job = cronJobSchedule(resource);
    const { fault } = job ? parseCron(job.schedule.value) : {};
    if (!job || !fault) return;
    const { at, message, replacement } = fault;
    const { value, node } = job.schedule;
    yield {
      at: schedulePart(text, job, at),
      message,
      ...(replacement && {
        fix: {
          title: `Write "${replacement.text}"`,
          safe: replacement.safe,
          edits: () => replaceScalar(node, value.slice(0, at.start) + replacement.text + value.slice(at.end)),
        },
      }),
    };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: weekly }
spec:
  schedule: "0 6 * * 1-7"
#                    ^^^ cron-schedule-invalid: "1-7" is no day of week, Sunday is 0
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: 0 22-2 * * FRI-MON
#             ^^^^ cron-schedule-invalid: "22-2" runs backwards
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: daily }
spec:
  schedule: '@every 1d'
#                   ^^ cron-schedule-invalid: "1d" is no duration such as "1h30m" (units are h, m and s)
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: weekly }
spec:
  schedule: "0 6 * * 0-6"
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 22-23,0-2 * * 5-6,0-1"
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: daily }
spec:
  schedule: '@every 24h'
`,
});
