import { located, type Located, locatedAt } from '../model/located.ts';
import {
  nameFault,
  type NameGrammar,
  nameGrammars,
  nearestName,
  objectNameGrammar,
} from '../model/object-name.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import type { PodSpec } from '../model/pod.ts';
import type { Resource } from '../model/resource.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { entries, get, items, type Node } from '../syntax/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const nameInvalid = defineRule({
  id: 'name-invalid',
  severity: 'error',
  summary: 'A name is not one that Kubernetes takes',
  why: 'The API server refuses the object. Most names become a part of a host name, so they have lower-case letters, digits and `-`; a port has 15 characters, a Job, a container or a volume 63.',

  *resource(resource) {
    // The API server makes up the name of a LimitRange that has none.
    if (!(resource.kind === 'LimitRange' && resource.name?.value === '')) yield* objectName(resource);
    yield* keys(resource);
    yield* claimTemplates(resource);
    if (resource.kind === 'Service')
      yield* names(get(resource.node, 'spec', 'ports'), 'port', nameGrammars.label);
  },

  *pod(pod) {
    for (const it of [...pod.initContainers, ...pod.containers]) {
      if (it.name && !(it.name.value === '' && pod.partial))
        yield* judge(it.name, 'container name', nameGrammars.label);
      yield* names(get(it.node, 'ports'), 'port', nameGrammars.portName);
      for (const { name } of it.env) if (name) yield* judge(name, 'variable name', nameGrammars.variable, []);
    }
    for (const { name } of pod.volumes) {
      if (name) yield* judge(name, 'volume name', nameGrammars.label, mountsOf(pod, name.value));
    }
    for (const field of ['hostname', 'subdomain']) {
      const name = locatedAt(pod.node, field);
      if (name) yield* judge(name, field, nameGrammars.label);
    }
  },

  before: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl_settings
#       ^^^^^^^^^^^^ name-invalid: "etl_settings" is no ConfigMap name: use lower-case letters, digits, "-" and "."
data:
  region: eu-north-1
---
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      ports:
        - name: prometheus-metrics
#               ^^^^^^^^^^^^^^^^^^ name-invalid: "prometheus-metrics" is no port name: it has 18 characters, 15 are allowed
          containerPort: 9090
`,
  after: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: etl-settings
data:
  region: eu-north-1
---
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      ports:
        - name: prometheus-metr
          containerPort: 9090
`,
});

function* objectName({ kind, apiVersion, name, node }: Resource): Iterable<Finding> {
  const grammar = apiVersion && objectNameGrammar(apiVersion.value, kind);
  if (!grammar) return;
  if (name) yield* judge(name, `${kind} name`, grammar);
  const prefix = name ? undefined : locatedAt(node, 'metadata', 'generateName');
  // The API server cuts a long prefix and puts letters and digits behind its dash.
  if (prefix) yield* judge(prefix, `${kind} name`, { ...grammar, longest: Infinity }, undefined, /-$/);
}

function* keys({ kind, node }: Resource): Iterable<Finding> {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return;
  for (const map of ['data', 'stringData', 'binaryData']) {
    for (const { key } of entries(get(node, map))) {
      if (key.kind !== 'scalar' || (key.value === '<<' && key.style === 'plain')) continue;
      const name = located(key);
      if (name) yield* judge(name, 'key', nameGrammars.dataKey);
    }
  }
}

/** A claim template is a volume of each pod. */
function* claimTemplates({ kind, node, pod }: Resource): Iterable<Finding> {
  if (kind !== 'StatefulSet') return;
  for (const template of items(get(node, 'spec', 'volumeClaimTemplates'))) {
    const name = locatedAt(template, 'metadata', 'name');
    if (name) yield* judge(name, 'volume name', nameGrammars.label, pod ? mountsOf(pod, name.value) : []);
  }
}

function* names(list: Node | undefined, what: string, grammar: NameGrammar): Iterable<Finding> {
  for (const item of items(list)) {
    const name = locatedAt(item, 'name');
    if (name) yield* judge(name, `${what} name`, grammar);
  }
}

/** The mounts that name a volume are renamed with it. */
const mountsOf = ({ containers, initContainers }: PodSpec, volume: string): readonly Located[] =>
  [...initContainers, ...containers]
    .flatMap((it) => it.volumeMounts.flatMap(({ name }) => name ?? []))
    .filter((it) => it.value === volume);

function* judge(
  name: Located,
  what: string,
  grammar: NameGrammar,
  others: readonly Located[] = [],
  ignored?: RegExp,
): Iterable<Finding> {
  if (hasPlaceholder(name.value)) return;
  const judged = ignored ? name.value.replace(ignored, '') : name.value;
  const fault = nameFault(judged, grammar);
  if (fault === undefined) return;
  const near = nearestName(judged, grammar);
  const tail = name.value.slice(judged.length);
  yield {
    at: name,
    message: `"${name.value}" is no ${what}: ${fault}`,
    ...(near === undefined
      ? {}
      : {
          fix: {
            title: `Use "${near}${tail}"`,
            edits: () => [name, ...others].flatMap((it) => replaceScalar(it.node, near + tail)),
          },
        }),
  };
}
