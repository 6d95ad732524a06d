import { namespaceOf } from '../model/located.ts';
import type { Container } from '../model/pod.ts';
import { names } from '../model/pod.ts';
import { largerQuantity, requestOf, resourcesAreWhole } from '../model/resources.ts';
import { insertEntry, setValue } from '../syntax/edit.ts';
import { get } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import { sameNamespace } from '../workspace/lookups.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { type Context, defineRule } from './rule.ts';

export const resourceLimitsMissing = defineRule({
  id: 'resource-limits-missing',
  severity: 'warning',
  summary: 'A container has no memory limit',
  why: 'One task that reads too much into memory takes the whole node down with it, and the tasks of others die first. With a limit only that container is killed, and the reason says OOMKilled.',

  *container(container, context) {
    if (container.init || !resourcesAreWhole(container)) return;
    const limits = get(container.resources, 'limits');
    if (names(limits, 'memory')) return;
    const given = defaultFrom(container, context);
    const lacks = limits === undefined ? 'no limits' : 'no memory limit';
    const instead = given?.limitRange?.limits.memory;
    yield {
      at: container.at,
      message: `container "${container.name?.value ?? ''}" has ${lacks}${
        instead === undefined ? '' : `, so LimitRange "${given?.name ?? ''}" gives it ${instead} of memory`
      }`,
      fix: { title: 'Add limits', edits: () => addLimits(container, given, context.text) },
    };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
#           ^^^ resource-limits-missing: container "etl" has no limits
      image: my-company/etl:2.7.0
      resources:
        requests:
          memory: 2Gi # measured
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        requests:
          memory: 2Gi # measured
        limits:
          cpu: "1"
          memory: 2Gi
`,
});

/** The LimitRange of the namespace, where it gives containers a default. */
function defaultFrom({ pod }: Container, { lookups }: Context): ObjectFact | undefined {
  const namespace = namespaceOf(pod.owner);
  if (namespace === undefined) return undefined;
  return lookups
    .all('LimitRange')
    .find((it) => sameNamespace(it.namespace, namespace) && it.limitRange?.limits.memory !== undefined);
}

function addLimits({ node, resources }: Container, given: ObjectFact | undefined, text: string): TextEdit[] {
  const limit = (name: string, fallback: string): string =>
    largerQuantity(requestOf(resources, name), given?.limitRange?.limits[name] ?? fallback);
  const limits = { cpu: limit('cpu', '1'), memory: limit('memory', '1Gi') };
  const there = get(resources, 'limits');
  if (there?.kind === 'map') return insertEntry(text, there, 'memory', limits.memory);
  return setValue(text, node, ['resources', 'limits'], limits);
}
