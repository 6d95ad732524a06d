import { namespaceOf } from '../model/located.ts';
import type { Container } from '../model/pod.ts';
import { resourcesAreWhole, unrequested } from '../model/resources.ts';
import { insertEntry, setValue } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import { sameNamespace } from '../workspace/lookups.ts';
import { type Context, defineRule } from './rule.ts';

export const resourceRequestsMissing = defineRule({
  id: 'resource-requests-missing',
  severity: 'warning',
  summary: 'A container requests no CPU or memory',
  why: 'The scheduler places it as if it needed nothing, so nodes fill up until tasks are evicted, first of all those without requests.',

  *container(container, context) {
    if (container.init || !resourcesAreWhole(container)) return;
    const given = defaultsFor(container, context);
    const lacking = unrequested(container, ['cpu', 'memory']).filter((it) => given[it] === undefined);
    if (lacking.length === 0) return;
    yield {
      at: container.at,
      message: `container "${container.name?.value ?? ''}" requests no ${lacking.join(' and no ')}`,
      fix: { title: 'Add requests', edits: () => addRequests(container, lacking, context.text) },
    };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
#           ^^^ resource-requests-missing: container "etl" requests no cpu
      image: my-company/etl:2.7.0
      resources:
        limits:
          memory: 2Gi
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        limits:
          memory: 2Gi
        requests:
          cpu: 100m
`,
});

/** What a LimitRange of the namespace gives as requests to containers that name none. */
function defaultsFor({ pod }: Container, { lookups }: Context): Readonly<Record<string, string>> {
  const namespace = namespaceOf(pod.owner);
  if (namespace === undefined) return {};
  const found = lookups.all('LimitRange').filter((it) => sameNamespace(it.namespace, namespace));
  return Object.assign({}, ...found.map((it) => it.limitRange?.requests ?? {})) as Record<string, string>;
}

const usual: Readonly<Record<string, string>> = { cpu: '100m', memory: '256Mi' };

function addRequests({ node, resources }: Container, lacking: readonly string[], text: string): TextEdit[] {
  const there = get(resources, 'requests');
  if (there?.kind === 'map') return lacking.flatMap((it) => insertEntry(text, there, it, usual[it] ?? '1'));
  const requests = Object.fromEntries(lacking.map((it) => [it, usual[it] ?? '1']));
  return setValue(text, node, ['resources', 'requests'], requests);
}
