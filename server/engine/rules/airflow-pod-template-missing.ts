import { containerOption, isLiteral, runsScheduler } from '../model/airflow.ts';
import { isOfficialImage } from '../model/airflow-image.ts';
import { type Located, namespaceOf } from '../model/located.ts';
import { configMapKey, mountedPath } from '../model/mounted-path.ts';
import { type Container, isWhole } from '../model/pod.ts';
import { nearestNames } from '../schema/nearest.ts';
import { get, items, text as textOf } from '../syntax/node.ts';
import { within } from '../text/document.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowPodTemplateMissing = defineRule({
  id: 'airflow-pod-template-missing',
  severity: 'warning',
  words: ['POD_TEMPLATE_FILE'],
  summary: 'The pod template that the Airflow scheduler is told of is not there',
  why: 'KubernetesExecutor reads the template for each task. Where there is no such file the task fails before it has a pod, with "could not find a valid worker template yaml". The path is followed to its volume and on to the key of the ConfigMap.',

  *region({ pods }, context) {
    for (const container of pods.flatMap((it) => it.containers)) {
      const path = containerOption(container, context.facts.airflow, option)?.value;
      if (!path || !isLiteral(path.value) || !path.value.startsWith('/')) continue;
      if (runsScheduler(container)) yield* follow(path, container, context);
    }
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: airflow }
spec:
  template:
    spec:
      containers:
        - name: scheduler
          image: apache/airflow:2.7.0
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE
              value: /opt/airflow/pod_templates/pod_template_file.yaml
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-pod-template-missing: ConfigMap "airflow-pod-templates" has no key "pod_template_file.yaml", did you mean "pod_template.yaml"?
          volumeMounts:
            - name: pod-templates
              mountPath: /opt/airflow/pod_templates
      volumes:
        - name: pod-templates
          configMap: { name: airflow-pod-templates }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: airflow-pod-templates, namespace: airflow }
data:
  pod_template.yaml: "{}"
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: airflow }
spec:
  template:
    spec:
      containers:
        - name: scheduler
          image: apache/airflow:2.7.0
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE
              value: /opt/airflow/pod_templates/pod_template.yaml
          volumeMounts:
            - name: pod-templates
              mountPath: /opt/airflow/pod_templates
      volumes:
        - name: pod-templates
          configMap: { name: airflow-pod-templates }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: airflow-pod-templates, namespace: airflow }
data:
  pod_template.yaml: "{}"
`,
});

const option = 'kubernetes_executor.pod_template_file';

function* follow(at: Located, container: Container, { text, lookups }: Context): Iterable<Finding> {
  const path = at.value;
  const mounted = mountedPath(container, path);
  if (!mounted) {
    if (cannotHold(container, path)) {
      yield {
        at,
        message: `no volume is mounted at "${path}", and ${container.image?.value ?? ''} has no such file`,
      };
    }
    return;
  }
  const source = configMapKey(mounted);
  if (!source) return;
  const { configMap, key } = source;
  if (key === undefined) {
    yield { at, message: `the volume "${mounted.volume?.name?.value ?? ''}" has no file "${mounted.path}"` };
    return;
  }
  const found = lookups.find('ConfigMap', namespaceOf(container.pod.owner), configMap.value);
  const keys = found.flatMap((it) => it.keys ?? []);
  const isKnown = found.length > 0 && found.every((it) => it.keys !== undefined);
  if (!isKnown || keys.includes(key)) return;
  const templates = keys.filter((it) => /\.ya?ml$/.test(it));
  const near = nearestNames(key, keys)[0] ?? (templates.length === 1 ? templates[0] : undefined);
  const message = `ConfigMap "${configMap.value}" has no key "${key}"`;
  if (near === undefined) {
    yield { at, message };
    return;
  }
  const range = within(text, at, key);
  // In a volume that shows one file under a name of its own, the path does not end in the key.
  const isInPath = text.slice(range.start, range.end) === key;
  yield {
    at,
    message: `${message}, did you mean "${near}"?`,
    ...(isInPath && { fix: { title: `Use "${near}"`, edits: () => [{ range, newText: near }] } }),
  };
}

/** The official image holds no template but the examples of its packages, and nothing in the pod could write one. */
function cannotHold(container: Container, path: string): boolean {
  const { image, node, pod } = container;
  const words = ['command', 'args'].flatMap((it) => items(get(node, it)).map((word) => textOf(word) ?? ''));
  return (
    image !== undefined &&
    isOfficialImage(image.value) &&
    isWhole(pod, node, get(node, 'volumeMounts')) &&
    !path.includes('site-packages') &&
    !words.some((it) => it.includes(path))
  );
}
