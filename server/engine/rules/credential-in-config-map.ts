import { isSensitiveOption } from '../model/airflow.ts';
import { isCredential } from '../model/credential.ts';
import { located } from '../model/located.ts';
import { removeEntry } from '../syntax/edit.ts';
import { embeddedText } from '../syntax/embedded.ts';
import { entries, get, type Node, target } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { addToSecret } from '../workspace/secret-edit.ts';
import { defineRule } from './rule.ts';

export const credentialInConfigMap = defineRule({
  id: 'credential-in-config-map',
  severity: 'warning',
  kinds: ['ConfigMap'],
  summary: 'A ConfigMap holds a credential in plain text',
  why: 'ConfigMaps are read by everyone who may look at the namespace, shown by every tool, and kept in the repository. A Secret can be guarded, rotated and kept out of it; pods read it the same way, with `secretKeyRef` or `secretRef`.',

  *resource({ node, name, namespace }, { text, uri, lookups, region, facts }) {
    // Sensitive options of Airflow have a rule of their own.
    const ofAirflow = new Set(
      region.airflow
        .filter((it) => isSensitiveOption(facts.airflow, it.name.value))
        .map((it) => it.value?.start),
    );
    const data = get(node, 'data');
    for (const { key, value } of entries(data)) {
      const whole = located(target(value));
      if (!whole || !data || ofAirflow.has(whole.start)) continue;
      const message = (it: string): string => `"${it}" holds a credential in plain text`;
      if (!isCredential(variableName(key.value), whole.value)) {
        for (const it of credentialLines(text, key.value, whole.node)) {
          if (!ofAirflow.has(it.at.start)) yield { at: it.at, message: message(it.name) };
        }
        continue;
      }
      const secret = `${name?.value ?? 'app'}-credentials`;
      const entry = { name: secret, namespace: namespace?.value, key: key.value, value: whole.value };
      yield {
        at: whole.value.includes('\n') ? key : whole,
        message: message(key.value),
        fix: {
          title: `Move it to a Secret "${secret}"`,
          edits: () => removeEntry(text, data, key.value),
          files: () => addToSecret(entry, uri, lookups),
        },
      };
    }
  },

  before: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl
  namespace: data
data:
  REGION: eu-north-1
  DB_PASSWORD: hunter2
#              ^^^^^^^ credential-in-config-map: "DB_PASSWORD" holds a credential in plain text
`,
  after: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl
  namespace: data
data:
  REGION: eu-north-1
---
apiVersion: v1
kind: Secret
metadata:
  name: etl-credentials
  namespace: data
stringData:
  DB_PASSWORD: hunter2
`,
});

/** `db.password`, `db-password` and `dbPassword` are all `DB_PASSWORD`. */
const variableName = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toUpperCase();

/** Files that list names and values; in others, such as scripts, a line like them may be code. */
const isSettings = (key: string): boolean =>
  /\.(env|properties|ini|cfg|conf|config|ya?ml|toml|json)$/i.test(key);

/** The lines of a settings file in a block scalar that set a credential. */
function credentialLines(
  text: string,
  key: string,
  scalar: Node,
): { readonly name: string; readonly at: Range }[] {
  const embedded = isSettings(key) ? embeddedText(text, scalar) : undefined;
  if (!embedded) return [];
  return [...embedded.text.matchAll(line)].flatMap((match) => {
    const [whole, name = '', quoted = ''] = match;
    const value = quoted.replace(/\s+#.*$/, '').replace(/^(["'])(.*)\1$/, '$2');
    if (isExpression.test(value) || /^secret$/i.test(name) || !isCredential(variableName(name), value))
      return [];
    const start = embedded.toOuter(match.index + whole.lastIndexOf(value));
    return [{ name, at: { start, end: start + value.length } }];
  });
}

const line = /^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?([\w.-]+)["']?[ \t]*[=:][ \t]*(\S.*?)[ \t]*,?\r?$/gm;

/** References, calls and collections: what a program works out. */
const isExpression = /^[$%@<*&|>!]|[()[\]{}]/;
