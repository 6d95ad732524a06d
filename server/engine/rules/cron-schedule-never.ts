import { nextRuns, parseCron } from '../model/cron.ts';
import { cronJobSchedule } from '../model/cron-job.ts';
import { defineRule } from './rule.ts';

export const cronScheduleNever = defineRule({
  id: 'cron-schedule-never',
  severity: 'warning',
  kinds: ['CronJob'],
  summary: 'No date matches the schedule of a CronJob',
  why: `The API server takes the CronJob, and the controller looks five years ahead for a date such as 30 February, finds none, and never starts a Job.`,

  *resource(resource) {
    const job = cronJobSchedule(resource);
    const reading = job && parseCron(job.schedule.value);
    if (!reading || reading.fault || reading.schedule.kind === 'every') return;
    // Any five years hold 29 February, so the day to count from makes no difference.
    if (nextRuns(reading.schedule, new Date(0), 1).length > 0) return;
    yield { at: job.schedule, message: `no date matches "${job.schedule.value}", so this never runs` };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: month-end }
spec:
  schedule: "0 0 31 2,4,6,9,11 *"
#           ^^^^^^^^^^^^^^^^^^^^^ cron-schedule-never: no date matches "0 0 31 2,4,6,9,11 *", so this never runs
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: month-end }
spec:
  schedule: "0 0 1 * *"
`,
});
