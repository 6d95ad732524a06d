import type { Json } from '../../syntax/edit.ts';
import type { OperatorFacts } from '../airflow-operators.ts';
import type { PythonModels } from '../../syntax/python-values.ts';

/** A keyword argument or configuration key, in Python's words. */
export interface Parameter {
  readonly type?: string;
  readonly required?: true;
  /** As Python writes it; absent where there is none, or where it is `None`. */
  readonly default?: string;
}

type JsonMap = Readonly<Record<string, Json>>;

export type Parameters = Readonly<Record<string, Parameter>>;

/** `schemas/dagster/facts.json` */
interface DagsterFacts {
  readonly versions: Readonly<Record<string, string>>;
  /** Names that can be imported, by module. */
  readonly exports: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<DagsterCallable, Parameters>>;
}

export type DagsterCallable =
  | 'K8sRunLauncher'
  | 'k8s_job_executor'
  | 'k8s_job_op'
  | 'execute_k8s_job'
  | 'PipesK8sClient'
  | 'PipesK8sClient.run'
  | 'Definitions';

/** `schemas/prefect/facts.json` */
export interface PrefectFacts {
  readonly versions: Readonly<Record<string, string>>;
  /** What Prefect 2 had and 3 has not: `module:name`, and what its own error message advises instead, if anything. */
  readonly removedImports: Readonly<Record<string, string>>;
  /** Modules of Prefect 2 that are gone. */
  readonly removedModules: readonly string[];
  /** Of `KubernetesJob` in Prefect 2, of `flow` and the methods of what it makes in any of 2 and 3. */
  readonly parameters: Readonly<
    Record<'KubernetesJob' | 'flow' | 'flow.deploy' | 'flow.to_deployment', Parameters>
  >;
  /** Job variables of the Kubernetes work pool as it is created by default. */
  readonly jobVariables: Parameters;
  /** What a Kubernetes work pool is created with where nothing else is said. */
  readonly baseJobTemplate: { readonly job_configuration: JsonMap; readonly variables: JsonMap };
}

/** What reading launchers rests on. */
export interface LauncherFacts {
  readonly airflowOperators: OperatorFacts;
  readonly dagster: DagsterFacts;
  readonly prefect: PrefectFacts;
  /** `schemas/python/kubernetes-models.json` */
  readonly pythonModels: {
    readonly versions: Readonly<Record<string, string>>;
    readonly models: PythonModels;
  };
}
