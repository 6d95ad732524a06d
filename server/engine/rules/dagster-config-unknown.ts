import { dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import { keyFaults } from '../model/launchers/raw-config.ts';
import { nearestNames } from '../schema/nearest.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule } from './rule.ts';

export const dagsterConfigUnknown = defineRule({
  id: 'dagster-config-unknown',
  severity: 'error',
  words: ['dagster'],
  summary: 'Kubernetes configuration for Dagster has a key that its model does not have',
  why: 'Dagster looks every key up in the models of its Kubernetes client, at any depth, and raises an exception for one that is not there: the run or the step is not launched.',

  *region(region, { facts }) {
    for (const typed of dagsterSettings(region, facts).flatMap((it) => rawConfig(it, facts))) {
      for (const fault of keyFaults(typed, facts)) {
        if (fault.kind !== 'unknown') continue;
        const { key, known } = fault;
        const meant = nearestNames(key.value, known)[0];
        const message = `${typed.type} has no key "${key.value}"`;
        yield meant === undefined
          ? { at: key, message }
          : {
              at: key,
              message: `${message}, did you mean "${meant}"?`,
              fix: { title: `Use "${meant}"`, edits: () => replaceScalar(key, meant) },
            };
      }
    }
  },

  before: `
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    run_k8s_config:
      container_config:
        resources:
          request: { cpu: 500m }
#         ^^^^^^^ dagster-config-unknown: V1ResourceRequirements has no key "request", did you mean "requests"?
      pod_spec_config:
        priorityClassName: batch
        nodeselector:
#       ^^^^^^^^^^^^ dagster-config-unknown: V1PodSpec has no key "nodeselector", did you mean "nodeSelector"?
          disktype: ssd
`,
  after: `
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    run_k8s_config:
      container_config:
        resources:
          requests: { cpu: 500m }
      pod_spec_config:
        priorityClassName: batch
        nodeSelector:
          disktype: ssd
`,
});
