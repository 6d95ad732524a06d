import { defineRule } from './rule.ts';

export const schemaKeyDuplicate = defineRule({
  id: 'schema-key-duplicate',
  severity: 'error',
  summary: 'A key stands twice in one map',
  why: 'A strict API server refuses the object. Other readers keep the last value and forget the first without a word: of two `env` blocks one is lost.',

  *schemaProblem(problem) {
    if (problem.kind !== 'key-duplicate') return;
    const { at, message, refused } = problem;
    yield { at, message, ...(refused ? {} : { level: 'warning' }) };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - { name: REGION, value: eu-west-1 }
      env:
#     ^^^ schema-key-duplicate: "env" is set twice
        - { name: STAGE, value: production }
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - { name: REGION, value: eu-west-1 }
        - { name: STAGE, value: production }
`,
});
