import { namespaceOf } from '../model/located.ts';
import { readPlainSelector } from '../model/selector.ts';
import { nearestNames } from '../schema/nearest.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { get, items, text } from '../syntax/node.ts';
import { matching } from '../workspace/pods.ts';
import { defineRule, type Fix } from './rule.ts';

export const servicePortUnmatched = defineRule({
  id: 'service-port-unmatched',
  severity: 'warning',
  kinds: ['Service'],
  summary: 'A Service sends to a port that its pods do not have',
  why: 'A named port that no container names leads nowhere: the Service is accepted and has no endpoint. A number that no container names often is a typing error, though a container may listen on it all the same.',

  *resource(resource, { lookups }) {
    if (resource.partial) return;
    const selector = readPlainSelector(get(resource.node, 'spec', 'selector'));
    if (selector.length === 0) return;
    const pods = matching(selector, namespaceOf(resource), lookups);
    if (pods.length === 0 || pods.some((it) => !it.podLabels)) return;
    const ports = pods.flatMap((it) => it.ports);
    const names = ports.flatMap((it) => it.name ?? []);
    for (const port of items(get(resource.node, 'spec', 'ports'))) {
      const target = get(port, 'targetPort') ?? get(port, 'port');
      const wanted = text(target);
      if (!target || wanted === undefined || wanted.includes('{{')) continue;
      const isNumber = /^\d+$/.test(wanted);
      // Containers need not name the ports they listen on: only where they do is a number suspicious.
      if (isNumber && (ports.length === 0 || ports.some((it) => it.number === wanted))) continue;
      if (!isNumber && names.includes(wanted)) continue;
      const offered = ports.map((it) => it.name ?? it.number).filter((it) => it !== undefined);
      const near = isNumber
        ? offered.length === 1
          ? offered[0]
          : undefined
        : nearestNames(wanted, names)[0];
      const fix: Fix[] =
        near === undefined || get(port, 'targetPort') === undefined
          ? []
          : [{ title: `Send to ${near}`, edits: () => replaceScalar(target, near) }];
      const has = offered.length === 0 ? 'names none' : `has ${offered.join(', ')}`;
      yield {
        at: target,
        message: `no container behind this Service has port ${wanted}: ${pods[0]?.name ?? ''} ${has}`,
        fix,
      };
    }
  },

  before: `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: htpp
#                 ^^^^ service-port-unmatched: no container behind this Service has port htpp: web has http
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: data, labels: { app: web } }
spec:
  containers: [{ name: web, image: "web:1", ports: [{ name: http, containerPort: 8080 }] }]
`,
  after: `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: data }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: http
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: data, labels: { app: web } }
spec:
  containers: [{ name: web, image: "web:1", ports: [{ name: http, containerPort: 8080 }] }]
`,
});
