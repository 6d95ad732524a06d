import { entries, items, Node, pythonTag, target } from '../../syntax/node.ts';
import type { PythonCall } from '../../syntax/python-file.ts';
import type { PythonModels } from '../../syntax/python-values.ts';
import type { Range } from '../../text/document.ts';

/** An argument by name, wherever its name stands: before `=`, in a dict, or nowhere where it is given by place. */
export interface Argument {
  readonly nameRange: Range;
  readonly value: Node;
}

export type Arguments = ReadonlyMap<string, Argument>;

/** Arguments of a call. `order` names those that may be given by place; a later one of a name counts. */
export function callArguments(call: PythonCall, order: readonly string[] = []): Arguments {
  const found = new Map<string, Argument>();
  call.positional.forEach((value, i) => {
    const name = order[i];
    if (name !== undefined) found.set(name, { nameRange: value, value });
  });
  for (const { name, nameRange, value } of call.keywords) found.set(name, { nameRange, value });
  return found;
}

/** Entries of a dict as if they were arguments: what `.configured({...})` takes. */
export const dictArguments = (dict: Node | undefined): Arguments =>
  new Map(entries(dict).map(({ key, value }) => [key.value, { nameRange: key, value: target(value) }]));

/** The entry `key: value` of a manifest, its key standing where the argument's name stands. None without the argument. */
export function entryOf(key: string, argument: Argument | undefined): Node[] {
  return argument ? [keyAt(argument.nameRange, key), argument.value] : [];
}

/** The name of a container that its launcher gives it where nothing is said; it then stands at the call. */
export function nameOf(at: Range, argument: Argument | undefined, usual: string): Node[] {
  if (argument) return entryOf('name', argument);
  return [keyAt(at, 'name'), new Node('scalar', at.start, at.end, usual, [], 'double')];
}

export const keyAt = ({ start, end }: Range, key: string): Node =>
  new Node('scalar', start, end, key, [], 'plain');

export const mapAt = ({ start, end }: Range, children: readonly Node[], open = false): Node =>
  new Node('map', start, end, '', children, 'flow', pythonTag, open);

export const seqAt = ({ start, end }: Range, children: readonly Node[], open = false): Node =>
  new Node('seq', start, end, '', children, 'flow', '', open);

/** The argument with its value changed, where there is one. */
export const mapped = (argument: Argument | undefined, change: (value: Node) => Node): Argument | undefined =>
  argument && { ...argument, value: change(argument.value) };

/**
 * A dict as the manifest it becomes: keys in the spelling of Kubernetes, down to the last model (`V1Container`,
 * `list[V1Volume]`…). Keys that the model does not have are left as they are.
 */
export function inManifestCase(value: Node, type: string, models: PythonModels): Node {
  const element = /^(?:list|dict)\[(?:str, )?(.*)\]$/.exec(type)?.[1];
  const fields = models[type]?.fields;
  if (value.kind === 'seq' && element !== undefined) {
    return withChildren(
      value,
      items(value).map((it) => inManifestCase(it, element, models)),
    );
  }
  if (value.kind !== 'map' || !(fields ?? element)) return value;
  const children = entries(value).flatMap(({ key, value: inner }) => {
    const field = fieldOf(fields, key.value);
    const innerType = fields ? field?.[1] : element;
    return [
      field ? keyAt(key, field[0]) : key,
      innerType === undefined ? inner : inManifestCase(target(inner), innerType, models),
    ];
  });
  return withChildren(value, children);
}

const withChildren = ({ kind, start, end, value, style, tag, open }: Node, children: readonly Node[]): Node =>
  new Node(kind, start, end, value, children, style, tag, open);

/** A field of a model by its name in Python or in manifests. */
function fieldOf(
  fields: PythonModels[string]['fields'] | undefined,
  name: string,
): readonly [string, string] | undefined {
  if (!fields) return undefined;
  return Object.hasOwn(fields, name) ? fields[name] : Object.values(fields).find(([key]) => key === name);
}

/** A dict of environment variables, or a list of `V1EnvVar`, as the `env` of a container. */
export function environment(value: Node): Node {
  if (value.kind !== 'map') return value;
  const variables = entries(value).map((it) =>
    mapAt({ start: it.key.start, end: it.value.end }, [
      keyAt(it.key, 'name'),
      it.key,
      keyAt(it.value, 'value'),
      it.value,
    ]),
  );
  return seqAt(value, variables, value.open);
}

/** A list of `"NAME=value"` as the `env` of a container. A name alone takes its value from elsewhere. */
export function assignments(value: Node, text: string): Node {
  if (value.kind !== 'seq') return environment(value);
  return seqAt(
    value,
    items(value).flatMap((it) => assignment(it, text)),
    value.open,
  );
}

function assignment(item: Node, text: string): Node[] {
  const equals = item.kind === 'scalar' ? item.value.indexOf('=') : -1;
  if (equals < 1) return [];
  const name = item.value.slice(0, equals);
  const value = item.value.slice(equals + 1);
  // Inside a plain literal each part has its own place; with escapes or several literals the whole stands for both.
  const quote = item.style === 'plain' ? 0 : 1;
  const isPlain = text.slice(item.start + quote, item.end - quote) === item.value;
  const start = item.start + quote;
  const nameAt = isPlain ? { start, end: start + equals } : item;
  const valueAt = isPlain ? { start: start + equals + 1, end: item.end - quote } : item;
  return [
    mapAt(item, [
      keyAt(nameAt, 'name'),
      new Node('scalar', nameAt.start, nameAt.end, name, [], 'double'),
      keyAt(valueAt, 'value'),
      new Node('scalar', valueAt.start, valueAt.end, value, [], 'double'),
    ]),
  ];
}

/** A list of names as the `envFrom` of a container: `secretRef` or `configMapRef`. */
export function environmentFrom(kind: 'secretRef' | 'configMapRef', names: Node): Node[] {
  return items(names)
    .filter((it) => it.kind === 'scalar')
    .map((it) => mapAt(it, [keyAt(it, kind), mapAt(it, [keyAt(it, 'name'), it])]));
}

/** The tree with every text that a template engine fills in (`{{ ds }}`) made unknown. */
export function withoutTemplates(node: Node): Node {
  if (node.kind === 'scalar' && /\{[{%]/.test(node.value)) {
    return new Node('unknown', node.start, node.end, '', [], 'plain');
  }
  if (node.children.length === 0) return node;
  const children = node.children.map(withoutTemplates);
  const isSame = children.every((it, i) => it === node.children[i]);
  return isSame ? node : withChildren(node, children);
}
