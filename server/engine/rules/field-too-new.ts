import { minorOf } from '../model/kubernetes-facts.ts';
import { fieldsTooNew } from '../schema/too-new.ts';
import { defineRule } from './rule.ts';

export const fieldTooNew = defineRule({
  id: 'field-too-new',
  severity: 'warning',
  summary: 'The version of Kubernetes aimed at does not have this field or kind yet',
  why: 'An older API server refuses it, or drops it without a word where the field is behind a feature gate. Objects of a kind that it does not have are always refused.',

  *resource({ apiVersion, kind }, { facts, versions }) {
    if (versions.kubernetes === undefined || !apiVersion) return;
    const [since = 0] = facts.kubernetes.kinds[`${apiVersion.value}/${kind}`] ?? [];
    if (since <= minorOf(versions.kubernetes)) return;
    const message = `${kind} of "${apiVersion.value}" came with Kubernetes 1.${since}, this is for ${versions.kubernetes}`;
    yield { at: apiVersion, message, level: 'error' };
  },

  *region({ documents }, { facts, schemas, versions }) {
    if (versions.kubernetes === undefined) return;
    const minor = minorOf(versions.kubernetes);
    for (const document of documents) {
      for (const { key, field, since } of fieldsTooNew(document, schemas, facts.kubernetes.fields, minor)) {
        yield {
          at: key,
          message: `"${field}" came with Kubernetes 1.${since}, this is for ${versions.kubernetes}`,
        };
      }
    }
  },

  before: `
# -- .podium.yaml --
kubernetesVersion: "1.31"
# -- etl.yaml --
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  resources: { limits: { memory: 2Gi } }
# ^^^^^^^^^ field-too-new: "resources" came with Kubernetes 1.32, this is for 1.31
  containers: [{ name: etl, image: "etl:2.7.0" }]
`,
  after: `
# -- .podium.yaml --
kubernetesVersion: "1.31"
# -- etl.yaml --
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers: [{ name: etl, image: "etl:2.7.0" }]
`,
});
