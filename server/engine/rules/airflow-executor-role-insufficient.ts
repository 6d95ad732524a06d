import { executorsIn, containerVersion, kubernetesExecutors, runsScheduler } from '../model/airflow.ts';
import { executorVerbs } from '../model/airflow-facts.ts';
import type { Container } from '../model/pod.ts';
import { get, isNull, items, type Node, text } from '../syntax/node.ts';
import { appendItem } from '../syntax/list-edit.ts';
import { type FileChange, shift, type TextEdit } from '../text/document.ts';
import { type Lookups, sameNamespace } from '../workspace/lookups.ts';
import type { ObjectFact, PolicyRule } from '../workspace/object-fact.ts';
import { defineRule } from './rule.ts';

export const airflowExecutorRoleInsufficient = defineRule({
  id: 'airflow-executor-role-insufficient',
  severity: 'error',
  summary: 'The service account of the Airflow scheduler lacks a right that KubernetesExecutor needs',
  why: `The scheduler starts, watches and deletes a pod for each task, and patches pods to adopt them after a restart and to mark them as done. Without the right the API server answers 403: tasks stay queued, or finished pods are never cleaned up.`,

  *env(variable, { facts, lookups, versions }) {
    const { name, value, container } = variable;
    if (name?.value !== 'AIRFLOW__CORE__EXECUTOR' || !value || !runsScheduler(container)) return;
    const executor = executorsIn(value.value).find((it) => kubernetesExecutors.has(it));
    if (executor === undefined) return;
    const roles = rolesOf(container, lookups);
    if (!roles) return;
    const needed = executorVerbs(facts.airflow, containerVersion(container) ?? versions.airflow);
    const missing = needed.filter(
      (verb) => !roles.some((role) => role.rules?.some((it) => allows(it, verb))),
    );
    const [role] = roles;
    if (missing.length === 0 || !role) return;
    const names = roles.map((it) => `${it.kind} "${it.name}"`);
    yield {
      at: value,
      message: `${joined(names)} ${roles.length > 1 ? 'do' : 'does'} not let ${executor} ${joined(missing.map((it) => `"${it}"`))} pods`,
      fix: {
        title: `Let ${role.kind} "${role.name}" ${joined(missing)} pods`,
        files: () => grant(role, missing),
      },
    };
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: airflow }
spec:
  template:
    spec:
      serviceAccountName: airflow
      containers:
        - name: scheduler
          image: apache/airflow:2.7.0
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__CORE__EXECUTOR
              value: KubernetesExecutor
#                    ^^^^^^^^^^^^^^^^^^ airflow-executor-role-insufficient: Role "airflow" does not let KubernetesExecutor "patch" pods
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: airflow, namespace: airflow }
rules:
  - apiGroups: [""]
    resources: ["pods", "pods/log"]
    verbs: ["get", "list", "watch", "create", "delete"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: airflow, namespace: airflow }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: airflow }
subjects:
  - { kind: ServiceAccount, name: airflow }
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: scheduler, namespace: airflow }
spec:
  template:
    spec:
      serviceAccountName: airflow
      containers:
        - name: scheduler
          image: apache/airflow:2.7.0
          command: ["airflow", "scheduler"]
          env:
            - name: AIRFLOW__CORE__EXECUTOR
              value: KubernetesExecutor
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: airflow, namespace: airflow }
rules:
  - apiGroups: [""]
    resources: ["pods", "pods/log"]
    verbs: ["get", "list", "watch", "create", "delete", "patch"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: airflow, namespace: airflow }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: airflow }
subjects:
  - { kind: ServiceAccount, name: airflow }
`,
});

/** The roles of the container's account in the namespace of the workers; undefined where not all of them are known. */
function rolesOf(container: Container, lookups: Lookups): readonly ObjectFact[] | undefined {
  const namespace = container.pod.owner.namespace?.value;
  const account = container.pod.serviceAccount?.value ?? 'default';
  const workers = workerNamespace(container) ?? namespace;
  const bindings = [
    ...lookups.all('RoleBinding').filter((it) => sameNamespace(it.namespace, workers)),
    ...lookups.all('ClusterRoleBinding'),
  ].flatMap(({ binding, namespace: there }) => {
    const isBound = binding?.serviceAccounts.some(
      (it) => it.name === account && sameNamespace(it.namespace, namespace),
    );
    return binding && isBound ? [{ binding, there }] : [];
  });
  const roles = bindings.map(({ binding, there }) =>
    lookups.find(binding.roleKind, binding.roleKind === 'Role' ? there : undefined, binding.roleName),
  );
  const isKnown = roles.length > 0 && roles.every((it) => it.length > 0 && it.every(isWhole));
  return isKnown ? [...new Set(roles.flat())].sort(podsFirst) : undefined;
}

/** Where the executor makes its pods, if the container says. */
function workerNamespace(container: Container): string | undefined {
  const said = container.env.find(
    ({ name }) =>
      name?.value === 'AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE' ||
      name?.value === 'AIRFLOW__KUBERNETES__NAMESPACE',
  );
  return said?.value?.value;
}

/** All rules of the role are seen: it is no template, and no other roles are aggregated into it. */
function isWhole({ rules, name, place }: ObjectFact): boolean {
  const written = place?.region.model.resources.find(
    (it) => it.name?.value === name && it.kind.endsWith('Role'),
  );
  return (
    rules !== undefined &&
    written !== undefined &&
    !written.partial &&
    isNull(get(written.node, 'aggregationRule'))
  );
}

const podsFirst = (a: ObjectFact, b: ObjectFact): number => Number(ofPods(b)) - Number(ofPods(a));
const ofPods = ({ rules = [] }: ObjectFact): boolean => rules.some((it) => it.resources.includes('pods'));

/** A rule for named pods only cannot hold for pods that are yet to be made. */
const allows = ({ apiGroups, resources, verbs, resourceNames }: PolicyRule, verb: string): boolean =>
  has(apiGroups, '') && has(resources, 'pods') && has(verbs, verb) && resourceNames.length === 0;

const has = (list: readonly string[], name: string): boolean => list.includes(name) || list.includes('*');

/** Adds the verbs to the rule for pods, or such a rule where the role has none. */
function grant({ kind, name, place }: ObjectFact, missing: readonly string[]): FileChange[] {
  const region = place?.region;
  const role = region?.model.resources.find((it) => it.kind === kind && it.name?.value === name);
  const rules = get(role?.node, 'rules');
  if (!region || !rules) return [];
  const verbs = get(items(rules).find(isForPods), 'verbs');
  const edits = verbs
    ? addVerbs(region.text, verbs, missing)
    : appendItem(region.text, rules, podRule(missing));
  return [{ uri: region.uri, edits: edits.map((it) => ({ ...it, range: shift(it.range, region.start) })) }];
}

function isForPods(rule: Node): boolean {
  const list = (key: string): string[] => items(get(rule, key)).map((it) => text(it) ?? '');
  return (
    list('apiGroups').includes('') && list('resources').includes('pods') && list('resourceNames').length === 0
  );
}

function addVerbs(source: string, verbs: Node, missing: readonly string[]): TextEdit[] {
  const style = verbs.children.at(-1)?.style;
  const written = missing.map((it) => (style === 'double' ? `"${it}"` : style === 'single' ? `'${it}'` : it));
  if (verbs.style === 'flow') return appendItem(source, verbs, [written.join(', ')]);
  return written.flatMap((it) => appendItem(source, verbs, [it]));
}

const podRule = (verbs: readonly string[]): string[] => [
  'apiGroups: [""]',
  'resources: ["pods"]',
  `verbs: [${verbs.map((it) => `"${it}"`).join(', ')}]`,
];

/** `a`, `a and b`, `a, b and c`. */
const joined = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter((it) => it !== '').join(' and ');
