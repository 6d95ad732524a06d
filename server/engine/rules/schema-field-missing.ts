import { insertEntry, setValue } from '../syntax/edit.ts';
import { entries, entry, type Node } from '../syntax/node.ts';
import { defineRule, type Fix } from './rule.ts';

export const schemaFieldMissing = defineRule({
  id: 'schema-field-missing',
  severity: 'error',
  summary: 'A field is missing that this kind of object must have',
  why: 'The API server refuses the object. An empty field (`name:` with nothing behind it) counts as missing.',

  *schemaProblem(problem, { text }) {
    if (problem.kind !== 'field-missing') return;
    const { at, message, map, field, value } = problem;
    const fix: Fix = {
      title: `Add "${field}"`,
      edits: () =>
        entry(map, field)
          ? setValue(text, map, [field], value)
          : insertEntry(text, map, field, value, place(map, field)),
    };
    yield { at, message, fix };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleanup }
spec:
#<---- schema-field-missing: CronJobSpec needs "schedule"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - image: my-company/cleanup:2.7.0
#             ^^^^^ schema-field-missing: Container needs "name"
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleanup }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: ""
              image: my-company/cleanup:2.7.0
  schedule: ""
`,
});

/** A name stands first, as people write it. */
function place(map: Node, field: string): { readonly before?: string } {
  const first = entries(map)[0]?.key.value;
  return field === 'name' && first !== undefined ? { before: first } : {};
}
