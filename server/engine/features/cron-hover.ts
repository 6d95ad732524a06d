import { nextRuns, parseCron } from '../model/cron.ts';
import { describeCron } from '../model/cron-words.ts';
import { cronJobSchedule } from '../model/cron-job.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/**
 * The schedule of a CronJob in words, with the next three runs after `now`; undefined where the offset, which counts in
 * the region, is not on a schedule that the API server takes.
 */
export function cronHover(
  { model }: Region,
  offset: number,
  now: Date,
): { readonly range: Range; readonly markdown: string } | undefined {
  const job = model.resources.map(cronJobSchedule).find((it) => it && covers(it.schedule, offset));
  if (!job) return undefined;
  const reading = parseCron(job.schedule.value);
  if (reading.fault) return undefined;
  const zone = job.timeZone?.value ?? reading.zone?.name ?? 'Etc/UTC';
  const runs = nextRuns(reading.schedule, now, 3, zone).map((it) => `- ${localTime(it, zone)}`);
  const heading =
    job.timeZone || reading.zone
      ? `Next runs (${zone})`
      : 'Next runs (UTC, unless the controller runs elsewhere)';
  const markdown = [
    describeCron(reading.schedule),
    ...(runs.length > 0 ? [`${heading}:\n\n${runs.join('\n')}`] : []),
  ];
  return { range: { start: job.schedule.start, end: job.schedule.end }, markdown: markdown.join('\n\n') };
}

/** `Mon 23 Nov 2026, 00:00`, on the clocks of the time zone. */
function localTime(date: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const { weekday = '', day = '', month = '', year = '', hour = '', minute = '' } = parts;
  return `${weekday} ${day} ${month} ${year}, ${hour}:${minute}`;
}
