import type { Located } from '../model/located.ts';
import { locatedAt } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { get, items } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const nameDuplicate = defineRule({
  id: 'name-duplicate',
  severity: 'error',
  kinds: ['Service'],
  summary: 'Two containers, volumes or ports of one pod have the same name',
  why: 'The API server refuses the object: nothing could say which of them is meant. Init containers share their names with the others. Ports of one name in two containers are allowed, and a Service that sends to that name reaches only one of them.',

  *pod({ containers, initContainers, volumes }) {
    yield* duplicates(
      'containers',
      [...initContainers, ...containers].map((it) => it.name),
    );
    yield* duplicates(
      'volumes',
      volumes.map((it) => it.name),
    );
    for (const { node } of [...initContainers, ...containers]) yield* duplicatePorts(node);
  },

  *resource({ node }) {
    yield* duplicatePorts(get(node, 'spec') ?? node);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
    - name: etl
#           ^^^ name-duplicate: two containers are named "etl"
      image: my-company/proxy:1.0.0
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
    - name: proxy
      image: my-company/proxy:1.0.0
`,
});

const duplicatePorts = (holder: Parameters<typeof get>[0]): Iterable<Finding> =>
  duplicates(
    'ports',
    items(get(holder, 'ports')).map((it) => locatedAt(it, 'name')),
  );

function* duplicates(what: string, names: readonly (Located | undefined)[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const name of names) {
    if (!name || hasPlaceholder(name.value)) continue;
    if (seen.has(name.value)) yield { at: name, message: `two ${what} are named "${name.value}"` };
    seen.add(name.value);
  }
}
