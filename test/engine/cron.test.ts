import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Cron } from 'croner';
import { cronHover } from '../../server/engine/features/cron-hover.ts';
import { type CronFields, nextRuns, parseCron } from '../../server/engine/model/cron.ts';
import { describeCron } from '../../server/engine/model/cron-words.ts';
import { workspaceOf } from './support/check.ts';

interface Verdict {
  readonly schedule: string;
  readonly accepted: boolean;
  readonly words: string;
}

/** Dry runs of CronJobs against kube-apiserver 1.36, with what it said. */
const golden = JSON.parse(readFileSync('test/engine/golden/cron-schedule-invalid.json', 'utf8')) as Verdict[];

describe('a schedule is taken or refused as the API server does', () => {
  for (const { schedule, accepted, words } of golden) {
    test(JSON.stringify(schedule), () => {
      const reading = parseCron(schedule);
      assert.equal(!reading.fault && !reading.zone, accepted, words);
    });
  }
});

test('what a fault offers instead is a schedule', () => {
  for (const { schedule } of golden) {
    const { fault } = parseCron(schedule);
    if (!fault?.replacement) continue;
    const { start, end } = fault.at;
    const repaired = schedule.slice(0, start) + fault.replacement.text + schedule.slice(end);
    assert.equal(parseCron(repaired).fault, undefined, `${schedule} became ${repaired}`);
  }
});

function fieldsOf(schedule: string): CronFields {
  const reading = parseCron(schedule);
  assert.ok(!reading.fault && reading.schedule.kind === 'fields', schedule);
  return reading.schedule;
}

const runs = (schedule: string, from: string, count: number, timeZone?: string): string[] =>
  nextRuns(fieldsOf(schedule), new Date(from), count, timeZone).map((it) => it.toISOString().slice(0, 16));

describe('next runs', () => {
  test('agree with croner in UTC', () => {
    const random = randomNumbers(20261122);
    for (let i = 0; i < 500; i++) {
      const schedule = randomSchedule(random);
      const from = new Date(
        Date.UTC(2024 + random(4), random(12), 1 + random(28), random(24), random(60), random(60)),
      );
      const horizon = from.getTime() + 4 * 366 * 86_400_000;
      const before = (it: Date): boolean => it.getTime() < horizon;
      const theirs = new Cron(schedule, { timezone: 'UTC', paused: true }).nextRuns(3, from).filter(before);
      assert.deepEqual(
        nextRuns(fieldsOf(schedule), from, 3).filter(before),
        theirs,
        `${schedule} from ${from.toISOString()}`,
      );
    }
  });
  test('leave out a time that summer time leaves out', () => {
    const days = runs('30 2 * * *', '2026-03-07T00:00:00Z', 3, 'America/New_York');
    assert.deepEqual(days, ['2026-03-07T07:30', '2026-03-09T06:30', '2026-03-10T06:30']);
  });
  test('come twice where the clock is set back', () => {
    const times = runs('0,30 1 * * *', '2026-10-31T12:00:00Z', 5, 'America/New_York');
    assert.deepEqual(times, [
      '2026-11-01T05:00',
      '2026-11-01T05:30',
      '2026-11-01T06:00',
      '2026-11-01T06:30',
      '2026-11-02T06:00',
    ]);
  });
  test('count both kinds of day where both are restricted', () => {
    const days = runs('0 0 13 * 5', '2026-11-01T00:00:00Z', 4);
    assert.deepEqual(days, ['2026-11-06T00:00', '2026-11-13T00:00', '2026-11-20T00:00', '2026-11-27T00:00']);
  });
  test('are none for a date that never comes, and in a time zone that does not exist', () => {
    assert.deepEqual(runs('0 0 30 2 *', '2026-11-22T00:00:00Z', 1), []);
    assert.deepEqual(runs('0 0 * * *', '2026-11-22T00:00:00Z', 1, 'Nowhere/City'), []);
  });
});

test('a schedule in words', () => {
  const words = Object.entries({
    '0 0 * * *': 'At 00:00, every day',
    '*/15 * * * *': 'Every 15 minutes',
    '*/90 * * * *': 'Every hour',
    '5/15 * * * *': 'At 5, 20, 35, and 50 minutes past the hour',
    '30 6 ? * MON-FRI': 'At 06:30, Monday through Friday',
    '0 0 13 * 5': 'At 00:00, on day 13 of the month or on Friday',
    ', * * * *': 'Never',
    '@weekly': 'At 00:00, only on Sunday',
    '@every 1h30m': 'Every 1 hour 30 minutes after the last run',
  });
  for (const [schedule, expected] of words) {
    const reading = parseCron(schedule);
    assert.ok(!reading.fault);
    assert.equal(describeCron(reading.schedule), expected, schedule);
  }
});

test('hover says the schedule and its next runs in its time zone', () => {
  const text = `apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec: { schedule: "0 6 * * 1", timeZone: Europe/Berlin }
`;
  const region = workspaceOf([{ uri: 'report.yaml', text }]).file('report.yaml')?.regions[0];
  assert.ok(region);
  const hover = cronHover(region, text.indexOf('6 *'), new Date('2026-11-22T13:00:00Z'));
  assert.equal(text.slice(hover?.range.start, hover?.range.end), '"0 6 * * 1"');
  assert.equal(
    hover?.markdown,
    `At 06:00, only on Monday

Next runs (Europe/Berlin):

- Mon 23 Nov 2026, 06:00
- Mon 30 Nov 2026, 06:00
- Mon 7 Dec 2026, 06:00`,
  );
  assert.equal(cronHover(region, text.indexOf('CronJob'), new Date(0)), undefined);
});

/** Below a limit, the same ones each time (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Five fields in the grammar that Kubernetes and croner share. */
function randomSchedule(random: (below: number) => number): string {
  const bounds = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
  ] as const;
  return bounds
    .map(([min, max], i) => {
      const low = min + random(max - min + 1);
      const high = low + random(max - low + 1);
      // In day fields croner takes a star with a step for a star, Kubernetes does not.
      const steps = i === 2 || i === 4 ? '*' : `*/${1 + random(max)}`;
      return ['*', '*', String(low), `${low}-${high}`, `${low},${high}`, steps][random(6)];
    })
    .join(' ');
}
