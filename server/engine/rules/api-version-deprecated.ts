import { minorOf, removedVersion } from '../model/kubernetes-facts.ts';
import { defineRule } from './rule.ts';

export const apiVersionDeprecated = defineRule({
  id: 'api-version-deprecated',
  severity: 'warning',
  summary: 'The API server will not serve this version of the kind for long',
  why: 'It still works on the version of Kubernetes that files are checked against, and is refused after an upgrade.',

  *resource({ apiVersion, kind }, { facts, versions }) {
    if (!apiVersion) return;
    const minor = minorOf(versions.kubernetes);
    const going = removedVersion(facts.kubernetes, apiVersion.value, kind, minor);
    if (!going || minor < going.deprecated || minor >= going.removed) return;
    const { replacement, removed } = going;
    const instead = replacement === undefined ? '' : `, use "${replacement}"`;
    yield {
      at: apiVersion,
      message: `${kind} of "${apiVersion.value}" is gone in Kubernetes 1.${removed}${instead}`,
    };
  },

  before: `
# -- .podium.yaml --
kubernetesVersion: "1.24"
# -- cleanup.yaml --
apiVersion: batch/v1beta1
#           ^^^^^^^^^^^^^ api-version-deprecated: CronJob of "batch/v1beta1" is gone in Kubernetes 1.25, use "batch/v1"
kind: CronJob
metadata: { name: cleanup }
`,
  after: `
# -- .podium.yaml --
kubernetesVersion: "1.24"
# -- cleanup.yaml --
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleanup }
`,
});
