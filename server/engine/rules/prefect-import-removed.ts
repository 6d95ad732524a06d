import type { PythonImport } from '../syntax/python-bindings.ts';
import { compareVersions } from '../model/airflow-facts.ts';
import { moveToWorkPool } from '../model/launchers/work-pool.ts';
import type { PrefectFacts } from '../model/launchers/facts.ts';
import type { PythonFile } from '../syntax/python-file.ts';
import { defineRule, type Fix } from './rule.ts';

export const prefectImportRemoved = defineRule({
  id: 'prefect-import-removed',
  severity: 'error',
  summary: 'Prefect 3 has no such module or name',
  why: 'The import fails, so the flow is never loaded; where the version in use is a 2, this is a warning. Infrastructure blocks such as KubernetesJob were deprecated in 2.16.4 and removed in 3.0: a worker of a Kubernetes work pool makes the pods, from its base job template and the job variables of a deployment.',

  *launcher(found, { facts, region, text, uri, versions }) {
    if (found.kind !== 'import' || found.import.guarded) return;
    const removed = removedOf(found.import, facts.prefect);
    if (!removed) return;
    const isKubernetesJob = found.import.name === 'KubernetesJob';
    const fix = isKubernetesJob
      ? moveToWorkPool(region.launchers, { uri, text, facts })
      : fromNewModule(found.import, found.file, removed.advice);
    const isThere = versions.prefect !== undefined && compareVersions(versions.prefect, '3') < 0;
    yield {
      at: removed.at,
      message: removed.message,
      ...(isThere && { level: 'warning' }),
      ...(fix ? { fix } : {}),
    };
  },

  before: `
from prefect import flow
from prefect.blocks.kubernetes import KubernetesClusterConfig
#    ^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.blocks.kubernetes": use prefect_kubernetes.credentials.KubernetesClusterConfig
from prefect.infrastructure.kubernetes import KubernetesJob
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.kubernetes": use a work pool

k8s_job = KubernetesJob(
    namespace="prefect",
    image="my-company/prefect-flow:1.4.0",
    job_name="prefect-flow-{run_name}",
    labels={"app": "prefect-flow"},
    resources={"request": {"cpu": "500m"}, "limit": {"cpu": "1000m", "memory": "2Gi"}},
)


@flow(name="K8s Flow", infrastructure=k8s_job)
def my_flow():
    print("Running on Kubernetes")
`,
  after: `
from prefect import flow
from prefect_kubernetes.credentials import KubernetesClusterConfig


@flow(name="K8s Flow")
def my_flow():
    print("Running on Kubernetes")
# -- prefect.yaml --
deployments:
  - name: my-flow
    entrypoint: fixture.py:my_flow
    work_pool:
      name: kubernetes
      job_variables:
        namespace: prefect
        image: my-company/prefect-flow:1.4.0
        labels:
          app: prefect-flow
        cpu_request: 500m
        cpu_limit: 1000m
        memory_limit: 2Gi
`,
});

/** The module where all of it is gone, the name where only that is. */
function removedOf({ module, name, moduleRange, range }: PythonImport, facts: PrefectFacts) {
  const gone = facts.removedModules.find((it) => module === it || module.startsWith(`${it}.`));
  const path = gone
    ? Object.keys(facts.removedImports).find((it) => it.startsWith(`${gone}:`))
    : `${module}:${name ?? ''}`;
  const advice = path === undefined ? undefined : facts.removedImports[path];
  if (!gone && advice === undefined) return undefined;
  const what = gone ?? `${module}.${name ?? ''}`;
  return {
    at: gone ? { start: moduleRange.start, end: moduleRange.start + gone.length } : range,
    message: `Prefect 3 has no "${what}"${advice ? `: use ${advice}` : ''}`,
    advice,
  };
}

/** Takes the name from the module that it moved to, where the statement takes no other. */
function fromNewModule(taken: PythonImport, { imports }: PythonFile, advice = ''): Fix | undefined {
  const [, module, name] = /^(.*)\.(\w+)$/.exec(advice) ?? [];
  const isAlone = imports.filter((it) => it.statement.start === taken.statement.start).length === 1;
  if (module === undefined || name !== taken.name || !isAlone) return undefined;
  return {
    title: `Import from ${module}`,
    edits: () => [{ range: taken.moduleRange, newText: module }],
  };
}
