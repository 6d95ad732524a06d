/** What the API server takes as a name of some kind, checked against its own answers (`test/engine/golden/name-invalid.json`). */
export interface NameGrammar {
  readonly pattern: RegExp;
  readonly longest: number;
  /** What may stand in it, after "use". */
  readonly words: string;
  /** What it must also be, where its characters are right. */
  readonly shape: string;
}

const ends = 'it must begin and end with a letter or a digit';

const label: NameGrammar = {
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  longest: 63,
  words: 'lower-case letters, digits and "-"',
  shape: ends,
};

const subdomain: NameGrammar = {
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  longest: 253,
  words: 'lower-case letters, digits, "-" and "."',
  shape: `${ends}, and so must what stands between dots`,
};

const pathSegment: NameGrammar = {
  pattern: /^(?!\.{1,2}$)[^/%]+$/,
  longest: Infinity,
  words: 'no "/" and no "%"',
  shape: 'it must not be "." or ".."',
};

const portName: NameGrammar = {
  pattern: /^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  longest: 15,
  words: 'lower-case letters, digits and "-"',
  shape: 'it must have a letter, and no "-" at its ends or beside another',
};

const dataKey: NameGrammar = {
  pattern: /^(?!\.$|\.\.)[A-Za-z0-9._-]+$/,
  longest: 253,
  words: 'letters, digits, "-", "_" and "."',
  shape: 'it must not be "." or begin with ".."',
};

const variable: NameGrammar = {
  pattern: /^[ -<>-~]+$/,
  longest: Infinity,
  words: 'printable ASCII without "="',
  shape: '',
};

export const nameGrammars = { label, portName, dataKey, variable } as const;

/**
 * How objects of a kind may be named. Undefined for kinds that the API server does not ask about (a PodDisruptionBudget
 * may be called anything) or that another program reads.
 */
export function objectNameGrammar(apiVersion: string, kind: string): NameGrammar | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const isOwn =
    !group.includes('.') || /^(rbac\.authorization|networking|scheduling|storage)\.k8s\.io$/.test(group);
  return isOwn ? byKind.get(kind) : undefined;
}

const byKind = new Map<string, NameGrammar>([
  ...['Namespace', 'Service', 'StatefulSet'].map((it) => [it, label] as const),
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((it) => [it, pathSegment] as const),
  // Its name becomes the value of a label.
  ['Job', { ...subdomain, longest: 63 }],
  ...[
    'ConfigMap',
    'CronJob',
    'DaemonSet',
    'Deployment',
    'HorizontalPodAutoscaler',
    'Ingress',
    'LimitRange',
    'NetworkPolicy',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'PriorityClass',
    'ReplicaSet',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'ServiceAccount',
    'StorageClass',
  ].map((it) => [it, subdomain] as const),
]);

/** Why a name is refused, as the end of a sentence; undefined for one that is taken. */
export function nameFault(name: string, { pattern, longest, words, shape }: NameGrammar): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > longest) return `it has ${name.length} characters, ${longest} are allowed`;
  if (pattern.test(name)) return undefined;
  const separators = /^[a-z0-9.-]+$/.test(name) && (words.includes('"."') || !name.includes('.'));
  return separators || /^[.-]+$/.test(name) ? shape : `use ${words}`;
}

/** A name of that grammar which is as near as can be; undefined where little would be left. */
export function nearestName(name: string, grammar: NameGrammar): string | undefined {
  const isLower = !grammar.pattern.test('A');
  const bare = (isLower ? name.replace(/(?<=[a-z0-9])(?=[A-Z][a-z])/g, '-').toLowerCase() : name)
    .replace(grammar.words.includes('"."') ? /[^A-Za-z0-9.-]+/g : /[^A-Za-z0-9-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/(^|\.)[.-]+|[.-]+(?=\.|$)/g, '$1')
    .slice(0, grammar.longest === Infinity ? undefined : grammar.longest)
    .replace(/[.-]+$/, '');
  return nameFault(bare, grammar) === undefined ? bare : undefined;
}
