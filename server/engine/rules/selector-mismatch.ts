import { flag } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import type { Resource } from '../model/resource.ts';
import { holds, readLabelSelector, readPlainSelector, type Requirement } from '../model/selector.ts';
import { isWholePod } from '../model/whole-pod.ts';
import { insertEntry, removeEntry, replaceScalar, setValue } from '../syntax/edit.ts';
import { entries, entry, get, items, type Node, target, text as textOf } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import { defineRule, type Fix } from './rule.ts';

export const selectorMismatch = defineRule({
  id: 'selector-mismatch',
  severity: 'error',
  summary: 'A workload does not select the pods that it makes',
  why: 'The API server refuses it: the controller would make pods without an end and own none of them. The selector of a Deployment cannot be changed later, so the labels of its pods are what to correct.',

  *resource(resource, { text }) {
    const { node, kind, pod } = resource;
    const selector = get(node, 'spec', 'selector');
    if (!pod || selector?.kind !== 'map' || !isOwn(resource) || !isWholePod(pod)) return;
    if (pod.labels?.open || pod.labels?.kind === 'unknown') return;
    const at = entry(get(node, 'spec'), 'selector')?.key ?? selector;
    if (kind === 'Job' && flag(get(node, 'spec', 'manualSelector')) !== true) {
      const message = 'the API server itself writes the selector of a Job';
      const spec = get(node, 'spec') ?? node;
      yield { at, message, fix: { title: 'Remove it', edits: () => removeEntry(text, spec, 'selector') } };
      return;
    }
    const isPlain = kind === 'ReplicationController';
    const requirements = isPlain ? readPlainSelector(selector) : readLabelSelector(selector);
    if (requirements.length === 0 && !isPlain) yield { at, message: 'an empty selector selects no pod here' };
    const labels = Object.fromEntries(
      entries(pod.labels).map(({ key, value }) => [key.value, textOf(value) ?? '']),
    );
    if (Object.values(labels).some(hasPlaceholder) || labels['<<'] !== undefined) return;
    for (const it of requirements) {
      if (holds(it, labels) || it.values.some(hasPlaceholder)) continue;
      const place = placeOf(it, selector);
      const has = labels[it.key];
      const [value] = it.values;
      const wants = it.operator === 'In' && value !== undefined;
      yield {
        at: place ?? at,
        message: `the selector wants ${words(it)}, the pods have ${has === undefined ? 'no such label' : `"${it.key}: ${has}"`}`,
        fix: wants
          ? [
              {
                title: `Label the pods "${it.key}: ${value}"`,
                edits: () => label(resource, it.key, value, text),
              },
              ...follow(place, place?.value === value, has),
            ]
          : [],
      };
    }
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector:
    matchLabels:
      app: web
#          ^^^ selector-mismatch: the selector wants "app: web", the pods have "app: webserver"
      tier: front
#           ^^^^^ selector-mismatch: the selector wants "tier: front", the pods have no such label
  template:
    metadata:
      labels:
        app: webserver # as the Service says
    spec:
      containers:
        - name: web
          image: my-company/web:2.7.0
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector:
    matchLabels:
      app: web
      tier: front
  template:
    metadata:
      labels:
        app: web # as the Service says
        tier: front
    spec:
      containers:
        - name: web
          image: my-company/web:2.7.0
`,
});

const kinds = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job)$/;

const isOwn = ({ kind, apiVersion, partial }: Resource): boolean =>
  kinds.test(kind) && !partial && /^(v1|apps\/\w+|batch\/\w+|extensions\/\w+)$/.test(apiVersion?.value ?? '');

function words({ key, operator, values }: Requirement): string {
  const listed = values.map((it) => `"${it}"`).join(' or ');
  if (operator === 'In')
    return values.length === 1 ? `"${key}: ${values[0] ?? ''}"` : `"${key}" to be ${listed}`;
  if (operator === 'NotIn') return `"${key}" not to be ${listed}`;
  return operator === 'Exists' ? `a label "${key}"` : `no label "${key}"`;
}

/** The value of a plain label, or the key of an expression. */
function placeOf({ key, values, operator }: Requirement, selector: Node): Node | undefined {
  const plain = entry(get(selector, 'matchLabels') ?? selector, key)?.value;
  if (plain && operator === 'In' && textOf(plain) === values[0]) return target(plain);
  const found = items(get(selector, 'matchExpressions')).find((it) => textOf(get(it, 'key')) === key);
  return found && get(found, 'key');
}

function label({ node }: Resource, key: string, value: string, text: string): TextEdit[] {
  const template = get(node, 'spec', 'template');
  if (!template) return [];
  return get(template, 'metadata')
    ? setValue(text, template, ['metadata', 'labels', key], value)
    : insertEntry(text, template, 'metadata', { labels: { [key]: value } }, { before: 'spec' });
}

/** The other way round, which an object that exists already does not allow. */
function follow(place: Node | undefined, isValue: boolean, has: string | undefined): Fix[] {
  if (place === undefined || has === undefined || !isValue) return [];
  return [{ title: `Select "${has}"`, edits: () => replaceScalar(place, has) }];
}
