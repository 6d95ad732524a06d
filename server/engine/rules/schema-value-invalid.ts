import { replaceScalar } from '../syntax/edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const schemaValueInvalid = defineRule({
  id: 'schema-value-invalid',
  severity: 'error',
  summary: 'A value that is not among those a field takes',
  why: 'The API server refuses the object. Values with a fixed set are case-sensitive: `Always` is one, `always` is not.',

  *schemaProblem(problem) {
    if (problem.kind !== 'value-invalid') return;
    const { at, message, node, nearest, format, secret } = problem;
    const fix = nearest.map((value): Fix => {
      const safe = nearest.length === 1 && value.toLowerCase() === node.value.toLowerCase();
      return { title: `Write "${value}"`, safe, edits: () => replaceScalar(node, value) };
    });
    if (format === 'byte' && secret && node.kind === 'scalar') {
      fix.push({ title: 'Encode as base64', edits: () => replaceScalar(node, base64(node.value)) });
    }
    yield { at, message, ...(fix.length > 0 ? { fix } : {}) };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  restartPolicy: never
#                ^^^^^ schema-value-invalid: "restartPolicy" must be "Always", "Never" or "OnFailure", not "never"
  containers:
    - name: etl
      image: my-company/etl:2.7.0
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  restartPolicy: Never
  containers:
    - name: etl
      image: my-company/etl:2.7.0
`,
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the UTF-8 bytes of a text; the engine has no Buffer. */
function base64(value: string): string {
  const bytes = [...utf8(value)];
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63] ?? '');
    encoded += digits
      .slice(0, Math.min(4, bytes.length - i + 1))
      .join('')
      .padEnd(4, '=');
  }
  return encoded;
}

/** UTF-8 bytes of a text. */
function* utf8(value: string): Iterable<number> {
  const escaped = encodeURIComponent(value);
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== '%') yield escaped.charCodeAt(i);
    else {
      yield Number.parseInt(escaped.slice(i + 1, i + 3), 16);
      i += 2;
    }
  }
}
