import { readOptionName, variableName } from '../model/airflow.ts';
import { currentName, optionVerdict } from '../model/airflow-facts.ts';
import { type AirflowVariable, renameVariable, shownName, siblingNames } from '../model/airflow-variables.ts';
import { airflowVariables } from '../workspace/airflow-variables.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowOptionRenamed = defineRule({
  id: 'airflow-option-renamed',
  severity: 'warning',
  words: ['airflow', 'AIRFLOW', 'executor'],
  summary: 'An AIRFLOW__ variable has the old name of an option',
  why: `An old name works with a warning in some versions and is passed over without a word in others: AIRFLOW__CORE__SQL_ALCHEMY_CONN is read by 2.11, not by 3.0 and 3.1, which then run on an empty SQLite database. Where the version in use passes it over, this is an error.`,

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
      image: apache/airflow:2.7.0-python3.10
      env:
        - name: AIRFLOW__KUBERNETES__NAMESPACE
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-option-renamed: "AIRFLOW__KUBERNETES__NAMESPACE" is "AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE" since Airflow 2.5.0
          value: airflow
---
apiVersion: v1
kind: Pod
metadata: { name: api-server }
spec:
  containers:
    - name: api-server
      image: apache/airflow:3.1.8
      env:
        - { name: AIRFLOW__CORE__SQL_ALCHEMY_CONN, value: $(DATABASE) }
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-option-renamed [error]: Airflow 3.1.8 ignores "AIRFLOW__CORE__SQL_ALCHEMY_CONN", which is "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" since 2.3.0
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0-python3.10
      env:
        - name: AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE
          value: airflow
---
apiVersion: v1
kind: Pod
metadata: { name: api-server }
spec:
  containers:
    - name: api-server
      image: apache/airflow:3.1.8
      env:
        - { name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN, value: $(DATABASE) }
`,
});

function* judge(variable: AirflowVariable, { facts, text }: Context): Iterable<Finding> {
  const { name: at, version, writing } = variable;
  const read = readOptionName(facts.airflow, at.value);
  const verdict = read && optionVerdict(facts.airflow, read.option, version);
  if (verdict?.kind !== 'renamed') return;
  const name = variableName(currentName(facts.airflow, verdict.to, version) ?? verdict.to, read);
  const isThere = siblingNames(variable).includes(name);
  // The chart's own values set options under the names of all versions.
  if (writing.kind === 'key' || (writing.kind === 'config' && isThere)) return;
  const [old, now] = [shownName(variable, facts.airflow), shownName(variable, facts.airflow, name)];
  yield {
    at,
    ...(!verdict.read && { level: 'error' }),
    message: verdict.read
      ? `"${old}" is "${now}" since Airflow ${verdict.since}`
      : `Airflow ${version ?? '3'} ignores "${old}", which is "${now}" since ${verdict.since}`,
    fix: {
      title: isThere ? `Remove "${old}", "${now}" is set too` : `Rename to "${now}"`,
      safe: !isThere && !verdict.shared,
      edits: () => renameVariable(text, variable, name, facts.airflow),
    },
  };
}
