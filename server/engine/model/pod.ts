import { entries, get, isNull, items, type Node, text } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { flag, type Located, located, locatedAt } from './located.ts';

/** What a pod spec belongs to: an object of a manifest, or a launcher call in Python. */
interface PodOwner {
  /** `Deployment`, `CronJob`…, or the launcher's class such as `K8sRunLauncher`. */
  readonly kind: string;
  readonly name: Located | undefined;
  readonly namespace: Located | undefined;
  /** What files beside it say of the namespace where it says nothing itself. */
  readonly inheritedNamespace?: string | undefined;
  /** Where to point when the pod as a whole is meant. */
  readonly at: Range;
}

/** A pod spec, wherever it is written. Maps whose node is `open` may hold more than is seen: there nothing is missing. */
export interface PodSpec {
  readonly node: Node;
  readonly owner: PodOwner;
  /** Only part of the object stands here (a patch, a template): what is absent may stand elsewhere. */
  readonly partial: boolean;
  /** Restarted for ever: Deployment, StatefulSet, DaemonSet and what they own. */
  readonly longRunning: boolean;
  readonly labels: Node | undefined;
  readonly serviceAccount: Located | undefined;
  readonly restartPolicy: Located | undefined;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** Volumes that a StatefulSet makes claims for, whatever their own source says. */
  readonly claimTemplates: readonly string[];
}

export interface Container {
  readonly node: Node;
  readonly pod: PodSpec;
  readonly init: boolean;
  /** Place of the container in its list. */
  readonly index: number;
  readonly name: Located | undefined;
  readonly image: Located | undefined;
  readonly env: readonly EnvVar[];
  readonly resources: Node | undefined;
  readonly volumeMounts: readonly VolumeMount[];
  /** Where to point when the container as a whole is meant: its name, else its image, else its first key. */
  readonly at: Range;
}

export interface EnvVar {
  readonly node: Node;
  readonly container: Container;
  readonly name: Located | undefined;
  /** Absent where the value comes from elsewhere or is unknown. */
  readonly value: Located | undefined;
  readonly valueFrom: Node | undefined;
}

export interface VolumeMount {
  readonly node: Node;
  readonly name: Located | undefined;
  readonly mountPath: Located | undefined;
  readonly subPath: Located | undefined;
}

export interface Volume {
  readonly node: Node;
  readonly name: Located | undefined;
  readonly claim: Located | undefined;
  readonly configMap: Located | undefined;
  readonly secret: Located | undefined;
}

export interface PodPlace {
  readonly owner: PodOwner;
  readonly partial: boolean;
  readonly longRunning: boolean;
  readonly labels: Node | undefined;
  readonly claimTemplates?: readonly string[];
}

/** Reads a pod spec from a map in manifest shape (camelCase keys). Whatever is absent or malformed reads as nothing. */
export function readPod(
  node: Node,
  { owner, partial, longRunning, labels, claimTemplates = [] }: PodPlace,
): PodSpec {
  const containers: Container[] = [];
  const initContainers: Container[] = [];
  const pod: PodSpec = {
    node,
    owner,
    partial,
    longRunning,
    labels,
    serviceAccount: locatedAt(node, 'serviceAccountName') ?? locatedAt(node, 'serviceAccount'),
    restartPolicy: locatedAt(node, 'restartPolicy'),
    containers,
    initContainers,
    volumes: items(get(node, 'volumes')).map(readVolume),
    claimTemplates,
  };
  items(get(node, 'containers')).forEach((it, index) =>
    containers.push(readContainer(it, pod, false, index)),
  );
  items(get(node, 'initContainers')).forEach((it, index) =>
    initContainers.push(readContainer(it, pod, true, index)),
  );
  return pod;
}

/** Whether nothing may be missing from this map: all of it is seen, and it is not a part of something larger. */
export const isWhole = (pod: PodSpec, ...maps: readonly (Node | undefined)[]): boolean =>
  !pod.partial && !pod.node.open && maps.every((it) => !it?.open && it?.kind !== 'unknown');

/**
 * What a container runs as. `undefined` where nothing says so: then the image decides, and it may be root.
 * Container over pod, as the kubelet does (`kubelet/kuberuntime/security_context.go`).
 */
export function runsAsNonRoot(container: Container): boolean | undefined {
  const own = get(container.node, 'securityContext');
  const shared = get(container.pod.node, 'securityContext');
  if (own?.kind === 'unknown' || shared?.kind === 'unknown') return true;
  const user = text(get(own, 'runAsUser')) ?? text(get(shared, 'runAsUser'));
  if (user !== undefined) return Number(user) !== 0;
  return flag(get(own, 'runAsNonRoot')) ?? flag(get(shared, 'runAsNonRoot'));
}

function readContainer(node: Node, pod: PodSpec, init: boolean, index: number): Container {
  const name = locatedAt(node, 'name');
  const image = locatedAt(node, 'image');
  const env: EnvVar[] = [];
  const container: Container = {
    node,
    pod,
    init,
    index,
    name,
    image,
    env,
    resources: get(node, 'resources'),
    volumeMounts: items(get(node, 'volumeMounts')).map((it) => ({
      node: it,
      name: locatedAt(it, 'name'),
      mountPath: locatedAt(it, 'mountPath'),
      subPath: locatedAt(it, 'subPath'),
    })),
    at: name ?? image ?? entries(node)[0]?.key ?? node,
  };
  for (const it of items(get(node, 'env'))) {
    const valueFrom = get(it, 'valueFrom');
    env.push({
      node: it,
      container,
      name: locatedAt(it, 'name'),
      value: located(get(it, 'value')),
      valueFrom,
    });
  }
  return container;
}

function readVolume(node: Node): Volume {
  return {
    node,
    name: locatedAt(node, 'name'),
    claim: locatedAt(node, 'persistentVolumeClaim', 'claimName'),
    configMap: locatedAt(node, 'configMap', 'name'),
    secret: locatedAt(node, 'secret', 'secretName'),
  };
}

/** Whether a resource list such as `limits` names this resource. */
export const names = (list: Node | undefined, resource: string): boolean => !isNull(get(list, resource));
