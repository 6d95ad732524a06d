import { readOptionName } from '../model/airflow.ts';
import { type AirflowFacts, type AirflowOption, currentName, executorNames } from '../model/airflow-facts.ts';
import { type AirflowVariable, shownName } from '../model/airflow-variables.ts';
import { nearestNames } from '../schema/nearest.ts';
import { within } from '../text/document.ts';
import { airflowVariables } from '../workspace/airflow-variables.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowOptionInvalid = defineRule({
  id: 'airflow-option-invalid',
  severity: 'error',
  words: ['airflow', 'AIRFLOW', 'executor'],
  summary: 'The value of an AIRFLOW__ variable is one that Airflow cannot read',
  why: `Airflow reads numbers, True and False, and fixed words strictly: at another value the scheduler or the worker stops with an AirflowConfigException when it first needs the option. "yes" and "on" are no switches, and executors are named with their exact case.`,

  *region(region, context) {
    for (const it of airflowVariables(region, context)) yield* judge(it, context);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      env:
        - name: AIRFLOW__CORE__EXECUTOR
          value: KubernetesExcutor
#                ^^^^^^^^^^^^^^^^^ airflow-option-invalid: Airflow 2.7.0 has no executor "KubernetesExcutor", did you mean "KubernetesExecutor"?
        - name: AIRFLOW__METRICS__STATSD_ON
          value: "yes"
#                ^^^^^ airflow-option-invalid: AIRFLOW__METRICS__STATSD_ON is "True" or "False", not "yes"
        - name: AIRFLOW__SCHEDULER__FILE_PARSING_SORT_MODE
          value: alphabetic
#                ^^^^^^^^^^ airflow-option-invalid: AIRFLOW__SCHEDULER__FILE_PARSING_SORT_MODE is one of modified_time, random_seeded_by_host, alphabetical, not "alphabetic"
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      env:
        - name: AIRFLOW__CORE__EXECUTOR
          value: KubernetesExecutor
        - name: AIRFLOW__METRICS__STATSD_ON
          value: "True"
        - name: AIRFLOW__SCHEDULER__FILE_PARSING_SORT_MODE
          value: alphabetical
`,
});

interface Told {
  readonly message: string;
  /** The wrong part of the value, and what it should say. */
  readonly part: string;
  readonly instead: string | undefined;
}

function* judge(variable: AirflowVariable, { facts, text }: Context): Iterable<Finding> {
  const { name, value, version } = variable;
  const read = readOptionName(facts.airflow, name.value);
  const current = read?.suffix === '' ? currentName(facts.airflow, read.option, version) : undefined;
  const option = current === undefined ? undefined : facts.airflow.options[current];
  const isLiteral = value && !/\$\(|\{\{|\$\{/.test(value.value) && value.value.trim() !== '';
  if (!isLiteral || !option) return;
  const told =
    current === 'core.executor'
      ? wrongExecutor(value.value, version, facts.airflow)
      : wrongValue(shownName(variable, facts.airflow), value.value.trim(), option);
  if (!told) return;
  const { message, part, instead } = told;
  yield {
    at: value,
    message,
    ...(instead !== undefined && {
      fix: {
        title: `Write "${instead}"`,
        edits: () => [{ range: within(text, value, part), newText: instead }],
      },
    }),
  };
}

function wrongValue(name: string, value: string, { type, enum: words }: AirflowOption): Told | undefined {
  if (words) {
    if (words.some((it) => it.toLowerCase() === value.toLowerCase())) return undefined;
    const listed = words.filter((it) => it !== '').join(', ');
    const [instead] = nearestNames(value, words);
    return { message: `${name} is one of ${listed}, not "${value}"`, part: value, instead };
  }
  if (type === 'boolean' && !/^(?:t|true|1|f|false|0)$/i.test(value.replace(/#.*$/, '').trim())) {
    const instead = /^(?:y|yes|on|enabled?)$/i.test(value)
      ? 'True'
      : /^(?:n|no|off|disabled?)$/i.test(value)
        ? 'False'
        : undefined;
    return { message: `${name} is "True" or "False", not "${value}"`, part: value, instead };
  }
  // Python's int() and float() take underscores, and float() takes words.
  if (type === 'integer' && !/^[+-]?\d+(?:_\d+)*$/.test(value)) {
    return { message: `${name} is a whole number, not "${value}"`, part: value, instead: undefined };
  }
  if (
    type === 'float' &&
    !/^[+-]?(?:[\d_]*\.?[\d_]+(?:e[+-]?\d+)?|[\d_]+\.|inf(?:inity)?|nan)$/i.test(value)
  ) {
    return { message: `${name} is a number, not "${value}"`, part: value, instead: undefined };
  }
  return undefined;
}

/** Names with a dot are classes of somebody's own. */
function wrongExecutor(value: string, version: string | undefined, facts: AirflowFacts): Told | undefined {
  const samples = executorNames(facts, version);
  const names = new Set(['SequentialExecutor', ...samples.flatMap((it) => it.names)]);
  const airflow = version === undefined ? 'Airflow' : `Airflow ${version}`;
  const written = value.split(/[,;]/).map((it) => (/[^:=]*$/.exec(it)?.[0] ?? '').trim());
  if (written.length > 1 && samples.every((it) => !it.lists)) {
    return { message: `${airflow} takes one executor, not "${value}"`, part: value, instead: undefined };
  }
  const wrong = written.find((it) => it !== '' && !it.includes('.') && !names.has(it));
  if (wrong === undefined) return undefined;
  const [instead] = nearestNames(wrong, names);
  const question = instead === undefined ? '' : `, did you mean "${instead}"?`;
  return { message: `${airflow} has no executor "${wrong}"${question}`, part: wrong, instead };
}
