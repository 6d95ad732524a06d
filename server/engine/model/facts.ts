import type { AirflowFacts } from './airflow-facts.ts';
import type { KubernetesFacts } from './kubernetes-facts.ts';
import type { LauncherFacts } from './launchers/facts.ts';

/** What is known of the orchestrators' own packages: committed under `schemas/`, handed in as data. */
export interface Facts extends LauncherFacts {
  /** `schemas/airflow/options.json` */
  readonly airflow: AirflowFacts;
  readonly kubernetes: KubernetesFacts;
}
