import { defineRule } from './rule.ts';

export const yamlSyntax = defineRule({
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'This is not YAML that the API server can read',
  why: 'The file is refused as a whole: `kubectl apply` sends nothing, and neither does a GitOps controller. What still parses is checked all the same.',

  *region({ problems }) {
    for (const { at, message } of problems) yield { at, message };
  },

  before: `
apiVersion: v1
kind: Pod
metadata:
  name: "etl
#          ^ yaml-syntax: something is missing here, a closing quote, bracket, comma or colon
`,
  after: `
apiVersion: v1
kind: Pod
metadata:
  name: "etl"
`,
});
