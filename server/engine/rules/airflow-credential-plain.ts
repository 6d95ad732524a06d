import { isSensitiveOption, optionOf, readOptionName, variableName } from '../model/airflow.ts';
import { type AirflowVariable, removeVariable, shownName } from '../model/airflow-variables.ts';
import { isCredential } from '../model/credential.ts';
import { namespaceOf } from '../model/located.ts';
import type { EnvVar } from '../model/pod.ts';
import { replaceEntry } from '../syntax/edit.ts';
import { airflowVariables } from '../workspace/airflow-variables.ts';
import { addToSecret } from '../workspace/secret-edit.ts';
import { type Context, defineRule, type Fix } from './rule.ts';

export const airflowCredentialPlain = defineRule({
  id: 'airflow-credential-plain',
  severity: 'warning',
  words: ['airflow', 'AIRFLOW', 'executor'],
  summary: 'A sensitive option of Airflow is set in plain text',
  why: 'The Fernet key opens every connection in the database, the URL of the database opens the database itself, and whoever reads the repository or the pods has them. A variable can take its value from a Secret, and these options also from a command (`_CMD`) or a secrets backend (`_SECRET`).',

  *region(region, context) {
    for (const it of airflowVariables(region, context)) {
      if (!it.value || it.shared?.kind === 'Secret' || !isPlain(it, context)) continue;
      const shown = shownName(it, context.facts.airflow);
      const fix = toSecret(it, region.pods, context);
      yield { at: it.value, message: `"${shown}" holds a credential in plain text`, ...(fix && { fix }) };
    }
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler, namespace: airflow }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      env:
        - name: AIRFLOW__CORE__FERNET_KEY
          value: ZmVybmV0LWtleS1mb3ItdGVzdHMtMzItYnl0ZXM=
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-credential-plain: "AIRFLOW__CORE__FERNET_KEY" holds a credential in plain text
        - name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
          value: postgresql+psycopg2://db/airflow
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler, namespace: airflow }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      env:
        - name: AIRFLOW__CORE__FERNET_KEY
          valueFrom:
            secretKeyRef:
              name: scheduler-credentials
              key: AIRFLOW__CORE__FERNET_KEY
        - name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
          value: postgresql+psycopg2://db/airflow
---
apiVersion: v1
kind: Secret
metadata:
  name: scheduler-credentials
  namespace: airflow
stringData:
  AIRFLOW__CORE__FERNET_KEY: ZmVybmV0LWtleS1mb3ItdGVzdHMtMzItYnl0ZXM=
`,
});

function isPlain({ name, value }: AirflowVariable, { facts }: Context): boolean {
  const read = readOptionName(facts.airflow, name.value);
  if (!read || !value || !isSensitiveOption(facts.airflow, name.value)) return false;
  if (optionOf(read.option).key === 'backend_kwargs')
    return /"\w*(?:token|password|secret)\w*"\s*:\s*"[^"{]/i.test(value.value);
  return isCredential(variableName(read.option), value.value);
}

/** Moves the value into a Secret in the same file; none where the file is no manifest. */
function toSecret(
  variable: AirflowVariable,
  pods: Context['region']['pods'],
  context: Context,
): Fix | undefined {
  const { text, uri, lookups, region } = context;
  const { name, value, shared } = variable;
  if (region.language !== 'yaml' || variable.writing.kind === 'file' || !value) return undefined;
  const owner = pods
    .flatMap((it) => [...it.initContainers, ...it.containers].flatMap(({ env }) => env))
    .find((it) => it.name?.start === name.start);
  if (!owner && !shared) return undefined;
  const holder = shared?.name?.value ?? ownerName(owner);
  const secret = `${holder ?? 'airflow'}-credentials`;
  const namespace = shared ? namespaceOf(shared) : owner?.container.pod.owner.namespace?.value;
  const entry = { name: secret, namespace, key: name.value, value: value.value };
  return {
    title: `Move the value to a Secret "${secret}"`,
    edits: () =>
      owner
        ? replaceEntry(text, owner.node, 'value', 'valueFrom', {
            secretKeyRef: { name: secret, key: name.value },
          })
        : removeVariable(text, variable),
    files: () => addToSecret(entry, uri, lookups),
  };
}

const ownerName = (variable: EnvVar | undefined): string | undefined =>
  variable?.container.pod.owner.name?.value ?? variable?.container.name?.value;
