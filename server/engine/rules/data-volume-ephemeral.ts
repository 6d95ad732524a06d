import { locatedAt, namespaceOf } from '../model/located.ts';
import { type Container, isWhole, type PodSpec, type Volume } from '../model/pod.ts';
import type { Resource } from '../model/resource.ts';
import { insertEntry, removeEntry, replaceEntry, yamlDocument } from '../syntax/edit.ts';
import { appendItem, removeItem } from '../syntax/list-edit.ts';
import { entry, get, items, text as textOf } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import { defineRule, type Fix } from './rule.ts';

export const dataVolumeEphemeral = defineRule({
  id: 'data-volume-ephemeral',
  severity: 'info',
  summary: 'A directory for data is empty again after each restart of the pod',
  why: 'An `emptyDir` lives as long as its pod: an eviction, a drain or a rollout deletes all that was written. A PersistentVolumeClaim outlives the pod. Directories for hand-over between containers, caches and temporary files are not meant.',

  *pod(pod, { text, uri, region }) {
    const owner = region.resources.find((it) => it.pod === pod);
    for (const volume of pod.volumes) {
      const source = entry(volume.node, 'emptyDir');
      if (!volume.name || !source || get(source.value, 'medium')) continue;
      const path = dataPath(pod, volume.name.value, owner);
      if (path === undefined) continue;
      const fix = owner && toClaim(volume, owner, pod, { text, uri });
      yield {
        at: source.key,
        message: `what is written to "${path}" is lost with the pod`,
        ...(fix ? { fix } : {}),
      };
    }
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: warehouse
  namespace: data
spec:
  selector: { matchLabels: { app: warehouse } }
  template:
    metadata: { labels: { app: warehouse } }
    spec:
      containers:
        - name: db
          image: postgres:17
          volumeMounts:
            - name: pgdata
              mountPath: /var/lib/postgresql/data
      volumes:
        - name: pgdata
          emptyDir: {}
#         ^^^^^^^^ data-volume-ephemeral: what is written to "/var/lib/postgresql/data" is lost with the pod
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: warehouse
  namespace: data
spec:
  selector: { matchLabels: { app: warehouse } }
  template:
    metadata: { labels: { app: warehouse } }
    spec:
      containers:
        - name: db
          image: postgres:17
          volumeMounts:
            - name: pgdata
              mountPath: /var/lib/postgresql/data
      volumes:
        - name: pgdata
          persistentVolumeClaim:
            claimName: warehouse-pgdata
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: warehouse-pgdata
  namespace: data
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 10Gi
`,
});

const dataWords =
  /(^|[^a-z])(pg)?(data|db|databases?|storage|state|backups?|logs|warehouse|lake|postgres(ql)?|mysql|redis|kafka|minio)($|[^a-z])/i;
const passing =
  /(^|[^a-z])(te?mp|cache|caches|run|shm|scratch|config|conf|etc|certs?|secrets?|plugins)($|[^a-z])/i;

/** Where the volume holds data. A volume of several containers is there to hand something over. */
function dataPath(pod: PodSpec, volume: string, owner: Resource | undefined): string | undefined {
  const mounts = [...pod.initContainers, ...pod.containers].flatMap((container) =>
    container.volumeMounts.filter((it) => it.name?.value === volume).map((it) => ({ container, it })),
  );
  const users = new Set<Container>(mounts.map((it) => it.container));
  if (users.size !== 1) return undefined;
  const keepsAll =
    owner?.kind === 'StatefulSet' && items(get(owner.node, 'spec', 'volumeClaimTemplates')).length === 0;
  return mounts
    .flatMap(({ it }) => it.mountPath?.value ?? [])
    .find((path) => {
      const parts = path.split('/').filter((it) => it !== '');
      if (parts.some((it) => passing.test(it))) return false;
      return keepsAll || parts.slice(-2).some((it) => dataWords.test(it));
    });
}

function toClaim(
  volume: Volume,
  owner: Resource,
  pod: PodSpec,
  { text, uri }: { readonly text: string; readonly uri: string },
): Fix | undefined {
  const name = volume.name?.value ?? '';
  if (!isWhole(pod) || owner.kind === 'DaemonSet') return undefined;
  if (owner.kind === 'StatefulSet') {
    return {
      title: 'Give each pod a claim of its own',
      edits: () => toTemplate(volume, name, owner, pod, text),
    };
  }
  const claimName = `${owner.name?.value ?? pod.containers[0]?.name?.value ?? 'pod'}-${name}`;
  const namespace = namespaceOf(owner);
  const many = !/^1?$/.test(textOf(get(owner.node, 'spec', 'replicas')) ?? '');
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claimName, ...(owner.namespace && namespace !== undefined ? { namespace } : {}) },
    spec: claimSpec(many ? 'ReadWriteMany' : 'ReadWriteOnce'),
  };
  return {
    title: `Keep it in a PersistentVolumeClaim "${claimName}"`,
    edits: () => replaceEntry(text, volume.node, 'emptyDir', 'persistentVolumeClaim', { claimName }),
    files: () => [{ uri, append: `---\n${yamlDocument(claim)}` }],
  };
}

const claimSpec = (mode: string) => ({ accessModes: [mode], resources: { requests: { storage: '10Gi' } } });

/** The claim template takes the name of the volume, which goes. */
function toTemplate(volume: Volume, name: string, owner: Resource, pod: PodSpec, text: string): TextEdit[] {
  const spec = get(owner.node, 'spec');
  const volumes = get(pod.node, 'volumes');
  if (!spec || !volumes || locatedAt(volume.node, 'name')?.value !== name) return [];
  const template = { metadata: { name }, spec: claimSpec('ReadWriteOnce') };
  const known = get(spec, 'volumeClaimTemplates');
  const added = known
    ? appendItem(text, known, yamlDocument(template).trimEnd().split('\n'))
    : insertEntry(text, spec, 'volumeClaimTemplates', [template], { before: 'template' });
  const removed =
    pod.volumes.length === 1
      ? removeEntry(text, pod.node, 'volumes')
      : removeItem(text, volumes, volume.node);
  return added.length > 0 && removed.length > 0 ? [...added, ...removed] : [];
}
