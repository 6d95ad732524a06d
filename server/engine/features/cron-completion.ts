import { parseCron } from '../model/cron.ts';
import { cronJobSchedule } from '../model/cron-job.ts';
import { describeCron } from '../model/cron-words.ts';
import { locatedAt } from '../model/located.ts';
import { covers, type Range } from '../text/document.ts';
import { type Probe, slotOf } from '../workspace/probe.ts';

export interface CronCompletion {
  readonly label: string;
  readonly insertText: string;
  /** The schedule in words. */
  readonly detail: string;
}

/** Common schedules in words where a CronJob says its schedule; time zones where it says its zone. */
export function cronCompletion(
  probe: Probe,
): { readonly range: Range; readonly items: readonly CronCompletion[] } | undefined {
  const jobs = probe.model.resources.filter((it) => it.kind === 'CronJob');
  const schedule = jobs
    .map((it) => cronJobSchedule(it)?.schedule)
    .find((it) => it && covers(it, probe.offset));
  const zone = jobs
    .map((it) => locatedAt(it.node, 'spec', 'timeZone'))
    .find((it) => it && covers(it, probe.offset));
  const slot = slotOf(probe, schedule?.node ?? zone?.node ?? { start: 0, end: 0, style: 'literal' });
  if (!slot || probe.isKey) return undefined;
  const items = (schedule ? schedules : timeZones()).map((it) => ({
    ...it,
    // Half of the schedules could not stand without quotes.
    insertText: slot.write(it.label, schedule ? 'double' : undefined),
  }));
  return { range: slot.range, items };
}

const schedules = [
  '0 * * * *',
  '*/5 * * * *',
  '*/15 * * * *',
  '*/30 * * * *',
  '0 */6 * * *',
  '0 0 * * *',
  '0 2 * * *',
  '0 6 * * 1-5',
  '0 0 * * 0',
  '0 3 * * 6',
  '0 0 1 * *',
  '0 0 1 1 *',
  '@hourly',
  '@daily',
  '@weekly',
  '@monthly',
].map((label) => {
  const reading = parseCron(label);
  return { label, detail: reading.fault ? '' : describeCron(reading.schedule) };
});

/** Names of the zones that the runtime knows, the one that clusters run on first. */
const timeZones = (): { label: string; detail: string }[] =>
  [...new Set(['Etc/UTC', ...Intl.supportedValuesOf('timeZone')])].map((label) => ({
    label,
    detail: 'time zone',
  }));
