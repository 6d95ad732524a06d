import { flag, type Located, locatedAt } from '../model/located.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import type { PodSpec } from '../model/pod.ts';
import { get, items, type Node, text } from '../syntax/node.ts';
import { defineRule, type Finding, type Level } from './rule.ts';

export const listKeyDuplicate = defineRule({
  id: 'list-key-duplicate',
  severity: 'warning',
  kinds: ['Service'],
  summary: 'Two items of a list are one to Kubernetes',
  why: 'Lists such as `env` and `ports` are merged by a key. Created as a whole, the last item of a key wins without a word; server-side apply refuses the object, and `kubectl apply` mixes the items up at the next change. Two volumes mounted at one path are refused always.',

  *container({ node }) {
    for (const list of containerLists) yield* judge(node, list);
  },

  *pod(pod) {
    for (const list of podLists) yield* judge(pod.node, list);
    yield* hostPorts(pod);
  },

  *resource({ node }) {
    yield* judge(get(node, 'spec'), servicePorts);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - { name: REGION, value: eu-west-1 }
        - { name: REGION, value: eu-north-1 }
#                 ^^^^^^ list-key-duplicate: "REGION" is set twice, the last one counts
      volumeMounts:
        - { name: input, mountPath: /data }
        - { name: output, mountPath: /data }
#                                    ^^^^^ list-key-duplicate [error]: two volumes are mounted at "/data"
  volumes:
    - { name: input, emptyDir: {} }
    - { name: output, emptyDir: {} }
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      env:
        - { name: REGION, value: eu-north-1 }
      volumeMounts:
        - { name: input, mountPath: /data/in }
        - { name: output, mountPath: /data/out }
  volumes:
    - { name: input, emptyDir: {} }
    - { name: output, emptyDir: {} }
`,
});

interface KeyedList {
  readonly list: string;
  /** The fields that make the key together, the first one being where to point, with what they are where absent. */
  readonly keys: Readonly<Record<string, string | undefined>>;
  readonly level?: Level;
  readonly message: (key: string) => string;
}

const containerLists: readonly KeyedList[] = [
  { list: 'env', keys: { name: undefined }, message: (it) => `"${it}" is set twice, the last one counts` },
  {
    list: 'ports',
    keys: { containerPort: undefined, protocol: 'TCP' },
    message: (it) => `port "${it}" is listed twice`,
  },
  {
    list: 'volumeMounts',
    keys: { mountPath: undefined },
    level: 'error',
    message: (it) => `two volumes are mounted at "${it}"`,
  },
  {
    list: 'volumeDevices',
    keys: { devicePath: undefined },
    level: 'error',
    message: (it) => `two devices are mapped to "${it}"`,
  },
];

const podLists: readonly KeyedList[] = [
  { list: 'imagePullSecrets', keys: { name: undefined }, message: (it) => `"${it}" is listed twice` },
  { list: 'hostAliases', keys: { ip: undefined }, message: (it) => `"${it}" is listed twice` },
  {
    list: 'resourceClaims',
    keys: { name: undefined },
    level: 'error',
    message: (it) => `"${it}" is claimed twice`,
  },
  {
    list: 'schedulingGates',
    keys: { name: undefined },
    level: 'error',
    message: (it) => `"${it}" is listed twice`,
  },
  {
    list: 'topologySpreadConstraints',
    keys: { topologyKey: undefined, whenUnsatisfiable: undefined },
    level: 'error',
    message: (it) => `"${it}" is constrained twice`,
  },
];

const servicePorts: KeyedList = {
  list: 'ports',
  keys: { port: undefined, protocol: 'TCP' },
  level: 'error',
  message: (it) => `port "${it}" is listed twice`,
};

function* judge(holder: Node | undefined, { list, keys, level, message }: KeyedList): Iterable<Finding> {
  const seen = new Set<string>();
  for (const item of items(get(holder, list))) {
    const parts = Object.entries(keys).map(([key, usual]) => locatedAt(item, key) ?? usual);
    const [first] = parts;
    if (first === undefined || typeof first === 'string' || parts.some(isUnsure)) continue;
    const key = JSON.stringify(parts.map((it) => (typeof it === 'string' ? it : it?.value)));
    if (seen.has(key)) yield { at: first, message: message(first.value), ...(level ? { level } : {}) };
    seen.add(key);
  }
}

/** Ports of the node, which all containers of a pod share; with `hostNetwork`, all that they name. */
function* hostPorts({ node, containers }: PodSpec): Iterable<Finding> {
  const field = flag(get(node, 'hostNetwork')) === true ? 'containerPort' : 'hostPort';
  const seen = new Set<string>();
  for (const port of containers.flatMap((it) => items(get(it.node, 'ports')))) {
    const number = locatedAt(port, field);
    if (!number || hasPlaceholder(number.value)) continue;
    const key = [number.value, text(get(port, 'protocol')) ?? 'TCP', text(get(port, 'hostIP'))].join(' ');
    const message = `port "${number.value}" of the node is taken twice`;
    if (seen.has(key)) yield { at: number, message, level: 'error' };
    seen.add(key);
  }
}

const isUnsure = (part: Located | string | undefined): boolean =>
  part === undefined || (typeof part !== 'string' && hasPlaceholder(part.value));
