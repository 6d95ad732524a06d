import { get, type Node, target } from '../../syntax/node.ts';
import type { PythonCall } from '../../syntax/python-file.ts';
import type { Range } from '../../text/document.ts';
import { located } from '../located.ts';
import { type PodSpec, readPod } from '../pod.ts';
import {
  type Arguments,
  callArguments,
  entryOf,
  environment,
  keyAt,
  mapAt,
  mapped,
  nameOf,
  seqAt,
  withoutTemplates,
} from './arguments.ts';

export type PrefectCallable =
  'KubernetesJob' | 'flow' | 'flow.deploy' | 'flow.to_deployment' | 'prefect kubernetes';

/** Which of Prefect's callables a qualified name is. The `KubernetesJob` of prefect_kubernetes is another one. */
export function prefectLauncher(callee: string): PrefectCallable | undefined {
  if (/^prefect\.infrastructure(?:\.kubernetes)?\.KubernetesJob$/.test(callee)) return 'KubernetesJob';
  if (/^prefect(?:\.flows)?\.(?:flow|Flow)$/.test(callee)) return 'flow';
  const method = /^prefect(?:\.flows)?\.(?:flow|Flow)[\w.()]*\(\)\.(deploy|to_deployment)$/.exec(callee)?.[1];
  if (method !== undefined) return method === 'deploy' ? 'flow.deploy' : 'flow.to_deployment';
  return /^prefect_kubernetes(?:\.experimental)?\.decorators\.kubernetes$/.test(callee)
    ? 'prefect kubernetes'
    : undefined;
}

/** The pod of a flow run. The rest of it is in a base job template, or in `customizations`: nothing is missing. */
export function prefectPod(launcher: PrefectCallable, call: PythonCall): PodSpec | undefined {
  if (launcher === 'flow') return undefined;
  const at = call.calleeRange;
  if (launcher === 'KubernetesJob')
    return jobPod({ kind: launcher, at, given: callArguments(call), isJob: true });
  const given = jobVariables(launcher, call);
  return given.size === 0 ? undefined : jobPod({ kind: launcher, at, given });
}

/** The job variables that a call sets: its keywords, or the dict of `deploy` with the image beside it. */
export function jobVariables(launcher: PrefectCallable, call: PythonCall): Arguments {
  const given = callArguments(call);
  if (launcher !== 'flow.deploy' && launcher !== 'flow.to_deployment') return given;
  const variables = new Map(variablesOf(given.get('job_variables')?.value));
  const image = given.get('image');
  // A `DockerImage` is built first: its name is the image's.
  if (launcher === 'flow.deploy' && image?.value.kind === 'scalar') variables.set('image', image);
  return variables;
}

/** The entries of a map of job variables, merge keys followed. */
export function variablesOf(map: Node | undefined): Arguments {
  const found = new Map<string, { nameRange: Range; value: Node }>();
  const add = (node: Node | undefined, depth: number): void => {
    const there = node && target(node);
    if (there?.kind === 'seq' && depth > 0) for (const it of there.children) add(it, depth);
    if (there?.kind !== 'map' || depth > 20) return;
    for (let i = 0; i + 1 < there.children.length; i += 2) {
      const [key, value] = [there.children[i], there.children[i + 1]];
      if (!key || !value) continue;
      if (key.value === '<<' && key.style === 'plain') add(value, depth + 1);
      else if (depth === 0 || !found.has(key.value))
        found.set(key.value, { nameRange: key, value: target(value) });
    }
  };
  add(map, 0);
  return found;
}

interface JobSource {
  readonly kind: string;
  /** Where to point when the pod as a whole is meant. */
  readonly at: Range;
  /** Job variables, or the arguments of `KubernetesJob`. */
  readonly given: Arguments;
  /** A `KubernetesJob`, which takes any `resources` and forgets them. */
  readonly isJob?: boolean;
}

/** The pod that job variables describe. All maps are open: the base job template says the rest. */
export function jobPod({ kind, at, given, isJob = false }: JobSource): PodSpec {
  const container = mapAt(
    at,
    [
      ...nameOf(at, undefined, 'prefect-job'),
      ...entryOf('image', given.get('image')),
      ...entryOf('imagePullPolicy', given.get('image_pull_policy')),
      ...entryOf('env', mapped(given.get('env'), environment)),
      ...(isJob ? [] : resources(at, given)),
    ],
    true,
  );
  const pod = [
    ...entryOf('serviceAccountName', given.get('service_account_name')),
    keyAt(at, 'containers'),
    seqAt(at, [container]),
  ];
  return readPod(withoutTemplates(mapAt(at, pod, true)), {
    owner: {
      kind,
      name: located(given.get('name')?.value),
      namespace: located(withoutTemplates(given.get('namespace')?.value ?? container)),
      at,
    },
    partial: false,
    longRunning: false,
    labels: given.get('labels')?.value,
  });
}

/** `cpu_request`, `memory_limit` and their like, as `resources`. */
function resources(at: Range, given: Arguments): Node[] {
  const list = (kind: 'request' | 'limit'): Node[] => {
    const amounts = ['cpu', 'memory'].flatMap((it) => entryOf(it, given.get(`${it}_${kind}`)));
    return [keyAt(at, `${kind}s`), mapAt(at, amounts, true)];
  };
  return [keyAt(at, 'resources'), mapAt(at, [...list('request'), ...list('limit')], true)];
}

/** The pod of a job manifest, its placeholders unknown; undefined where there is none. */
export function manifestPod(kind: string, manifest: Node | undefined, at: Range): PodSpec | undefined {
  const template = get(manifest, 'spec', 'template');
  const spec = get(template, 'spec');
  if (spec?.kind !== 'map') return undefined;
  const metadata = get(manifest, 'metadata');
  return readPod(withoutTemplates(spec), {
    owner: {
      kind,
      name: undefined,
      namespace: located(withoutTemplates(get(metadata, 'namespace') ?? spec)),
      at,
    },
    partial: true,
    longRunning: false,
    labels: get(template, 'metadata', 'labels'),
  });
}
