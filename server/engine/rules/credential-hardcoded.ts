import { isSensitiveOption } from '../model/airflow.ts';
import { isCredential } from '../model/credential.ts';
import type { EnvVar } from '../model/pod.ts';
import { replaceEntry } from '../syntax/edit.ts';
import { addToSecret } from '../workspace/secret-edit.ts';
import { type Context, defineRule, type Fix } from './rule.ts';

export const credentialHardcoded = defineRule({
  id: 'credential-hardcoded',
  severity: 'warning',
  summary: 'An environment variable holds a credential in plain text',
  why: 'Whoever can read the repository or list pods can read it, and it stays in the history of both after it was changed. A Secret can be guarded, rotated and kept out of the repository.',

  *env(variable, context) {
    const { name, value } = variable;
    if (!name || !value || !isCredential(name.value, value.value)) return;
    if (isSensitiveOption(context.facts.airflow, name.value)) return;
    yield {
      at: value,
      message: `"${name.value}" holds a credential in plain text`,
      ...(context.region.resources.length > 0
        ? { fix: toSecret(variable, name.value, value.value, context) }
        : {}),
    };
  },

  before: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
  namespace: data
spec:
  template:
    spec:
      containers:
        - name: etl
          image: my-company/etl:2.7.0
          env:
            - name: DATABASE_URL
              value: postgresql://etl:hunter2@db/warehouse
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ credential-hardcoded: "DATABASE_URL" holds a credential in plain text
`,
  after: `
apiVersion: batch/v1
kind: Job
metadata:
  name: backfill
  namespace: data
spec:
  template:
    spec:
      containers:
        - name: etl
          image: my-company/etl:2.7.0
          env:
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: backfill-credentials
                  key: DATABASE_URL
---
apiVersion: v1
kind: Secret
metadata:
  name: backfill-credentials
  namespace: data
stringData:
  DATABASE_URL: postgresql://etl:hunter2@db/warehouse
`,
});

/** Moves the value into a Secret beside the pod, so that the pod runs as before and the Secret can be taken elsewhere. */
function toSecret({ node, container }: EnvVar, key: string, value: string, context: Context): Fix {
  const { text, uri, lookups } = context;
  const { owner } = container.pod;
  const name = `${owner.name?.value ?? container.name?.value ?? 'pod'}-credentials`;
  const namespace = owner.namespace?.value;
  return {
    title: `Move the value to a Secret "${name}"`,
    edits: () => replaceEntry(text, node, 'value', 'valueFrom', { secretKeyRef: { name, key } }),
    files: () => addToSecret({ name, namespace, key, value }, uri, lookups),
  };
}
