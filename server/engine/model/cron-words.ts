import cronstrue from 'cronstrue';
import type { CronSchedule } from './cron.ts';

/** The schedule in words, such as "At 00:00, Monday through Friday". */
export function describeCron(schedule: CronSchedule): string {
  if (schedule.kind === 'every') return `Every ${durationWords(schedule.seconds)} after the last run`;
  const { minutes, hours, daysOfMonth, months, daysOfWeek, anyDayOfMonth, anyDayOfWeek } = schedule;
  const fields = [
    compact(minutes, 0, 59),
    compact(hours, 0, 23),
    anyDayOfMonth ? '*' : listed(daysOfMonth),
    months.length === 12 ? '*' : listed(months),
    anyDayOfWeek ? '*' : listed(daysOfWeek),
  ];
  if (fields.includes('')) return 'Never';
  const words = cronstrue.toString(fields.join(' '), { use24HourTimeFormat: true });
  if (!anyDayOfMonth && !anyDayOfWeek)
    return words.replace(/ of the month, (?:and )?(?=on |[A-Z])/, ' of the month or ');
  const isDaily = anyDayOfMonth && anyDayOfWeek && months.length === 12;
  return isDaily && words.startsWith('At ') && hours.length < 24 ? `${words}, every day` : words;
}

/** Values as the shortest field that says the same. */
function compact(values: readonly number[], min: number, max: number): string {
  const step = (values[1] ?? max) - (values[0] ?? min);
  const count = max - min + 1;
  if (values.length === count) return '*';
  const isEven = values[0] === min && count % step === 0 && values.length === count / step;
  return isEven && values.length > 2 && values.every((it, i) => it === min + i * step)
    ? `*/${step}`
    : listed(values);
}

function listed(values: readonly number[]): string {
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0];
  return values.length > 2 && last - first === values.length - 1 ? `${first}-${last}` : values.join(',');
}

function durationWords(seconds: number): string {
  const counts = {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ');
}
