import { prefectCronFault } from '../model/launchers/prefect-cron.ts';
import { prefectDeployments } from '../model/launchers/prefect-deployments.ts';
import { located, locatedAt } from '../model/located.ts';
import { entry, isNull, type Node, target, text } from '../syntax/node.ts';
import type { PythonCall } from '../syntax/python-file.ts';
import { defineRule, type Finding } from './rule.ts';

export const prefectScheduleInvalid = defineRule({
  id: 'prefect-schedule-invalid',
  severity: 'error',
  words: ['prefect'],
  summary: 'Prefect refuses this schedule',
  why: 'A schedule is one of cron, interval and rrule. Where one schedule of a prefect.yaml is wrong, `prefect deploy` prints a warning and skips all deployments of the file; `flow.deploy` raises ValueError.',

  *region({ documents, launchers }) {
    for (const { schedules } of documents.flatMap(prefectDeployments)) {
      for (const schedule of schedules) yield* judge(schedule);
    }
    for (const found of launchers) {
      if (found.kind === 'flow.deploy' || found.kind === 'flow.to_deployment') yield* judgeCall(found.call);
    }
  },

  before: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    schedules:
      - cron: "0 24 * * *"
#             ^^^^^^^^^^^^ prefect-schedule-invalid: "0 24 * * *" is no schedule: "24" is no hour
      - cron: "0 6 * * *"
        interval: 3600
#       ^^^^^^^^ prefect-schedule-invalid: a schedule has one of cron, interval and rrule
      - interval: 1h
#                 ^^ prefect-schedule-invalid: "1h" is no interval: write seconds, "PT1H" or "01:00:00"
`,
  after: `
# -- prefect.yaml --
deployments:
  - name: nightly
    entrypoint: flows.py:nightly
    schedules:
      - cron: "0 23 * * *"
      - cron: "0 6 * * *"
      - interval: 3600
`,
});

const kinds = ['cron', 'interval', 'rrule'];

function* judge(schedule: Node): Iterable<Finding> {
  if (schedule.kind !== 'map') return;
  const inner = entry(schedule, 'schedule')?.value;
  if (inner) {
    yield* judge(target(inner));
    return;
  }
  const given = kinds.flatMap((it) => {
    const found = entry(schedule, it);
    return found && !isNull(found.value) ? [found] : [];
  });
  const second = given[1];
  if (second) yield { at: second.key, message: oneOf };
  const [first] = schedule.children;
  if (given.length === 0 && first) yield { at: first, message: oneOf };
  const most = entry(schedule, 'max_scheduled_runs')?.key;
  if (most) yield { at: most, message: '"max_scheduled_runs" is taken beside a nested schedule only' };
  yield* wrongCron(entry(schedule, 'cron')?.value);
  const interval = locatedAt(schedule, 'interval');
  if (interval && isWrongInterval(interval.node)) {
    yield {
      at: interval,
      message: `"${interval.value}" is no interval: write seconds, "PT1H" or "01:00:00"`,
    };
  }
}

const oneOf = 'a schedule has one of cron, interval and rrule';

function* judgeCall({ keywords }: PythonCall): Iterable<Finding> {
  const given = keywords.filter(
    ({ name, value }) => /^(?:interval|cron|rrule|schedules?)$/.test(name) && !isNull(value),
  );
  const [, second] = given;
  if (second && given.every(({ value }) => value.kind !== 'unknown')) {
    yield {
      at: second.nameRange,
      message: 'a deployment has one of interval, cron, rrule, schedule and schedules',
    };
  }
  yield* wrongCron(keywords.find(({ name }) => name === 'cron')?.value);
}

function* wrongCron(node: Node | undefined): Iterable<Finding> {
  const cron = located(node);
  if (!cron || cron.value.includes('{{')) return;
  const fault = prefectCronFault(cron.value);
  if (fault !== undefined) yield { at: cron, message: `"${cron.value}" is no schedule: ${fault}` };
}

/** Numbers are seconds; text is read by pydantic as ISO 8601 or as a clock. */
function isWrongInterval(node: Node): boolean {
  const written = text(node) ?? '';
  if (node.style === 'plain' && /^\d+(?:\.\d+)?$/.test(written)) return false;
  return (
    /^\d+(?:\.\d+)?\s*(?:[smhdw]|sec|min|hours?|minutes?|seconds?)?$/i.test(written) && !/d$/i.test(written)
  );
}
