import { get, type Node } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { type Located, locatedAt } from './located.ts';
import type { Resource } from './resource.ts';

/** What a CronJob says of its schedule. */
export interface CronJobSchedule {
  readonly spec: Node;
  readonly schedule: Located;
  readonly timeZone: Located | undefined;
}

/** Undefined for other objects, and where a template or a variable is yet to give the schedule. */
export function cronJobSchedule({ kind, apiVersion, node }: Resource): CronJobSchedule | undefined {
  const spec = get(node, 'spec');
  const schedule = locatedAt(spec, 'schedule');
  if (kind !== 'CronJob' || apiVersion?.value.startsWith('batch/') === false || !spec || !schedule)
    return undefined;
  if (/\{\{|\$[{(]|<%/.test(schedule.value)) return undefined;
  return { spec, schedule, timeZone: locatedAt(spec, 'timeZone') };
}

/** A part of the schedule, given in offsets of its value, in the text; all of it where quoting hides the part. */
export function schedulePart(text: string, { schedule }: CronJobSchedule, { start, end }: Range): Range {
  const quote = schedule.node.style === 'plain' ? 0 : 1;
  const isPlain = text.slice(schedule.start + quote, schedule.end - quote) === schedule.value;
  if (!isPlain || start === end) return { start: schedule.start, end: schedule.end };
  return { start: schedule.start + quote + start, end: schedule.start + quote + end };
}
