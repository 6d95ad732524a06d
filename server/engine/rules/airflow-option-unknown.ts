import { isMisspelt, nearestVariable, type OptionName, readOptionName } from '../model/airflow.ts';
import { hasSection, optionVerdict } from '../model/airflow-facts.ts';
import {
  type AirflowVariable,
  removeVariable,
  renameVariable,
  shownName,
} from '../model/airflow-variables.ts';
import { airflowVariables } from '../workspace/airflow-variables.ts';
import { type Context, defineRule, type Finding, type Fix } from './rule.ts';

export const airflowOptionUnknown = defineRule({
  id: 'airflow-option-unknown',
  severity: 'warning',
  words: ['airflow', 'AIRFLOW', 'executor'],
  summary: 'An AIRFLOW__ variable names no option of this version of Airflow',
  why: `Airflow reads only the variables it knows and passes over all others without a word: it runs with its default, and what the file says never happens.`,

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
        - name: AIRFLOW__CORE__EXECUTER
#               ^^^^^^^^^^^^^^^^^^^^^^^ airflow-option-unknown: Airflow 2.7.0 has no option "AIRFLOW__CORE__EXECUTER", did you mean "AIRFLOW__CORE__EXECUTOR"?
          value: LocalExecutor
        - name: AIRFLOW__KUBERNETES__WORKER_SERVICE_ACCOUNT_NAME
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-option-unknown: "AIRFLOW__KUBERNETES__WORKER_SERVICE_ACCOUNT_NAME" is unknown since Airflow 2.0, use spec.serviceAccountName in the pod template
          value: airflow-worker
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
          value: LocalExecutor
`,
});

function* judge(variable: AirflowVariable, context: Context): Iterable<Finding> {
  const at = variable.name;
  const name = at.value;
  if (variable.writing.kind === 'key') return;
  const option = readOptionName(context.facts.airflow, name);
  const told = option
    ? tell(option, variable, context)
    : isMisspelt(context.facts.airflow, name)
      ? misspelt(variable, context)
      : undefined;
  if (told) yield { at, ...told };
}

type Told = Pick<Finding, 'message' | 'fix'>;

function tell(read: OptionName, variable: AirflowVariable, context: Context): Told | undefined {
  const { airflow } = context.facts;
  const { version } = variable;
  const name = shownName(variable, airflow);
  const verdict = optionVerdict(airflow, read.option, version);
  // The chart's own values set options of all versions.
  if (variable.writing.kind === 'config' && airflow.options[read.option]) return undefined;
  if (verdict?.kind === 'gone') {
    const instead = verdict.instead === undefined ? '' : `, use ${verdict.instead} in the pod template`;
    return {
      message: `"${name}" is unknown since Airflow ${verdict.since}${instead}`,
      fix: removal(variable, context),
    };
  }
  if (verdict?.kind === 'later') {
    return { message: `Airflow ${version ?? ''} has no option "${name}" yet, it came with ${verdict.since}` };
  }
  if (verdict?.kind === 'known' && read.suffix !== '' && airflow.options[read.option]?.sensitive !== true) {
    return { message: `"${name}" is ignored: only sensitive options may end in "${read.suffix}"` };
  }
  if (verdict?.kind === 'unknown') return misspelt(variable, context);
  const isForeign = verdict === undefined && airflow.options[read.option] === undefined;
  return isForeign && !hasSection(airflow, read.option) ? nearSection(variable, context) : undefined;
}

function misspelt(variable: AirflowVariable, context: Context): Told {
  const facts = context.facts.airflow;
  const name = shownName(variable, facts);
  const near = nearestVariable(facts, variable.name.value, variable.version);
  const airflow = variable.version === undefined ? 'Airflow' : `Airflow ${variable.version}`;
  const message = `${airflow} has no option "${name}"`;
  if (near === undefined) return { message };
  const meant = shownName(variable, facts, near);
  const fix: Fix = {
    title: `Rename to "${meant}"`,
    edits: () => renameVariable(context.text, variable, near, facts),
  };
  return { message: `${message}, did you mean "${meant}"?`, fix };
}

/** A section of a plugin is no fault, one that is nearly Airflow's own and holds its very option is. */
function nearSection(variable: AirflowVariable, context: Context): Told | undefined {
  const near = nearestVariable(context.facts.airflow, variable.name.value, variable.version);
  return near === undefined ? undefined : misspelt(variable, context);
}

const removal = (variable: AirflowVariable, { text, facts }: Context): Fix => ({
  title: `Remove "${shownName(variable, facts.airflow)}"`,
  edits: () => removeVariable(text, variable),
});
