import { flag, locatedAt } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import type { PodSpec } from '../model/pod.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const hostPathMounted = defineRule({
  id: 'host-path-mounted',
  severity: 'warning',
  summary: 'A pod mounts a directory of its node',
  why: 'What it reads depends on the node it lands on, what it writes stays there, and with a path such as `/` or a container runtime socket it owns the node. Where all containers only read it, and in a DaemonSet, which is there for its node, it is reported as info only.',

  *pod(pod) {
    for (const { node, name } of pod.volumes) {
      const path = locatedAt(node, 'hostPath', 'path');
      if (!path || hasPlaceholder(path.value)) continue;
      const reads = onlyRead(pod, name?.value);
      const isUsual = !isSocket(path.value) && (reads || pod.owner.kind === 'DaemonSet');
      yield {
        at: path,
        message: `the pod ${reads && !isSocket(path.value) ? 'reads' : 'mounts'} "${path.value}" of its node`,
        ...(isUsual ? { level: 'info' } : {}),
      };
    }
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: zone, mountPath: /etc/localtime, readOnly: true }
  volumes:
    - name: data
      hostPath:
        path: /mnt/data
#             ^^^^^^^^^ host-path-mounted: the pod mounts "/mnt/data" of its node
    - name: zone
      hostPath: { path: /etc/localtime }
#                       ^^^^^^^^^^^^^^ host-path-mounted [info]: the pod reads "/etc/localtime" of its node
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      volumeMounts:
        - { name: data, mountPath: /data }
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: etl-data
`,
});

/** Who can open the socket of a container runtime can start anything, however it is mounted. */
const isSocket = (path: string): boolean => /\.sock\/?$/.test(path);

function onlyRead({ containers, initContainers }: PodSpec, volume: string | undefined): boolean {
  const mounts = [...containers, ...initContainers]
    .flatMap((it) => it.volumeMounts)
    .filter((it) => it.name?.value === volume);
  return mounts.length > 0 && mounts.every((it) => flag(get(it.node, 'readOnly')) === true);
}
