import { containerOption, isLiteral, runsScheduler } from '../model/airflow.ts';
import type { AirflowFacts } from '../model/airflow-facts.ts';
import { imageVersion } from '../model/airflow-image.ts';
import { podTemplates } from '../model/airflow-templates.ts';
import { parseImage } from '../model/image.ts';
import type { Located } from '../model/located.ts';
import type { Container } from '../model/pod.ts';
import type { RegionModel } from '../model/region.ts';
import { within } from '../text/document.ts';
import { type Lookups, sameNamespace } from '../workspace/lookups.ts';
import { type Context, defineRule, type Finding } from './rule.ts';

export const airflowVersionSkew = defineRule({
  id: 'airflow-version-skew',
  severity: 'warning',
  words: ['airflow', 'pod_template', 'pod-template'],
  summary: 'The workers of Airflow run another version than its scheduler',
  why: 'Scheduler and workers share a database and hand serialised tasks to each other. With two versions a task fails where one does not understand the other, often only some time after an upgrade that forgot the pod template or the worker tag.',

  *region(region, context) {
    for (const container of region.pods.flatMap((it) => it.containers)) {
      yield* workerTag(container, context);
    }
    for (const { resource, forWorkers, holder } of podTemplates(region, context.uri)) {
      const base = resource.pod?.containers[0];
      if (forWorkers && base?.image) yield* template(base.image, holder?.namespace?.value, context);
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
          image: apache/airflow:2.8.1-python3.11
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_REPOSITORY
              value: apache/airflow
            - name: AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG
              value: 2.7.0-python3.11
#                    ^^^^^^^^^^^^^^^^ airflow-version-skew: the workers run Airflow 2.7.0, the scheduler 2.8.1
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
          image: apache/airflow:2.8.1-python3.11
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_REPOSITORY
              value: apache/airflow
            - name: AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG
              value: 2.8.1-python3.11
`,
});

function* workerTag(container: Container, { facts, text }: Context): Iterable<Finding> {
  const { image } = container;
  const { repository, tag } = workerImage(container, facts.airflow);
  if (!image || !tag || !isLiteral(tag.value) || !runsScheduler(container)) return;
  const name = repository?.value ?? parseImage(image.value)?.name ?? '';
  yield* compare(tag, { worker: `${name}:${tag.value}`, scheduler: image.value }, text);
}

/** Pod templates whose image the scheduler does not replace, against the schedulers around. */
function* template(at: Located, namespace: string | undefined, context: Context): Iterable<Finding> {
  const { lookups, facts, text } = context;
  const version = imageVersion(at.value);
  const images = version === undefined ? [] : schedulerImages(namespace, lookups, facts.airflow);
  const [scheduler] = images;
  const versions = new Set(images.map(imageVersion));
  if (scheduler === undefined || versions.size > 1) return;
  yield* compare(at, { worker: at.value, scheduler }, text);
}

function* compare(
  at: Located,
  { worker, scheduler }: { readonly worker: string; readonly scheduler: string },
  text: string,
): Iterable<Finding> {
  const [theirs, ours] = [imageVersion(worker), imageVersion(scheduler)];
  if (theirs === undefined || ours === undefined || isSame(theirs, ours)) return;
  const [from, to] = [parseImage(worker), parseImage(scheduler)];
  const tag = to?.tag;
  const message = `the workers run Airflow ${theirs}, the scheduler ${ours}`;
  if (from?.tag === undefined || tag === undefined || from.name !== to?.name || from.digest !== undefined) {
    yield { at, message };
    return;
  }
  const range = within(text, at, from.tag);
  yield { at, message, fix: { title: `Use "${tag}"`, edits: () => [{ range, newText: tag }] } };
}

/** `2.7` may be any of its patches. */
const isSame = (a: string, b: string): boolean => `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);

/** Images of the schedulers that make workers from the image of a template. */
const schedulerImages = (namespace: string | undefined, lookups: Lookups, facts: AirflowFacts): string[] =>
  ['Deployment', 'StatefulSet']
    .flatMap((kind) => lookups.all(kind))
    .filter((it) => sameNamespace(it.namespace, namespace) && it.images.some((image) => imageVersion(image)))
    .flatMap(({ place, name }) => place?.region.glance((model) => imagesIn(model, name, facts)) ?? []);

const imagesIn = ({ resources }: RegionModel, name: string, facts: AirflowFacts): string[] =>
  resources
    .filter((it) => it.name?.value === name)
    .flatMap((it) => it.pod?.containers ?? [])
    .filter((it) => {
      const { repository, tag } = workerImage(it, facts);
      return runsScheduler(it) && !(repository && tag);
    })
    .flatMap(({ image }) => (image && imageVersion(image.value) !== undefined ? [image.value] : []));

/** The image that the scheduler gives its workers in place of the template's; it counts only where both are set. */
const workerImage = (
  container: Container,
  facts: AirflowFacts,
): { readonly repository: Located | undefined; readonly tag: Located | undefined } => ({
  repository: containerOption(container, facts, 'kubernetes_executor.worker_container_repository')?.value,
  tag: containerOption(container, facts, 'kubernetes_executor.worker_container_tag')?.value,
});
