import { dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import { keyFaults } from '../model/launchers/raw-config.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { dropEntry } from '../syntax/entry-edit.ts';
import { defineRule } from './rule.ts';

export const dagsterConfigCase = defineRule({
  id: 'dagster-config-case',
  severity: 'error',
  words: ['dagster'],
  summary: 'A key of Kubernetes configuration for Dagster is spelled in a way that is not read',
  why: 'The parts of the configuration (container_config, pod_spec_config…) are read in snake_case only. Inside them both snake_case and camelCase are read, but not two spellings of one key. Dagster refuses the whole configuration when the run or the step is launched.',

  *region(region, { facts, text }) {
    for (const typed of dagsterSettings(region, facts).flatMap((it) => rawConfig(it, facts))) {
      for (const fault of keyFaults(typed, facts)) {
        if (fault.kind === 'unknown') continue;
        const { key, meant } = fault;
        yield fault.kind === 'case'
          ? {
              at: key,
              message: `"${key.value}" must be written "${meant}" here`,
              fix: { title: `Write "${meant}"`, safe: true, edits: () => replaceScalar(key, meant) },
            }
          : {
              at: key,
              message: `"${key.value}" and "${meant}" are the same key of ${typed.type}`,
              fix: { title: `Remove "${key.value}"`, edits: () => dropEntry(text, typed.node, key.value) },
            };
      }
    }
  },

  before: `
from dagster import job, op


@op(
    tags={
        "dagster-k8s/config": {
            "containerConfig": {"resources": {"limits": {"memory": "2Gi"}}},
#           ^^^^^^^^^^^^^^^^^ dagster-config-case: "containerConfig" must be written "container_config" here
            "pod_spec_config": {
                "nodeSelector": {"disktype": "ssd"},
                "serviceAccountName": "etl",
#               ^^^^^^^^^^^^^^^^^^^^ dagster-config-case: "serviceAccountName" and "service_account_name" are the same key of V1PodSpec
                "service_account_name": "etl-large",
            },
        }
    }
)
def load():
    pass


@job
def nightly():
    load()
`,
  after: `
from dagster import job, op


@op(
    tags={
        "dagster-k8s/config": {
            "container_config": {"resources": {"limits": {"memory": "2Gi"}}},
            "pod_spec_config": {
                "nodeSelector": {"disktype": "ssd"},
                "service_account_name": "etl-large",
            },
        }
    }
)
def load():
    pass


@job
def nightly():
    load()
`,
});
