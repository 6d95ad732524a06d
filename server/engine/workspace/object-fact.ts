import { entries, get, items, type Node, target, text } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { type LimitRange, quantities, readLimitRange } from '../model/limit-range.ts';
import type { PodTemplate } from '../model/airflow-templates.ts';
import type { RunLauncher } from '../model/launchers/dagster-instance.ts';
import type { JobTemplate } from '../model/launchers/job-template.ts';
import { literal } from '../model/launchers/literal.ts';
import { namespaceOf } from '../model/located.ts';
import type { PodSpec } from '../model/pod.ts';
import { type PodDemand, podDemand } from '../model/pod-demand.ts';
import type { Resource } from '../model/resource.ts';
import { type Scaling, scalingOf } from '../model/scaling.ts';
import { readLabelSelector, type Selector } from '../model/selector.ts';
import type { Generated } from './kustomization.ts';
import type { Region } from './region.ts';

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
}

/** A RoleBinding's or ClusterRoleBinding's role and the service accounts bound to it. */
interface Binding {
  readonly roleKind: string;
  readonly roleName: string;
  readonly serviceAccounts: readonly { readonly name: string; readonly namespace: string | undefined }[];
}

/**
 * What other files may ask about an object: plain data that outlives the tree it was read from. It comes from a region of
 * the workspace, or from the connected cluster.
 */
export interface ObjectFact {
  readonly kind: string;
  /** Of a kind that the API server does not have by itself: an operator may make pods of it. */
  readonly custom: boolean;
  readonly name: string;
  /** Undefined means unknown, which matches any. */
  readonly namespace: string | undefined;
  /** Keys of a ConfigMap or Secret; undefined where they cannot be known (`envFrom` of a generated one, a sealed Secret). */
  readonly keys: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[] | undefined;
  readonly binding: Binding | undefined;
  /** Labels of the pods that it is or makes; undefined where it makes none or not all of them are seen. */
  readonly podLabels: Readonly<Record<string, string>> | undefined;
  /** Ports that the containers of its pods name. */
  readonly ports: readonly { readonly name: string | undefined; readonly number: string | undefined }[];
  /** Images of its pod, for completion and for a tag to pin to. */
  readonly images: readonly string[];
  readonly limitRange: LimitRange | undefined;
  /** What its pods ask for together. */
  readonly demand: PodDemand | undefined;
  /** Storage that a claim asks for, as written. */
  readonly storage: string | undefined;
  /** Resources that a ResourceQuota without scopes bounds, with their amounts as written. */
  readonly quota: Readonly<Record<string, string>> | undefined;
  /** PersistentVolumeClaims that its pods mount; those made from templates, one for each pod, are not among them. */
  readonly claims: readonly string[];
  /** ConfigMaps and Secrets that its containers take whole, by `envFrom` or as a volume: `ConfigMap/settings`. */
  readonly takenWhole: readonly string[];
  /** All of the text of a pod template, so that whoever rests on it sees it change. */
  readonly template: string | undefined;
  /** Access modes of a PersistentVolumeClaim; undefined where they are not known. */
  readonly accessModes: readonly string[] | undefined;
  /** The pods that a PodDisruptionBudget is about; undefined where it names none or only the cluster knows. */
  readonly selector: Selector | undefined;
  /** What an autoscaler scales. */
  readonly scaling: Scaling | undefined;
  /** Where it is written; undefined for what only the cluster has. */
  readonly place: Place | undefined;
}

/** A range in a region, which moves with it. */
export interface Place {
  readonly region: Region;
  readonly range: Range;
  /** All of the object's text. */
  readonly whole: Range;
}

/** The fact of a named object; undefined for one that nobody can refer to. */
export function objectFact(resource: Resource, region: Region): ObjectFact | undefined {
  const { kind, name, node } = resource;
  if (!name || (resource.partial && !resource.apiVersion)) return undefined;
  return {
    kind,
    custom: isCustom(resource.apiVersion?.value ?? ''),
    name: name.value,
    namespace: clusterScoped.has(kind) ? undefined : namespaceOf(resource),
    keys: keysOf(resource),
    labels: stringMap(resource.labels),
    rules: kind === 'Role' || kind === 'ClusterRole' ? policyRules(resource) : undefined,
    binding: kind === 'RoleBinding' || kind === 'ClusterRoleBinding' ? bindingOf(resource) : undefined,
    podLabels: podLabelsOf(resource),
    ports: resource.pod ? portsOf(resource.pod) : [],
    images: resource.pod?.containers.flatMap((it) => (it.image ? [it.image.value] : [])) ?? [],
    limitRange: kind === 'LimitRange' ? readLimitRange(node) : undefined,
    demand: resource.pod && podDemand(resource.pod, node),
    storage:
      kind === 'PersistentVolumeClaim'
        ? text(get(node, 'spec', 'resources', 'requests', 'storage'))
        : undefined,
    quota: kind === 'ResourceQuota' ? readQuota(node) : undefined,
    claims: resource.pod?.volumes.flatMap((it) => (it.claim ? [it.claim.value] : [])) ?? [],
    takenWhole: resource.pod ? takenWholeBy(resource.pod) : [],
    template: undefined,
    accessModes: kind === 'PersistentVolumeClaim' ? accessModesOf(node) : undefined,
    selector: kind === 'PodDisruptionBudget' ? budgetSelector(node) : undefined,
    scaling: scalingOf(resource),
    place: { region, range: bare(name), whole: bare(node) },
  };
}

/** The fact of a ConfigMap or Secret that a kustomization generates. */
export const generatedFact = (
  { kind, name, namespace, keys, whole }: Generated,
  region: Region,
): ObjectFact => ({
  ...plainFact,
  kind,
  name: name.value,
  namespace,
  keys,
  place: { region, range: bare(name), whole: bare(whole) },
});

/** A range without the node that it is part of, which would keep the whole tree in memory. */
const bare = ({ start, end }: Range): Range => ({ start, end });

/** The kind under which pod templates are looked up, by the name of their file or key. */
export const podTemplateKind = 'pod template';

/** The fact of a Pod without a name, which Airflow makes pods from. */
export function podTemplateFact({ resource, file, holder }: PodTemplate, region: Region): ObjectFact {
  const { node, at, pod } = resource;
  return {
    ...plainFact,
    kind: podTemplateKind,
    name: file,
    namespace: holder && namespaceOf(holder),
    images: pod?.containers.flatMap((it) => (it.image ? [it.image.value] : [])) ?? [],
    template: region.text.slice(node.start, node.end),
    place: { region, range: bare(at), whole: bare(node) },
  };
}

/** The kind under which base job templates of Prefect are found: their keys are variables, their labels the schemas. */
export const jobTemplateKind = 'base job template';

export function jobTemplateFact({ configuration, variables }: JobTemplate, region: Region): ObjectFact {
  return {
    ...plainFact,
    kind: jobTemplateKind,
    name: region.uri,
    namespace: undefined,
    keys: variables.map(({ key }) => key.value),
    labels: Object.fromEntries(
      variables.map(({ key, value }) => [key.value, JSON.stringify(literal(target(value)) ?? {})]),
    ),
    place: { region, range: bare(configuration.children[0] ?? configuration), whole: bare(configuration) },
  };
}

/** The kind under which instances of Dagster that launch runs on Kubernetes are found, by file. */
export const dagsterInstanceKind = 'Dagster instance';

export function dagsterInstanceFact({ config, at }: RunLauncher, region: Region): ObjectFact {
  return {
    ...plainFact,
    kind: dagsterInstanceKind,
    name: region.uri,
    namespace: undefined,
    place: { region, range: at, whole: config ?? at },
  };
}

/** The fact of an object of which nothing is known but what names it. */
export const plainFact = {
  custom: false,
  keys: undefined,
  labels: {},
  rules: undefined,
  binding: undefined,
  podLabels: undefined,
  ports: [],
  images: [],
  limitRange: undefined,
  demand: undefined,
  storage: undefined,
  quota: undefined,
  claims: [],
  takenWhole: [],
  template: undefined,
  accessModes: undefined,
  selector: undefined,
  scaling: undefined,
  place: undefined,
} as const;

/** Groups of the API server itself have no dot, or end in `k8s.io`. */
const isCustom = (apiVersion: string): boolean =>
  /^[^/]*\./.test(apiVersion) && !/^[^/]*\.k8s\.io\//.test(apiVersion);

/** Kinds whose objects are in no namespace. */
export const clusterScoped: ReadonlySet<string> = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'CustomResourceDefinition',
  'RuntimeClass',
]);

/** All that another region could see of it, as text, to tell whether an edit changed anything for others. */
export const signature = (fact: ObjectFact): string =>
  JSON.stringify([
    fact.kind,
    fact.namespace,
    fact.name,
    fact.keys,
    fact.labels,
    fact.rules,
    fact.binding,
    fact.podLabels,
    fact.ports,
    fact.images,
    fact.limitRange,
    fact.demand,
    fact.storage,
    fact.quota,
    fact.claims,
    fact.takenWhole,
    fact.template,
    fact.accessModes,
    fact.selector,
    fact.scaling,
  ]);

function keysOf({ kind, node }: Resource): string[] | undefined {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined;
  const maps = kind === 'ConfigMap' ? ['data', 'binaryData'] : ['data', 'stringData'];
  return maps.flatMap((it) => entries(get(node, it)).map(({ key }) => key.value));
}

function takenWholeBy({ initContainers, containers, volumes }: PodSpec): string[] {
  const sources = [...initContainers, ...containers].flatMap(({ node }) => items(get(node, 'envFrom')));
  const names = [
    ...sources.map((it) => ['ConfigMap', text(get(it, 'configMapRef', 'name'))]),
    ...sources.map((it) => ['Secret', text(get(it, 'secretRef', 'name'))]),
    ...volumes.map((it) => ['ConfigMap', it.configMap?.value]),
  ];
  return names.flatMap(([kind, name]) => (name === undefined ? [] : [`${kind ?? ''}/${name}`]));
}

function podLabelsOf({ pod, partial }: Resource): Record<string, string> | undefined {
  return pod && !partial && !pod.labels?.open ? stringMap(pod.labels) : undefined;
}

function portsOf(pod: PodSpec): { name: string | undefined; number: string | undefined }[] {
  return pod.containers.flatMap(({ node }) =>
    items(get(node, 'ports')).map((it) => ({
      name: text(get(it, 'name')),
      number: text(get(it, 'containerPort')),
    })),
  );
}

function stringMap(node: Resource['labels']): Record<string, string> {
  return Object.fromEntries(entries(node).map(({ key, value }) => [key.value, text(value) ?? '']));
}

function policyRules({ node }: Resource): PolicyRule[] {
  return items(get(node, 'rules')).map((rule) => {
    const list = (key: string): string[] => items(get(rule, key)).map((it) => text(it) ?? '');
    return {
      apiGroups: list('apiGroups'),
      resources: list('resources'),
      verbs: list('verbs'),
      resourceNames: list('resourceNames'),
    };
  });
}

function bindingOf(resource: Resource): Binding {
  const { node } = resource;
  return {
    roleKind: text(get(node, 'roleRef', 'kind')) ?? '',
    roleName: text(get(node, 'roleRef', 'name')) ?? '',
    serviceAccounts: items(get(node, 'subjects'))
      .filter((it) => text(get(it, 'kind')) === 'ServiceAccount')
      .map((it) => ({
        name: text(get(it, 'name')) ?? '',
        namespace: text(get(it, 'namespace')) ?? namespaceOf(resource),
      })),
  };
}

/** Scopes count only some pods, so such a quota says nothing of all. */
function readQuota(node: Node): Record<string, string> | undefined {
  const scoped = get(node, 'spec', 'scopes') ?? get(node, 'spec', 'scopeSelector');
  return scoped ? undefined : quantities(get(node, 'spec', 'hard'));
}

const accessModesOf = (node: Node): string[] =>
  items(get(node, 'spec', 'accessModes')).map((it) => text(it) ?? '');

function budgetSelector(node: Node): Selector | undefined {
  const selector = get(node, 'spec', 'selector');
  return selector?.kind === 'map' ? readLabelSelector(selector) : undefined;
}
