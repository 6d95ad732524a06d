import { get, type Node } from '../../syntax/node.ts';
import { type PythonCall, type PythonFile, readPython } from '../../syntax/python-file.ts';
import type { PythonImport } from '../../syntax/python-bindings.ts';
import type { PythonTree } from '../../syntax/python.ts';
import { modelName } from '../../syntax/python-values.ts';
import { located } from '../located.ts';
import { type PodSpec, readPod } from '../pod.ts';
import { keyAt, mapAt, seqAt } from './arguments.ts';
import { type AirflowCallable, airflowLauncher, airflowPod, mayInherit } from './airflow.ts';
import { dagsterLauncher, dagsterPod, taggedPods } from './dagster.ts';
import type { LauncherFacts } from './facts.ts';
import { prefectLauncher, prefectPod } from './prefect.ts';

/** What a Python file takes from an orchestrator or from the Kubernetes client: it imports it, or it calls it. */
export type LauncherCall = LauncherImport | LauncherUse;

interface LauncherImport {
  readonly kind: 'import';
  readonly import: PythonImport;
  readonly file: PythonFile;
  readonly pod: undefined;
}

export interface LauncherUse {
  readonly kind: Launcher;
  readonly call: PythonCall;
  readonly file: PythonFile;
  /** The pod that the call describes, as far as it does. Maps are open where the rest may come from elsewhere. */
  readonly pod: PodSpec | undefined;
}

export type Launcher =
  | 'K8sRunLauncher'
  | 'k8s_job_executor'
  | 'k8s_job_op'
  | 'execute_k8s_job'
  | 'PipesK8sClient'
  | 'PipesK8sClient.run'
  | 'Definitions'
  | 'dagster tags'
  | 'KubernetesJob'
  | 'flow'
  | 'flow.deploy'
  | 'flow.to_deployment'
  | 'prefect kubernetes'
  | AirflowCallable
  | 'model';

/** The calls of one callable. */
export const usesOf = (found: readonly LauncherCall[], kind: Launcher): LauncherUse[] =>
  found.flatMap((it) => (it.kind === kind ? [it] : []));

/** Reads what a Python file says to launchers of pods, in the order of the text. */
export function readLaunchers(tree: PythonTree, facts: LauncherFacts): LauncherCall[] {
  if (!mentionsLaunchers.test(tree.text)) return [];
  const file = readPython(tree, facts.pythonModels.models);
  const imports = file.imports
    .filter((it) => orchestrators.test(it.module))
    .map((it): LauncherImport => ({ kind: 'import', import: it, file, pod: undefined }));
  const inherits = tree.text.includes('default_args') && mayInherit(file);
  const uses = file.calls.flatMap((call) => readCall(call, file, tree.text, inherits, facts));
  return [...imports, ...withModels(uses, file, facts)];
}

const mentionsLaunchers = /\b(?:airflow|dagster|kubernetes|kubernetes_asyncio|prefect)/;

const orchestrators = /^(?:airflow|dagster|kubernetes|prefect)/;

function readCall(
  call: PythonCall,
  file: PythonFile,
  text: string,
  inherits: boolean,
  facts: LauncherFacts,
): LauncherUse[] {
  const dagster = dagsterLauncher(call.callee);
  if (dagster) return [{ kind: dagster, call, file, pod: dagsterPod(dagster, call, text, facts) }];
  const prefect = prefectLauncher(call.callee);
  if (prefect) return [{ kind: prefect, call, file, pod: prefectPod(prefect, call) }];
  const airflow = airflowLauncher(call.callee);
  if (airflow) return [{ kind: airflow, call, file, pod: airflowPod(airflow, call, inherits) }];
  return taggedPods(call, facts).map((pod) => ({ kind: 'dagster tags', call, file, pod }));
}

/** Adds the calls of client models, with a pod where one is not already part of another. */
function withModels(
  uses: readonly LauncherUse[],
  file: PythonFile,
  { pythonModels }: LauncherFacts,
): LauncherUse[] {
  const seen = new Set<number>();
  for (const { pod } of uses) if (pod) markSeen(pod);
  const pods = new Map<PythonCall, PodSpec>();
  const calls = file.calls.flatMap((call) => {
    const model = modelName(call.callee);
    return model !== undefined && Object.hasOwn(pythonModels.models, model) ? [{ call, model }] : [];
  });
  // The whole before its parts: what a V1Pod holds needs no pod of its own.
  for (const holder of ['V1Pod', 'V1PodTemplateSpec', 'V1PodSpec', 'V1Container']) {
    for (const { call, model } of calls) {
      const pod = model === holder ? modelPod(model, call, seen) : undefined;
      if (!pod) continue;
      pods.set(call, pod);
      markSeen(pod);
    }
  }
  const models = calls.map(({ call }): LauncherUse => ({ kind: 'model', call, file, pod: pods.get(call) }));
  return [...uses, ...models].sort((a, b) => a.call.start - b.call.start);

  function markSeen(pod: PodSpec): void {
    seen.add(pod.node.start);
    for (const it of [...pod.initContainers, ...pod.containers]) seen.add(it.node.start);
  }
}

/** A pod of client models is merged into another one, or completed by whoever sends it: nothing is missing from it. */
function modelPod(model: string, call: PythonCall, seen: ReadonlySet<number>): PodSpec | undefined {
  if (seen.has(call.start)) return undefined;
  const { value } = call;
  const inPod = model === 'V1Pod' || model === 'V1PodTemplateSpec';
  const spec = inPod ? get(value, 'spec') : model === 'V1PodSpec' ? value : podOf(value);
  if (spec?.kind !== 'map' || seen.has(spec.start)) return undefined;
  const metadata = inPod ? get(value, 'metadata') : undefined;
  return readPod(spec, {
    owner: {
      kind: model,
      name: located(get(metadata, 'name')),
      namespace: located(get(metadata, 'namespace')),
      at: call.calleeRange,
    },
    partial: true,
    longRunning: false,
    labels: get(metadata, 'labels'),
  });
}

const podOf = (container: Node): Node =>
  container.kind === 'map'
    ? mapAt(container, [keyAt(container, 'containers'), seqAt(container, [container])], true)
    : container;
