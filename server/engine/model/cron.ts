import type { Range } from '../text/document.ts';
import { remembering } from '../text/remember.ts';

/** When a CronJob runs: at the times that five fields allow, or in steps from its last run. */
export type CronSchedule = CronFields | CronSteps;

/** The values that each field allows, ascending. Days of the week count from Sunday, which is 0. */
export interface CronFields {
  readonly kind: 'fields';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  readonly daysOfWeek: readonly number[];
  /** Written with a `*` or `?` of step 1: then only the other kind of day counts. Without either, one of both is enough. */
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
}

interface CronSteps {
  readonly kind: 'every';
  readonly seconds: number;
}

/** What the API server refuses in a schedule. */
interface CronFault {
  /** The wrong part, in offsets of the schedule. */
  readonly at: Range;
  readonly message: string;
  /** What the wrong part should say, where that is plain; `safe` where it is what the author must have meant. */
  readonly replacement?: { readonly text: string; readonly safe: boolean };
}

export type CronReading =
  | {
      readonly schedule: CronSchedule;
      /** From a `TZ=` or `CRON_TZ=` in front, `length` with the space after it. The API server refuses it. */
      readonly zone: { readonly name: string; readonly length: number } | undefined;
      readonly fault?: never;
    }
  | { readonly fault: CronFault };

/**
 * Reads a schedule as the API server does: `cron.ParseStandard` of robfig/cron v3.0.1, which kube-apiserver 1.36 calls.
 */
export const parseCron = remembering(readCron);

function readCron(text: string): CronReading {
  const prefix = /^(?:CRON_)?TZ=([^ ]*) +/.exec(text);
  const zone = prefix ? { name: prefix[1] ?? '', length: prefix[0].length } : undefined;
  const start = zone?.length ?? 0;
  const reading = parseSchedule(zone ? text.slice(start).trimEnd() : text, start);
  return 'fault' in reading ? reading : { schedule: reading, zone };
}

/**
 * The next times at which the schedule runs after `from`, as the CronJob controller counts them: a time that a change to
 * summer time leaves out is left out, one that comes twice runs twice. Fewer than `count` where five years have no more;
 * none for `@every`, which counts from the last run, and for an unknown time zone.
 */
export function nextRuns(schedule: CronSchedule, from: Date, count: number, timeZone = 'Etc/UTC'): Date[] {
  const clock = schedule.kind === 'fields' ? wallClock(timeZone) : undefined;
  if (schedule.kind === 'every' || !clock) return [];
  const found: number[] = [];
  const today = Math.floor(clock(from.getTime()) / day) * day;
  for (let i = 0; i <= searchedDays && found.length < count; i++) {
    const midnight = today + i * day;
    if (runsOn(schedule, new Date(midnight))) addRunsOf(midnight);
  }
  return found.slice(0, count).map((it) => new Date(it));

  function addRunsOf(midnight: number): void {
    const offset = clock ? clock(midnight - day) - (midnight - day) : 0;
    const isSteady = clock?.(midnight + 2 * day) === midnight + 2 * day + offset;
    const runs: number[] = [];
    for (const hour of schedule.kind === 'fields' ? schedule.hours : []) {
      for (const minute of schedule.kind === 'fields' ? schedule.minutes : []) {
        const wall = midnight + (hour * 60 + minute) * 60_000;
        if (isSteady) runs.push(wall - offset);
        else if (clock) runs.push(...instantsAt(wall, clock));
        if (isSteady && runs.length > count && (runs.at(-count) ?? 0) > from.getTime()) break;
      }
    }
    found.push(...runs.filter((it) => it > from.getTime()).sort((a, b) => a - b));
  }
}

/** Whether this runtime knows the IANA time zone. */
export const isTimeZone = (name: string): boolean => wallClock(name) !== undefined;

const day = 86_400_000;
/** robfig/cron gives up after five years. */
const searchedDays = 5 * 366;

interface Field {
  readonly words: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const minuteField: Field = { words: 'minute', min: 0, max: 59, names: [] };
const hourField: Field = { words: 'hour', min: 0, max: 23, names: [] };
const dayField: Field = { words: 'day of month', min: 1, max: 31, names: [] };
const monthField: Field = { words: 'month', min: 1, max: 12, names: monthNames };
const weekdayField: Field = { words: 'day of week', min: 0, max: 6, names: dayNames };

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

type Failed = { readonly fault: CronFault };

function parseSchedule(text: string, start: number): CronSchedule | Failed {
  if (text.startsWith('@')) return parseDescriptor(text, start);
  // What Go's `strings.Fields` takes for space: JavaScript's, without the byte order mark and with NEL.
  const fields = [...text.matchAll(/(?:[^\s\u0085]|\ufeff)+/g)];
  const [minute, hour, dayOfMonth, month, weekday] = fields.map((it) => ({
    text: it[0],
    start: start + it.index,
  }));
  if (!minute || !hour || !dayOfMonth || !month || !weekday || fields.length > 5) {
    return wrongCount(text, start, fields.map(String));
  }
  const minutes = parseField(minute, minuteField);
  if ('fault' in minutes) return minutes;
  const hours = parseField(hour, hourField);
  if ('fault' in hours) return hours;
  const daysOfMonth = parseField(dayOfMonth, dayField);
  if ('fault' in daysOfMonth) return daysOfMonth;
  const months = parseField(month, monthField);
  if ('fault' in months) return months;
  const daysOfWeek = parseField(weekday, weekdayField);
  if ('fault' in daysOfWeek) return daysOfWeek;
  return {
    kind: 'fields',
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
    anyDayOfMonth: daysOfMonth.any,
    anyDayOfWeek: daysOfWeek.any,
  };
}

function parseDescriptor(text: string, start: number): CronSchedule | Failed {
  const every = /^@every (.*)$/s.exec(text);
  if (every) return parseSteps(every[1] ?? '', start + '@every '.length);
  const fields = Object.hasOwn(descriptors, text) ? descriptors[text] : undefined;
  if (fields !== undefined) return parseSchedule(fields, start);
  const meant = text.trim().toLowerCase();
  const at = { start, end: start + text.length };
  const replacement = Object.hasOwn(descriptors, meant) ? { replacement: { text: meant, safe: true } } : {};
  const message = meant === '@reboot' ? 'a CronJob has no "@reboot"' : `Kubernetes does not know "${text}"`;
  return { fault: { at, message, ...replacement } };
}

function parseSteps(text: string, start: number): CronSchedule | Failed {
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return { kind: 'every', seconds: Math.max(1, Math.floor(seconds)) };
  const at = { start, end: start + text.length };
  const meant = plainDuration(text);
  return {
    fault: {
      at,
      message: `"${text}" is no duration such as "1h30m" (units are h, m and s)`,
      ...(meant !== undefined && { replacement: { text: meant, safe: true } }),
    },
  };
}

/** Go's `time.ParseDuration`, in seconds; undefined where that fails. */
function durationSeconds(text: string): number | undefined {
  const [, sign = '', parts = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (parts === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(parts)) return undefined;
  let seconds = 0;
  for (const [, number = '', unit = ''] of parts.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    seconds += Number(number) * (unitSeconds[unit] ?? 0);
  }
  const longest = 2 ** 63 / 1e9;
  return seconds < longest ? Number(`${sign}1`) * seconds : undefined;
}

const unitSeconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** `1d`, `2 days`, `1 H 30 min`: what people write, as Go reads it. */
function plainDuration(text: string): string | undefined {
  let result = '';
  const rest = text.replace(/(\d+)\s*([a-z]+)\s*/gi, (whole, number: string, unit: string) => {
    const short = unit.toLowerCase();
    const hours = /^(?:d|days?)$/.test(short) ? 24 : /^(?:w|weeks?)$/.test(short) ? 168 : undefined;
    if (hours !== undefined) result += `${Number(number) * hours}h`;
    else if (/^(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)$/.test(short))
      result += `${number}${short.charAt(0)}`;
    else return whole;
    return '';
  });
  return rest.trim() === '' && durationSeconds(result) !== undefined ? result : undefined;
}

function wrongCount(text: string, start: number, fields: readonly string[]): Failed {
  const at = { start, end: start + text.length };
  if (fields.length === 0) return { fault: { at, message: 'the schedule is empty' } };
  const counted = `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`;
  const message = `a schedule has 5 fields (minute, hour, day of month, month, day of week), this one has ${counted}`;
  const replacement = [withoutSeconds(fields), withoutYear(fields), withoutSpace(fields)].find(
    (it) => it && !('fault' in parseSchedule(it.text, 0)),
  );
  return { fault: { at, message, ...(replacement && { replacement }) } };
}

const withoutSeconds = (fields: readonly string[]): CronFault['replacement'] =>
  /^0+$/.test(fields[0] ?? '') ? { text: fields.slice(1).join(' '), safe: true } : undefined;

const withoutYear = (fields: readonly string[]): CronFault['replacement'] =>
  /^(?:\*|\d{4})$/.test(fields[5] ?? '')
    ? { text: fields.slice(0, 5).join(' '), safe: fields[5] === '*' }
    : undefined;

/** ` @daily`, which the server takes for a single field. */
const withoutSpace = ([first = '', ...others]: readonly string[]): CronFault['replacement'] =>
  first.startsWith('@') && others.length === 0 ? { text: first, safe: true } : undefined;

interface Part {
  readonly text: string;
  readonly start: number;
}

interface FieldValues {
  readonly values: readonly number[];
  readonly any: boolean;
}

function parseField({ text, start }: Part, field: Field): FieldValues | Failed {
  const values = new Set<number>();
  let any = false;
  for (const match of text.matchAll(/[^,]+/g)) {
    const part = parseRange({ text: match[0], start: start + match.index }, field);
    if ('fault' in part) return part;
    any ||= part.any;
    for (const it of part.values) values.add(it);
  }
  return { values: [...values].sort((a, b) => a - b), any };
}

function parseRange(part: Part, field: Field): FieldValues | Failed {
  const [range = '', step, ...slashes] = part.text.split('/');
  const [low = '', high, ...hyphens] = range.split('-');
  const isStar = low === '*' || low === '?';
  const first = isStar ? field.min : numberOrName(low, field);
  const upper = isStar ? field.max : high === undefined ? first : numberOrName(high, field);
  if (first === undefined || upper === undefined) return fault(part, wrongWord(part.text, field));
  if (hyphens.length > 0 && !isStar) return fault(part, { message: `"${part.text}" has too many hyphens` });
  if (slashes.length > 0) return fault(part, { message: `"${part.text}" has too many slashes` });
  const by = step === undefined ? 1 : integer(step);
  if (by === undefined || by <= 0) {
    return fault(part, { message: `the step in "${part.text}" must be a whole number above 0` });
  }
  const last = step !== undefined && high === undefined ? field.max : upper;
  if (first < field.min || last > field.max || first > last) {
    return fault(part, outOfBounds(part.text, field, { first, last: upper, stepped: step !== undefined }));
  }
  const values: number[] = [];
  for (let it = first; it <= last; it += by) values.push(it);
  return { values, any: isStar && by === 1 };
}

/** Go's `strconv.Atoi`, for what fits a schedule. */
const integer = (text: string): number | undefined =>
  /^[-+]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 63 ? Number(text) : undefined;

function numberOrName(text: string, { names, min }: Field): number | undefined {
  const name = names.indexOf(text.toLowerCase());
  if (name >= 0) return name + min;
  const number = integer(text);
  return number === undefined || number < 0 ? undefined : number;
}

type Told = Pick<CronFault, 'message' | 'replacement'>;

const fault = ({ text, start }: Part, told: Told): Failed => ({
  fault: { at: { start, end: start + text.length }, ...told },
});

function wrongWord(text: string, field: Field): Told {
  const words = text.replace(/[a-z]+/gi, (word) => {
    const short = word.toLowerCase().slice(0, 3);
    const isLong = [...longNames].some((it) => it.startsWith(word.toLowerCase()) && word.length > 3);
    return isLong && field.names.includes(short) ? short.toUpperCase() : word;
  });
  const special = /[LWH#]/i.exec(text.replace(namePattern, ''))?.[0];
  const message = `"${text}" is no ${field.words}${special === undefined ? '' : `, Kubernetes has no "${special}"`}`;
  return { message, ...(words !== text && { replacement: { text: words, safe: true } }) };
}

const namePattern = new RegExp([...monthNames, ...dayNames].join('|'), 'gi');

const longNames = new Set([
  ...['january', 'february', 'march', 'april', 'june', 'july', 'august', 'september', 'october', 'november'],
  ...['december', 'sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
]);

interface Bounds {
  readonly first: number;
  readonly last: number;
  readonly stepped: boolean;
}

function outOfBounds(text: string, field: Field, { first, last, stepped }: Bounds): Told {
  const sunday = field === weekdayField && last === 7;
  const message = sunday
    ? `"${text}" is no day of week, Sunday is 0`
    : first > last && first <= field.max
      ? `"${text}" runs backwards`
      : `"${text}" is no ${field.words} (${field.min} to ${field.max})`;
  if (stepped) return { message };
  if (sunday)
    return {
      message,
      replacement: { text: first === 7 ? '0' : first <= 1 ? '0-6' : `${span(first, 6)},0`, safe: true },
    };
  if (first > last && last >= field.min && first <= field.max) {
    return {
      message,
      replacement: { text: `${span(first, field.max)},${span(field.min, last)}`, safe: true },
    };
  }
  const isNext = first === last && last === field.max + 1 && field.min === 0;
  return isNext ? { message, replacement: { text: '0', safe: false } } : { message };
}

const span = (first: number, last: number): string => (first === last ? String(first) : `${first}-${last}`);

function runsOn(
  { daysOfMonth, months, daysOfWeek, anyDayOfMonth, anyDayOfWeek }: CronFields,
  date: Date,
): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const byMonth = daysOfMonth.includes(date.getUTCDate());
  const byWeek = daysOfWeek.includes(date.getUTCDay());
  return anyDayOfMonth || anyDayOfWeek ? byMonth && byWeek : byMonth || byWeek;
}

/** Local time of an instant, both in milliseconds, as if local time were UTC. */
type WallClock = (instant: number) => number;

const clocks = new Map<string, WallClock | undefined>();

function wallClock(timeZone: string): WallClock | undefined {
  if (!clocks.has(timeZone)) clocks.set(timeZone, newWallClock(timeZone));
  return clocks.get(timeZone);
}

function newWallClock(timeZone: string): WallClock | undefined {
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return (instant) => instant;
  const format = dateFormat(timeZone);
  return format && ((instant) => wallTime(format, instant));
}

function dateFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const digits = 'numeric';
  const parts = {
    year: digits,
    month: digits,
    day: digits,
    hour: digits,
    minute: digits,
    second: digits,
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...parts });
  } catch {
    // Intl has no other way to say that it does not know a time zone.
    return undefined;
  }
}

function wallTime(format: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day: date, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, date, hour, minute, second);
}

/** When the clock shows this local time: once, twice where it is set back, never where it is set forward. */
function instantsAt(wall: number, clock: WallClock): number[] {
  const offsets = new Set([wall - day, wall + day].map((it) => clock(it) - it));
  return [...offsets].map((it) => wall - it).filter((it) => clock(it) === wall);
}
