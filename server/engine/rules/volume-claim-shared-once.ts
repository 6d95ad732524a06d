import { namespaceOf } from '../model/located.ts';
import { podDemand } from '../model/pod-demand.ts';
import type { PodSpec } from '../model/pod.ts';
import { isNull, get } from '../syntax/node.ts';
import type { ObjectFact } from '../workspace/object-fact.ts';
import { mounting } from '../workspace/pods.ts';
import { type Context, defineRule } from './rule.ts';

export const volumeClaimSharedOnce = defineRule({
  id: 'volume-claim-shared-once',
  severity: 'warning',
  summary: 'Several pods share a volume that one node can mount',
  why: 'A ReadWriteOnce volume is attached to one node at a time. Pods that land on another node stay in ContainerCreating with a Multi-Attach error. ReadWriteMany, a claim for each pod (a StatefulSet with a claim template) or one pod only goes round it.',

  *pod(pod, context) {
    const { lookups, region } = context;
    if (region.language !== 'yaml' || pod.partial || staysTogether(pod)) return;
    const namespace = namespaceOf(pod.owner);
    for (const { claim } of pod.volumes) {
      if (!claim || !isOnce(lookups.find('PersistentVolumeClaim', namespace, claim.value))) continue;
      const sharer = whoElse(pod, claim.value, namespace, context);
      if (sharer === undefined) continue;
      yield { at: claim, message: `one node at a time can mount "${claim.value}", and ${sharer}` };
    }
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
      volumes:
        - name: uploads
          persistentVolumeClaim:
            claimName: uploads
#                      ^^^^^^^ volume-claim-shared-once: one node at a time can mount "uploads", and 3 pods use it
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: uploads, namespace: data }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 10Gi } }
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: data }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: "my-company/web:2.7.0" }]
      volumes:
        - name: uploads
          persistentVolumeClaim:
            claimName: uploads
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: uploads, namespace: data }
spec:
  accessModes: [ReadWriteMany]
  resources: { requests: { storage: 10Gi } }
`,
});

/** Pods that are bound to a node, or to each other, may share what one node mounts. */
const staysTogether = ({ node }: PodSpec): boolean =>
  !isNull(get(node, 'nodeName')) ||
  !isNull(get(node, 'affinity', 'podAffinity')) ||
  !isNull(get(node, 'nodeSelector', 'kubernetes.io/hostname'));

const isOnce = (claims: readonly ObjectFact[]): boolean =>
  claims.length > 0 &&
  claims.every(
    ({ accessModes }) =>
      accessModes && accessModes.length > 0 && accessModes.every((it) => /^ReadWriteOnce(Pod)?$/.test(it)),
  );

function whoElse(
  pod: PodSpec,
  claim: string,
  namespace: string | undefined,
  context: Context,
): string | undefined {
  const { kind, name } = pod.owner;
  if (kind === 'DaemonSet') return 'each node has a pod that uses it';
  if (kind === 'Pod' && !name) return 'each pod of this template uses it';
  const owner = context.region.resources.find((it) => it.pod === pod);
  const copies = (owner && podDemand(pod, owner.node)?.copies) ?? 1;
  if (copies > 1) return `${copies} pods use it`;
  const other = mounting(claim, namespace, context.lookups).find(
    (it) =>
      (it.kind !== kind || it.name !== name?.value) &&
      isBeside(it, namespace, context.uri) &&
      !mayFollow(kind, it.kind),
  );
  return other && `${other.kind} "${other.name}" uses it too`;
}

/** In the same namespace for certain; where none is named, the same folder is taken for one. */
const isBeside = ({ place, ...it }: ObjectFact, namespace: string | undefined, uri: string): boolean =>
  it.namespace === namespace &&
  (namespace !== undefined || folderOf(place?.region.uri ?? '') === folderOf(uri));

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** A Job ends before others begin, and runs on a schedule may have times of their own. */
const mayFollow = (kind: string, other: string): boolean =>
  other === 'Job' || (kind.endsWith('Job') && other === 'CronJob');
