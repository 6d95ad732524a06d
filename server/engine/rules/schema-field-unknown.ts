import { removeEntry, replaceScalar } from '../syntax/edit.ts';
import { minorOf } from '../model/kubernetes-facts.ts';
import { defineRule, type Fix } from './rule.ts';

export const schemaFieldUnknown = defineRule({
  id: 'schema-field-unknown',
  severity: 'error',
  summary: 'A field that this kind of object does not have',
  why: 'A strict API server refuses the object; one that is not strict drops the field without a word, so that it looks set and does nothing. Most often a letter is missing, or the field stands one level too high or too low.',

  *schemaProblem(problem, { text, facts, versions }) {
    if (problem.kind !== 'field-unknown') return;
    const { at, message, key, map, definition, nearest, home } = problem;
    const [, gone = 0] = facts.kubernetes.fields[`${definition ?? ''}#${key.value}`] ?? [];
    // What is newer than the version aimed at is for another rule, here it is what is too old.
    if (gone > minorOf(versions.kubernetes)) return;
    const renames = nearest.map((name): Fix => {
      const safe = nearest.length === 1;
      return { title: `Rename to "${name}"`, safe, edits: () => replaceScalar(key, name) };
    });
    const removal: Fix = { title: `Remove "${key.value}"`, edits: () => removeEntry(text, map, key.value) };
    const fix = renames.length > 0 ? renames : home === undefined ? [removal] : [];
    yield { at, message, ...(fix.length > 0 ? { fix } : {}) };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      imagePullPolicyy: Always # never an old image
#     ^^^^^^^^^^^^^^^^ schema-field-unknown: unknown field "imagePullPolicyy" in Container, did you mean "imagePullPolicy"?
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      imagePullPolicy: Always # never an old image
`,
});
