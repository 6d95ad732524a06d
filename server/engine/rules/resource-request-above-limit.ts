import type { Container } from '../model/pod.ts';
import { quantityAt } from '../model/quantity.ts';
import { isShared } from '../model/resources.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, get, type Node, target } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const resourceRequestAboveLimit = defineRule({
  id: 'resource-request-above-limit',
  severity: 'error',
  summary: 'A container requests more of a resource than its limit allows',
  why: 'The API server refuses the pod. In a Deployment or a Job it refuses the whole object; where a template is filled in later, the run never gets a pod.',

  *pod({ node }) {
    yield* judge(get(node, 'resources'));
  },

  *container({ resources }: Container) {
    yield* judge(resources);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        requests:
          cpu: 500m
          memory: 2Gi # measured
#                 ^^^ resource-request-above-limit: the memory request "2Gi" is above the limit "1Gi"
        limits:
          cpu: 1
          memory: 1Gi
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
        requests:
          cpu: 500m
          memory: 2Gi # measured
        limits:
          cpu: 1
          memory: 2Gi
`,
});

function* judge(resources: Node | undefined): Iterable<Finding> {
  for (const { key, value } of entries(get(resources, 'requests'))) {
    const request = target(value);
    const limit = get(resources, 'limits', key.value);
    const [asked, allowed] = [quantityAt(request), quantityAt(limit)];
    // A device must have equal ones, which is a fault of its own.
    if (!limit || !isShared(key.value)) continue;
    if (asked === undefined || allowed === undefined || asked <= allowed) continue;
    yield {
      at: request,
      message: `the ${key.value} request "${request.value}" is above the limit "${limit.value}"`,
      fix: [
        { title: `Raise the limit to "${request.value}"`, edits: () => replaceScalar(limit, request.value) },
        { title: `Lower the request to "${limit.value}"`, edits: () => replaceScalar(request, limit.value) },
      ],
    };
  }
}
