import { get, items, type Node, text } from '../syntax/node.ts';

/** What a kustomization says of other files. Paths are resolved against its own place. */
export interface Kustomization {
  readonly uri: string;
  readonly namespace: string | undefined;
  /** Files and folders whose objects it takes in. */
  readonly resources: readonly string[];
  /** Files that change objects taken in elsewhere: only part of an object stands there. */
  readonly patches: readonly string[];
}

/** What files beside a file say of it. */
export interface FileContext {
  /** Listed as a patch: nothing is missing from it. */
  readonly partial: boolean;
  /** Namespace of objects that do not say theirs; undefined where nothing or more than one thing says so. */
  readonly namespace: string | undefined;
}

export const isKustomization = (uri: string): boolean =>
  /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(uri);

export function readKustomization(uri: string, root: Node | undefined): Kustomization {
  const at = (path: string): string => resolveUri(uri, path);
  const strings = (key: string): string[] =>
    items(get(root, key)).flatMap((it) => {
      const path = it.kind === 'scalar' ? text(it) : text(get(it, 'path'));
      return path === undefined || /[\n{]|^[a-z]+:\/\//.test(path) ? [] : [at(path)];
    });
  return {
    uri,
    namespace: text(get(root, 'namespace')),
    resources: [...strings('resources'), ...strings('bases'), ...strings('components')],
    patches: [...strings('patches'), ...strings('patchesStrategicMerge'), ...strings('patchesJson6902')],
  };
}

/** The context of every file that a kustomization reaches. A namespace set further out wins over one further in. */
export function fileContexts(all: readonly Kustomization[]): Map<string, FileContext> {
  const byFolder = new Map(all.map((it) => [folderOf(it.uri), it]));
  const included = new Set(all.flatMap((it) => it.resources.flatMap((path) => byFolder.get(path) ?? [])));
  const namespaces = new Map<string, Set<string>>();
  const walk = (one: Kustomization, outer: string | undefined, seen: ReadonlySet<Kustomization>): void => {
    if (seen.has(one)) return;
    const namespace = outer ?? one.namespace;
    for (const path of one.resources) {
      const inner = byFolder.get(path);
      if (inner) walk(inner, namespace, new Set([...seen, one]));
      else if (namespace !== undefined) {
        const known = namespaces.get(path) ?? new Set();
        namespaces.set(path, known.add(namespace));
      }
    }
  };
  for (const one of all) if (!included.has(one)) walk(one, undefined, new Set());
  const patches = new Set(all.flatMap((it) => it.patches));
  return new Map(
    [...new Set([...namespaces.keys(), ...patches])].map((uri) => {
      const found = [...(namespaces.get(uri) ?? [])];
      return [uri, { partial: patches.has(uri), namespace: found.length === 1 ? found[0] : undefined }];
    }),
  );
}

/** An object that a generator of a kustomization makes. */
export interface Generated {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: Node;
  readonly namespace: string | undefined;
  /** Undefined where they stand in a file that is not read. */
  readonly keys: readonly string[] | undefined;
  readonly whole: Node;
}

export function generatedObjects(root: Node | undefined): Generated[] {
  return (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
    items(get(root, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')).flatMap((whole) => {
      const name = get(whole, 'name');
      if (!name || text(name) === undefined) return [];
      const list = (key: string): string[] => items(get(whole, key)).map((it) => text(it) ?? '');
      const fromFiles = get(whole, 'envs') ?? get(whole, 'env');
      const keys = [
        ...list('literals').map((it) => it.split('=')[0] ?? it),
        ...list('files').map((it) =>
          it.includes('=') ? (it.split('=')[0] ?? it) : it.slice(it.lastIndexOf('/') + 1),
        ),
      ];
      const namespace = text(get(whole, 'namespace')) ?? text(get(root, 'namespace'));
      return [{ kind, name, namespace, keys: fromFiles ? undefined : keys, whole }];
    }),
  );
}

const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** A path as a kustomization writes it, against the place of that kustomization; without a slash at the end. */
export function resolveUri(base: string, path: string): string {
  const parts = folderOf(base).split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts
    .filter((it, i) => it !== '' || i < 3)
    .join('/')
    .replace(/^\/(?!\/)/, '');
}
