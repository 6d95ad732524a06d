import { namespaceOf } from '../model/located.ts';
import { defineRule } from './rule.ts';

export const objectDuplicate = defineRule({
  id: 'object-duplicate',
  severity: 'warning',
  summary: 'Two objects beside each other have the same kind, namespace and name',
  why: 'They are one object to the cluster: whichever is applied last wins, and which that is depends on the order of files.',

  *resource(resource, { uri, lookups, region }) {
    const { kind, name, apiVersion } = resource;
    if (!name || resource.partial || !apiVersion) return;
    const namespace = namespaceOf(resource);
    const same = lookups
      .find(kind, namespace, name.value)
      .filter((it) => it.namespace === namespace && it.place);
    // Variants of one example, and environments, keep objects of one name in files and folders of their own.
    const beside = same.filter(({ place, namespace: there }) => {
      const other = place?.region.uri ?? '';
      return other === uri || (there !== undefined && folderOf(other) === folderOf(uri));
    });
    const [first] = beside;
    const isFirst = first?.place?.region.model === region && first.place.range.start === name.start;
    if (beside.length < 2 || !first?.place || isFirst) return;
    const where = first.place.region.uri === uri ? 'above' : `in "${fileName(first.place.region.uri)}"`;
    yield { at: name, message: `${kind} "${name.value}" is defined ${where} already` };
  },

  before: `
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
#                 ^^^ object-duplicate: ServiceAccount "etl" is defined above already
`,
  after: `
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl-backfill, namespace: data }
`,
});

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);
const fileName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);
