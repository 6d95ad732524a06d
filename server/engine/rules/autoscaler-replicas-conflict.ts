import { namespaceOf } from '../model/located.ts';
import { removeEntry } from '../syntax/edit.ts';
import { get, text as textOf } from '../syntax/node.ts';
import { autoscalersOf, scalableKinds } from '../workspace/workloads.ts';
import { defineRule } from './rule.ts';

export const autoscalerReplicasConflict = defineRule({
  id: 'autoscaler-replicas-conflict',
  severity: 'warning',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'],
  summary: 'A workload fixes its number of pods, and an autoscaler sets it',
  why: 'Each apply puts the number back to that of the manifest, at a time of load down to a few pods, until the autoscaler notices. A manifest without `replicas` leaves the number alone.',

  *resource(resource, { text, lookups }) {
    const { kind, node, name, partial } = resource;
    const spec = get(node, 'spec');
    const replicas = get(spec, 'replicas');
    const written = textOf(replicas);
    // With 0 the autoscaler is switched off on purpose.
    if (!spec || !replicas || !name || partial || !/^[1-9]\d*$/.test(written ?? '')) return;
    if (!scalableKinds.some((it) => it === kind)) return;
    const [autoscaler] = autoscalersOf({ kind, namespace: namespaceOf(resource), name: name.value }, lookups);
    if (!autoscaler) return;
    yield {
      at: replicas,
      message: `${autoscaler.fact.kind} "${autoscaler.fact.name}" sets the number of pods, each apply puts it back to ${written ?? ''}`,
      fix: { title: 'Leave the number to the autoscaler', edits: () => removeEntry(text, spec, 'replicas') },
    };
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  replicas: 3
#           ^ autoscaler-replicas-conflict: HorizontalPodAutoscaler "web" sets the number of pods, each apply puts it back to 3
  selector: { matchLabels: { app: web } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: data }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 10
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  selector: { matchLabels: { app: web } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: data }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 10
`,
});
