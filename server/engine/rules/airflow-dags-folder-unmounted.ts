import { containerOption, isLiteral } from '../model/airflow.ts';
import type { AirflowFacts } from '../model/airflow-facts.ts';
import { isOfficialImage } from '../model/airflow-image.ts';
import { isMounted } from '../model/mounted-path.ts';
import { type Container, isWhole } from '../model/pod.ts';
import { get, items, text as textOf } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const airflowDagsFolderUnmounted = defineRule({
  id: 'airflow-dags-folder-unmounted',
  severity: 'hint',
  words: ['DAGS_FOLDER'],
  summary: 'A container with the official image of Airflow is told of a folder of DAGs that no volume holds',
  why: 'The image of the Airflow project comes without DAGs. Where they are neither mounted nor built into an image of your own, the scheduler finds none and a worker fails with "DAG … could not be found".',

  *region({ pods }, { facts }) {
    for (const container of pods.flatMap((it) => it.containers)) yield* judge(container, facts.airflow);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      args: [scheduler]
      env:
        - name: AIRFLOW__CORE__DAGS_FOLDER
          value: /opt/airflow/dags
#                ^^^^^^^^^^^^^^^^^ airflow-dags-folder-unmounted: no volume is mounted at "/opt/airflow/dags", and apache/airflow:2.7.0 has no DAGs
      volumeMounts:
        - name: logs
          mountPath: /opt/airflow/logs
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: scheduler }
spec:
  containers:
    - name: scheduler
      image: apache/airflow:2.7.0
      args: [scheduler]
      env:
        - name: AIRFLOW__CORE__DAGS_FOLDER
          value: /opt/airflow/dags
      volumeMounts:
        - name: logs
          mountPath: /opt/airflow/logs
        - name: dags
          mountPath: /opt/airflow/dags
`,
});

function* judge(container: Container, facts: AirflowFacts): Iterable<Finding> {
  const folder = containerOption(container, facts, 'core.dags_folder')?.value;
  const { image, node, pod } = container;
  if (!folder || !image || !isLiteral(folder.value) || !isOfficialImage(image.value)) return;
  const isAllSeen = isWhole(pod, node, get(node, 'volumeMounts'));
  if (!isAllSeen || !readsDags(container) || isMounted(container, folder.value)) return;
  if (containerOption(container, facts, 'dag_processor.dag_bundle_config_list')) return;
  yield { at: folder, message: `no volume is mounted at "${folder.value}", and ${image.value} has no DAGs` };
}

/** What parses DAGs or runs their tasks; the web server and the commands for the database read neither. */
function readsDags({ node }: Container): boolean {
  const words = ['command', 'args'].flatMap((it) => items(get(node, it)).map((word) => textOf(word) ?? ''));
  return (
    words.length === 0 ||
    words.some((it) => /\b(?:scheduler|worker|dag-processor|standalone|tasks)\b/.test(it))
  );
}
