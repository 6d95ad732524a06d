import { namespaceOf } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { locatedAt } from '../model/located.ts';
import type { PodSpec } from '../model/pod.ts';
import type { RegionModel } from '../model/region.ts';
import { isWholePod } from '../model/whole-pod.ts';
import { nearestNames } from '../schema/nearest.ts';
import { insertEntry, type Json, replaceScalar, yamlDocument } from '../syntax/edit.ts';
import { appendItem } from '../syntax/list-edit.ts';
import { entries, get, items, text as textOf } from '../syntax/node.ts';
import type { TextEdit } from '../text/document.ts';
import type { Lookups } from '../workspace/lookups.ts';
import { defineRule, type Fix } from './rule.ts';

export const volumeMountUndefined = defineRule({
  id: 'volume-mount-undefined',
  severity: 'error',
  summary: 'A container mounts a volume that its pod does not have',
  why: 'The API server refuses the pod. A StatefulSet is taken all the same where one of its claim templates has the name.',

  *pod(pod, { text, region, lookups }) {
    if (!isWholePod(pod) || pod.volumes.some((it) => !it.name)) return;
    const templates = claimTemplates(pod, region);
    if (!templates) return;
    const defined = [...pod.volumes.flatMap((it) => it.name?.value ?? []), ...templates];
    for (const { node, volumeMounts } of [...pod.initContainers, ...pod.containers]) {
      const devices = items(get(node, 'volumeDevices')).map((it) => locatedAt(it, 'name'));
      for (const name of [...volumeMounts.map((it) => it.name), ...devices]) {
        if (!name || defined.includes(name.value) || hasPlaceholder(name.value)) continue;
        // Names of one or two letters are all near each other.
        const near = name.value.length > 2 ? nearestNames(name.value, defined)[0] : undefined;
        const use: Fix[] =
          near === undefined ? [] : [{ title: `Use "${near}"`, edits: () => replaceScalar(name.node, near) }];
        const add: Fix[] =
          region.language === 'yaml'
            ? [
                {
                  title: `Add a volume "${name.value}"`,
                  edits: () => addVolume(pod, name.value, text, lookups),
                },
              ]
            : [];
        const hint = near === undefined ? '' : `, did you mean "${near}"?`;
        yield { at: name, message: `the pod has no volume "${name.value}"${hint}`, fix: [...use, ...add] };
      }
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
        - name: dta
#               ^^^ volume-mount-undefined: the pod has no volume "dta", did you mean "data"?
          mountPath: /app/data
        - name: settings
#               ^^^^^^^^ volume-mount-undefined: the pod has no volume "settings"
          mountPath: /app/settings
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: etl-data
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
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
        - name: data
          mountPath: /app/data
        - name: settings
          mountPath: /app/settings
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: etl-data
    - name: settings
      configMap:
        name: settings
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
`,
});

/** Names of the volumes that a StatefulSet makes for each of its pods; undefined where it is not at hand. */
function claimTemplates(pod: PodSpec, { resources }: RegionModel): string[] | undefined {
  if (pod.owner.kind !== 'StatefulSet') return [];
  const owner = resources.find((it) => it.pod === pod);
  const list = get(owner?.node, 'spec', 'volumeClaimTemplates');
  return owner && items(list).flatMap((it) => textOf(get(it, 'metadata', 'name')) ?? []);
}

function addVolume(pod: PodSpec, name: string, text: string, lookups: Lookups): TextEdit[] {
  const volume = { name, ...sourceOf(name, namespaceOf(pod.owner), lookups) };
  const volumes = get(pod.node, 'volumes');
  if (!volumes || entries(pod.node).every((it) => it.value !== volumes)) {
    return volumes ? [] : insertEntry(text, pod.node, 'volumes', [volume]);
  }
  if (volumes.style === 'flow') return [];
  return appendItem(text, volumes, yamlDocument(volume).trimEnd().split('\n'));
}

/** What has the volume's name, else an empty directory. */
function sourceOf(
  name: string,
  namespace: string | undefined,
  lookups: Lookups,
): Readonly<Record<string, Json>> {
  const has = (kind: string): boolean => lookups.find(kind, namespace, name).length > 0;
  if (has('PersistentVolumeClaim')) return { persistentVolumeClaim: { claimName: name } };
  if (has('ConfigMap')) return { configMap: { name } };
  return has('Secret') ? { secret: { secretName: name } } : { emptyDir: {} };
}
