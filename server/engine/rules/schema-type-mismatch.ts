import type { TypeCure } from '../schema/type-mismatch.ts';
import { resolveKubernetes } from '../syntax/dialect.ts';
import { columnOf, yamlString } from '../syntax/edit.ts';
import { entries, type Node } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import { defineRule, type Fix } from './rule.ts';

export const schemaTypeMismatch = defineRule({
  id: 'schema-type-mismatch',
  severity: 'error',
  summary: 'A value of the wrong type: text for a number, a map for a list',
  why: 'The API server refuses the object. YAML decides the type by how a value is written: `yes`, `on` and `1.20` are no texts unless they are quoted, and `"3"` is no number.',

  *schemaProblem(problem, { text }) {
    if (problem.kind !== 'type-mismatch') return;
    const { at, message, node, cure } = problem;
    const fix: Fix | undefined = cure && {
      title: cures[cure].title,
      safe: true,
      edits: () => cures[cure].edits(text, node),
    };
    yield { at, message, ...(fix ? { fix } : {}) };
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
        - name: DEBUG
          value: yes # until it runs
#                ^^^ schema-type-mismatch: "value" must be text: quote "yes", which YAML reads as true
        - name: RETRIES
          value: 3
#                ^ schema-type-mismatch: "value" must be text, not a number: quote it
      ports:
        - containerPort: "8080"
#                        ^^^^^^ schema-type-mismatch: "containerPort" must be a whole number, without quotes
---
apiVersion: v1
kind: Pod
metadata: { name: load }
spec:
  containers:
# ^^^^^^^^^^ schema-type-mismatch: "containers" must be a list, not a map
    name: load
    image: my-company/load:2.7.0

    env:
      STAGE: production # never staging
      DEBUG: no
    command: run
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
        - name: DEBUG
          value: "yes" # until it runs
        - name: RETRIES
          value: "3"
      ports:
        - containerPort: 8080
---
apiVersion: v1
kind: Pod
metadata: { name: load }
spec:
  containers:
    - name: load
      image: my-company/load:2.7.0

      env:
        - name: STAGE
          value: production # never staging
        - name: DEBUG
          value: "no"
      command: [run]
`,
});

interface Cure {
  readonly title: string;
  readonly edits: (text: string, node: Node) => readonly TextEdit[];
}

const cures: Readonly<Record<TypeCure, Cure>> = {
  quote: { title: 'Quote the value', edits: (_, node) => replaced(node, yamlString(node.value, 'double')) },
  unquote: { title: 'Remove the quotes', edits: (_, node) => replaced(node, node.value) },
  'wrap-in-list': {
    title: 'Make it a list',
    edits: (text, node) => {
      const written = text.slice(node.start, node.end);
      if (written.includes('\n')) return [];
      const isPlainInFlow = node.style !== 'plain' || !/[,[\]{}]/.test(written);
      return replaced(node, `[${isPlainInFlow ? written : JSON.stringify(node.value)}]`);
    },
  },
  'make-list-item': { title: 'Make it a list of one', edits: listItem },
  'list-names-and-values': { title: 'Make it a list of names and values', edits: namesAndValues },
};

const replaced = ({ start, end }: Node, newText: string): TextEdit[] => [{ range: { start, end }, newText }];

/** A dash before the first key, and all lines below moved under it. */
function listItem(text: string, map: Node): TextEdit[] {
  const edits: TextEdit[] = [{ range: { start: map.start, end: map.start }, newText: '- ' }];
  for (let newline = text.indexOf('\n', map.start); newline >= 0 && newline < map.end;) {
    const start = newline + 1;
    newline = text.indexOf('\n', start);
    const isBlank = text.slice(start, newline < 0 ? undefined : newline).trim() === '';
    if (!isBlank) edits.push({ range: { start, end: start }, newText: '  ' });
  }
  return edits;
}

/** Each `KEY: value` becomes `- name: KEY` and `value: value`, the value quoted where it would be no text. */
function namesAndValues(text: string, map: Node): TextEdit[] {
  return entries(map).map(({ key, value }) => {
    const indent = ' '.repeat(columnOf(text, key.start) + 2);
    const isText = resolveKubernetes(value).type === 'string';
    const written = isText ? text.slice(value.start, value.end) : yamlString(value.value, 'double');
    const newText = `- name: ${yamlString(key.value)}\n${indent}value: ${written}`;
    return { range: { start: key.start, end: Math.max(value.end, key.end + 1) }, newText };
  });
}
