import { minorOf, removedVersion } from '../model/kubernetes-facts.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const apiVersionRemoved = defineRule({
  id: 'api-version-removed',
  severity: 'error',
  summary: 'The API server no longer serves this version of the kind',
  why: 'The object is refused: `no matches for kind`. What was applied before lives on under the newer version.',

  *resource({ apiVersion, kind }, { facts, versions }) {
    if (!apiVersion) return;
    const minor = minorOf(versions.kubernetes);
    const gone = removedVersion(facts.kubernetes, apiVersion.value, kind, minor);
    if (!gone || minor < gone.removed) return;
    const { replacement } = gone;
    const instead = replacement === undefined ? '' : `, use "${replacement}"`;
    const message = `${kind} of "${apiVersion.value}" is gone since Kubernetes 1.${gone.removed}${instead}`;
    const fix: Fix[] =
      replacement === undefined || changed.has(kind)
        ? []
        : [{ title: `Use "${replacement}"`, edits: () => replaceScalar(apiVersion.node, replacement) }];
    yield { at: apiVersion, message, fix };
  },

  before: `
apiVersion: batch/v1beta1
#           ^^^^^^^^^^^^^ api-version-removed: CronJob of "batch/v1beta1" is gone since Kubernetes 1.25, use "batch/v1"
kind: CronJob
metadata: { name: cleanup }
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: cleanup }
`,
});

/** Kinds whose newer version is written otherwise: another version alone would not mend them. */
const changed = new Set([
  'Ingress',
  'HorizontalPodAutoscaler',
  'CustomResourceDefinition',
  'CertificateSigningRequest',
  'DeviceClass',
  'ResourceClaim',
  'ResourceClaimTemplate',
  'ResourceSlice',
]);
