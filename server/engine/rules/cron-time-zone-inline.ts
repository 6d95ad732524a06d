import { isTimeZone, parseCron } from '../model/cron.ts';
import { cronJobSchedule, schedulePart } from '../model/cron-job.ts';
import { insertEntry, replaceScalar } from '../syntax/edit.ts';
import { defineRule } from './rule.ts';

export const cronTimeZoneInline = defineRule({
  id: 'cron-time-zone-inline',
  severity: 'error',
  kinds: ['CronJob'],
  summary: 'A CronJob has its time zone inside the schedule',
  why: `TZ= and CRON_TZ= were never documented, and the API server refuses them in a new schedule. The field timeZone says the same since Kubernetes 1.27.`,

  *resource(resource, { text }) {
    const job = cronJobSchedule(resource);
    const reading = job && parseCron(job.schedule.value);
    if (!reading || reading.fault || !reading.zone) return;
    const { name, length } = reading.zone;
    const { spec, schedule, timeZone } = job;
    const prefix = schedule.value.slice(0, length).trimEnd();
    const bare = schedule.value.slice(length);
    yield {
      at: schedulePart(text, job, { start: 0, end: prefix.length }),
      message: `"${prefix}" is refused in a schedule, the time zone belongs in "timeZone"`,
      fix: {
        title: timeZone ? 'Remove the time zone from the schedule' : 'Move the time zone to "timeZone"',
        safe: !timeZone && isTimeZone(name),
        edits: () => [
          ...replaceScalar(schedule.node, bare),
          ...(timeZone ? [] : insertEntry(text, spec, 'timeZone', name, { after: 'schedule' })),
        ],
      },
    };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: "TZ=America/New_York 0 6 * * *" # before the market opens
#            ^^^^^^^^^^^^^^^^^^^ cron-time-zone-inline: "TZ=America/New_York" is refused in a schedule, the time zone belongs in "timeZone"
  concurrencyPolicy: Forbid
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: "0 6 * * *" # before the market opens
  timeZone: America/New_York
  concurrencyPolicy: Forbid
`,
});
