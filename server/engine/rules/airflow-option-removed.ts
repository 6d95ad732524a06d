import { readOptionName } from '../model/airflow.ts';
import { optionVerdict } from '../model/airflow-facts.ts';
import { type AirflowVariable, removeVariable, shownName } from '../model/airflow-variables.ts';
import { airflowVariables } from '../workspace/airflow-variables.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowOptionRemoved = defineRule({
  id: 'airflow-option-removed',
  severity: 'error',
  words: ['airflow', 'AIRFLOW', 'executor'],
  summary: 'An AIRFLOW__ variable sets an option that Airflow gave up',
  why: `The feature behind the option is gone, so the variable does nothing; \`airflow config lint\` refuses it. Where the version in use still reads it but calls it deprecated, this is a warning.`,

  *region(region, context) {
    for (const it of airflowVariables(region, context)) yield* judge(it, context);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: api-server }
spec:
  containers:
    - name: api-server
      image: apache/airflow:3.1.8
      env:
        - name: AIRFLOW__CORE__EXECUTOR
          value: LocalExecutor
        - name: AIRFLOW__CORE__ENABLE_XCOM_PICKLING
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-option-removed: Airflow 3.0 removed the option "AIRFLOW__CORE__ENABLE_XCOM_PICKLING"
          value: "True"
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: api-server }
spec:
  containers:
    - name: api-server
      image: apache/airflow:3.1.8
      env:
        - name: AIRFLOW__CORE__EXECUTOR
          value: LocalExecutor
`,
});

function* judge(variable: AirflowVariable, { facts, text }: Context): Iterable<Finding> {
  const { name: at, version, writing } = variable;
  // The chart's own values set options of all versions.
  if (writing.kind === 'config' || writing.kind === 'key') return;
  const read = readOptionName(facts.airflow, at.value);
  const shown = shownName(variable, facts.airflow);
  const verdict = read && optionVerdict(facts.airflow, read.option, version);
  if (verdict?.kind === 'deprecated') {
    yield { at, level: 'warning', message: `"${shown}" is deprecated since Airflow ${verdict.since}` };
  }
  if (verdict?.kind !== 'removed') return;
  yield {
    at,
    message: `Airflow ${verdict.since} removed the option "${shown}"`,
    fix: { title: `Remove "${shown}"`, edits: () => removeVariable(text, variable) },
  };
}
