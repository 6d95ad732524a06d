import { namespaceOf } from '../model/located.ts';
import type { Resource } from '../model/resource.ts';
import { get, isNull, items, type Node, text as textOf } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { defaultsOf } from '../workspace/limits.ts';
import { type Context, defineRule } from './rule.ts';

export const autoscalerTargetWithoutRequests = defineRule({
  id: 'autoscaler-target-without-requests',
  severity: 'warning',
  kinds: ['HorizontalPodAutoscaler'],
  summary: 'An autoscaler measures use against requests that the pods do not have',
  why: 'Utilization is use divided by the request. Where one container requests nothing, the autoscaler says `FailedGetResourceMetric: missing request for cpu` and scales nothing.',

  *resource(resource, context) {
    if (resource.partial) return;
    const target = get(resource.node, 'spec', 'scaleTargetRef');
    const [kind, name] = [textOf(get(target, 'kind')), textOf(get(target, 'name'))];
    if (kind === undefined || name === undefined) return;
    for (const metric of utilizations(resource)) {
      const lacking = withoutRequest(kind, name, metric, resource, context);
      if (lacking === undefined) continue;
      yield {
        at: metric.at,
        message: `container "${lacking}" of ${kind} "${name}" requests no ${metric.resource}, so its use cannot be measured`,
      };
    }
  },

  before: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: data }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
#             ^^^ autoscaler-target-without-requests: container "web" of Deployment "web" requests no cpu, so its use cannot be measured
        target: { type: Utilization, averageUtilization: 80 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
`,
  after: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: data }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 80 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: "my-company/web:2.7.0"
          resources: { requests: { cpu: 200m } }
`,
});

interface Utilization {
  readonly resource: string;
  /** The one container that is measured; undefined where all of them are. */
  readonly container: string | undefined;
  readonly at: Range;
}

/** The metrics that are relative to requests. Without any, an autoscaler goes by 80 % of the CPU. */
function utilizations({ node, at }: Resource): Utilization[] {
  const spec = get(node, 'spec');
  const target = get(spec, 'scaleTargetRef', 'name') ?? at;
  const old = get(spec, 'targetCPUUtilizationPercentage');
  const metrics = get(spec, 'metrics');
  if (isNull(metrics)) return [{ resource: 'cpu', container: undefined, at: old ?? target }];
  return items(metrics).flatMap((it) => {
    const source = get(it, 'resource') ?? get(it, 'containerResource');
    const name = get(source, 'name');
    const resource = textOf(name);
    if (!name || resource === undefined || !isUtilization(source)) return [];
    return [{ resource, container: textOf(get(source, 'container')), at: name }];
  });
}

const isUtilization = (source: Node | undefined): boolean =>
  textOf(get(source, 'target', 'type')) === 'Utilization' || !isNull(get(source, 'targetAverageUtilization'));

/** The name of a container that requests nothing; undefined where all do, or the target is not known. */
function withoutRequest(
  kind: string,
  name: string,
  { resource, container }: Utilization,
  autoscaler: Resource,
  { lookups }: Context,
): string | undefined {
  const namespace = namespaceOf(autoscaler);
  const found = lookups.find(kind, namespace, name);
  if (found.length !== 1 || defaultsOf(found[0]?.namespace, lookups)?.requests[resource] !== undefined)
    return undefined;
  return found[0]?.demand?.containers.find(
    (it) =>
      it.runs === 'beside' &&
      (container === undefined || it.name === container) &&
      it.requests[resource] === undefined &&
      it.limits[resource] === undefined,
  )?.name;
}
