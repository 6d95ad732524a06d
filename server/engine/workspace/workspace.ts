import type { Language, Tools } from '../model/region.ts';
import { clusterKind } from '../schema/crd.ts';
import type { CustomKind, SchemaId, SchemaSet } from '../schema/schema.ts';
import { cutRegions } from '../syntax/regions.ts';
import type { Lookups } from './lookups.ts';
import { customResources, sameNamespace, schemasKey } from './lookups.ts';
import {
  type FileContext,
  fileContexts,
  isKustomization,
  type Kustomization,
  readKustomization,
} from './kustomization.ts';
import { type ObjectFact, plainFact, signature } from './object-fact.ts';
import { Region } from './region.ts';
import type { Use } from './uses.ts';

/** An object that the connected cluster has, as data sent by the client. */
export interface ClusterObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Keys of a ConfigMap or Secret, never their values. */
  readonly keys?: readonly string[];
}

/** The schema of a kind that the connected cluster has a CustomResourceDefinition of. */
export interface ClusterSchema {
  /** As `keda.sh/v1alpha1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Its `openAPIV3Schema`, as JSON. */
  readonly schema: string;
}

export interface SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly regions: readonly Region[];
}

/** What an update changed: the lookups that may now answer differently. */
export type ChangedKeys = ReadonlySet<string>;

/**
 * Everything known of the files and the connected cluster, indexed by what rules and features ask. An update reads only
 * the regions whose text is new and says which lookups it may have changed.
 */
export class Workspace {
  /** What comes with Podium and above it the custom kinds of the cluster and of files. */
  readonly schemas: SchemaSet;
  readonly #tools: Tools;
  readonly #files = new Map<string, SourceFile>();
  readonly #index = new Map<string, Map<string, ObjectFact[]>>();
  /** Answers to lookups of whole kinds, kept until an object of the kind changes: many rules ask for the same. */
  readonly #lists = new Map<string, readonly ObjectFact[]>();
  readonly #names = new Map<string, Map<string | undefined, readonly string[]>>();
  readonly #uses = new Map<string, Map<string, Set<Use>>>();
  readonly #kustomizations = new Map<string, Kustomization>();
  #contexts: ReadonlyMap<string, FileContext> = new Map();
  #cluster: readonly ObjectFact[] = [];
  #clusterKinds: ReadonlyMap<SchemaId, { readonly kind: CustomKind; readonly schema: string }> = new Map();
  #defaultNamespace: (uri: string) => string | undefined = () => undefined;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.schemas = tools.schemas.extended();
  }

  /** Namespace of objects that neither say theirs nor get one from a kustomization, by file. To be set before files are added. */
  useDefaultNamespace(of: (uri: string) => string | undefined): void {
    this.#defaultNamespace = of;
  }

  file(uri: string): SourceFile | undefined {
    return this.#files.get(uri);
  }

  files(): IterableIterator<SourceFile> {
    return this.#files.values();
  }

  /** Adds or replaces a file; regions whose text is unchanged are kept as they are. */
  update(uri: string, text: string, language: Language): ChangedKeys {
    return this.updateAll([{ uri, text, language }]);
  }

  /** Adds or replaces many files at once, at the cost of one look at what kustomizations say of the others. */
  updateAll(
    files: Iterable<{ readonly uri: string; readonly text: string; readonly language: Language }>,
  ): ChangedKeys {
    const changed = new Set<string>();
    let kustomized = false;
    for (const { uri, text, language } of files) {
      for (const key of this.#read(uri, text, language)) changed.add(key);
      if (!isKustomization(uri)) continue;
      kustomized = true;
      const root = this.#files.get(uri)?.regions[0]?.model.root;
      this.#kustomizations.set(uri, readKustomization(uri, root));
    }
    if (kustomized) for (const key of this.#settle()) changed.add(key);
    return changed;
  }

  remove(uri: string): ChangedKeys {
    const file = this.#files.get(uri);
    if (!file) return new Set();
    this.#files.delete(uri);
    const changed = this.#change(file.regions, []);
    return this.#kustomizations.delete(uri) ? new Set([...changed, ...this.#settle()]) : changed;
  }

  /** Replaces all that is known of the connected cluster; empty lists where none is connected. */
  setCluster(objects: readonly ClusterObject[], schemas: readonly ClusterSchema[] = []): ChangedKeys {
    const before = this.#cluster;
    this.#cluster = objects.map(({ kind, name, namespace, keys }) => ({
      ...plainFact,
      kind,
      name,
      namespace,
      keys,
    }));
    return new Set([...this.#changeFacts(before, this.#cluster), ...this.#setClusterSchemas(schemas)]);
  }

  #setClusterSchemas(schemas: readonly ClusterSchema[]): ChangedKeys {
    const before = this.#clusterKinds;
    const now = new Map(
      schemas.map(({ apiVersion, kind, schema }) => {
        const id = `${apiVersion}/${kind}`;
        const known = before.get(id);
        return [id, known?.schema === schema ? known : { kind: clusterKind(id, schema), schema }];
      }),
    );
    this.#clusterKinds = now;
    return this.#changeKinds(
      [...before].flatMap(([id, it]) => (now.get(id) === it ? [] : it.kind)),
      [...now].flatMap(([id, it]) => (before.get(id) === it ? [] : it.kind)),
    );
  }

  #changeKinds(removed: readonly CustomKind[], added: readonly CustomKind[]): ChangedKeys {
    for (const kind of removed) this.schemas.remove(kind);
    for (const kind of added) this.schemas.add(kind);
    return new Set([...removed, ...added].map(({ id }) => schemasKey(id)));
  }

  /** What pods need of a kind, by name. Features ask, not rules: nothing is recorded. */
  uses(kind: string): ReadonlyMap<string, ReadonlySet<Use>> {
    return this.#uses.get(kind) ?? new Map<string, ReadonlySet<Use>>();
  }

  /** Lookups that tell `record` what they were asked. */
  lookups(record: (key: string) => void = () => undefined): Lookups {
    return {
      find: (kind, namespace, name) => {
        record(objectKey(kind, name));
        const found = this.#index.get(kind)?.get(name) ?? [];
        return found.filter((it) => sameNamespace(it.namespace, namespace)).sort(clusterLast);
      },
      all: (kind) => {
        record(detailKey(kind));
        return this.#ofKind(kind);
      },
      names: (kind, namespace) => {
        record(kindKey(kind));
        return this.#namesOf(kind, namespace);
      },
    };
  }

  #ofKind(kind: string): readonly ObjectFact[] {
    let known = this.#lists.get(kind);
    if (!known) {
      known = [...(this.#index.get(kind)?.values() ?? [])].flat().sort(clusterLast);
      this.#lists.set(kind, known);
    }
    return known;
  }

  #namesOf(kind: string, namespace: string | undefined): readonly string[] {
    let ofKind = this.#names.get(kind);
    if (!ofKind) this.#names.set(kind, (ofKind = new Map<string | undefined, readonly string[]>()));
    let known = ofKind.get(namespace);
    if (!known) {
      const there = this.#ofKind(kind).filter((it) => sameNamespace(it.namespace, namespace));
      known = [...new Set(there.map((it) => it.name))];
      ofKind.set(namespace, known);
    }
    return known;
  }

  #read(uri: string, text: string, language: Language): ChangedKeys {
    const context = this.#contextOf(uri);
    const before = this.#files.get(uri)?.regions ?? [];
    const reusable = new Map<string, Region[]>();
    for (const region of before) {
      if (region.context.partial !== context.partial || region.context.namespace !== context.namespace)
        continue;
      const same = reusable.get(region.text);
      if (same) same.push(region);
      else reusable.set(region.text, [region]);
    }
    const kept = new Set<Region>();
    const regions = (language === 'yaml' ? cutRegions(text) : [{ start: 0, text }]).map((part) => {
      const known = reusable.get(part.text)?.shift();
      if (!known) return new Region({ uri, language, context, ...part }, this.#tools);
      known.start = part.start;
      kept.add(known);
      return known;
    });
    this.#files.set(uri, { uri, text, regions });
    const isNew = (it: Region): boolean => !kept.has(it);
    return this.#change(before.filter(isNew), regions.filter(isNew));
  }

  #contextOf(uri: string): FileContext {
    const { partial = false, namespace } = this.#contexts.get(uri) ?? {};
    return { partial, namespace: namespace ?? this.#defaultNamespace(uri) };
  }

  /** Reads again the files of which kustomizations now say something else. */
  #settle(): ChangedKeys {
    this.#contexts = fileContexts([...this.#kustomizations.values()]);
    const changed = new Set<string>();
    for (const { uri, text, regions } of this.#files.values()) {
      const [first] = regions;
      const context = this.#contextOf(uri);
      if (
        !first ||
        (first.context.partial === context.partial && first.context.namespace === context.namespace)
      )
        continue;
      for (const key of this.#read(uri, text, first.language)) changed.add(key);
    }
    return changed;
  }

  #change(removed: readonly Region[], added: readonly Region[]): ChangedKeys {
    for (const use of removed.flatMap((it) => it.uses)) {
      const ofKind = this.#uses.get(use.kind);
      const same = ofKind?.get(use.name);
      same?.delete(use);
      if (same?.size === 0) ofKind?.delete(use.name);
    }
    for (const use of added.flatMap((it) => it.uses)) {
      let ofKind = this.#uses.get(use.kind);
      if (!ofKind) this.#uses.set(use.kind, (ofKind = new Map<string, Set<Use>>()));
      const same = ofKind.get(use.name);
      if (same) same.add(use);
      else ofKind.set(use.name, new Set([use]));
    }
    const changed = this.#changeFacts(
      removed.flatMap((it) => it.facts),
      added.flatMap((it) => it.facts),
    );
    const kinds = this.#changeKinds(
      removed.flatMap((it) => it.customKinds),
      added.flatMap((it) => it.customKinds),
    );
    return kinds.size === 0 ? changed : new Set([...changed, ...kinds]);
  }

  #changeFacts(removed: readonly ObjectFact[], added: readonly ObjectFact[]): ChangedKeys {
    for (const kind of new Set([...removed, ...added].flatMap(kindsOf))) {
      this.#lists.delete(kind);
      this.#names.delete(kind);
    }
    for (const fact of removed) {
      for (const kind of kindsOf(fact)) {
        const ofKind = this.#index.get(kind);
        const left = ofKind?.get(fact.name)?.filter((it) => it !== fact) ?? [];
        if (left.length > 0) ofKind?.set(fact.name, left);
        else ofKind?.delete(fact.name);
      }
    }
    for (const fact of added) {
      for (const kind of kindsOf(fact)) {
        let ofKind = this.#index.get(kind);
        if (!ofKind) this.#index.set(kind, (ofKind = new Map<string, ObjectFact[]>()));
        const same = ofKind.get(fact.name);
        if (same) same.push(fact);
        else ofKind.set(fact.name, [fact]);
      }
    }
    return changedKeys(removed, added);
  }
}

const kindsOf = ({ kind, custom }: ObjectFact): string[] => (custom ? [kind, customResources] : [kind]);

const objectKey = (kind: string, name: string): string => `object ${kind} ${name}`;
const detailKey = (kind: string): string => `detail ${kind}`;
const kindKey = (kind: string): string => `kind ${kind}`;

const clusterLast = (a: ObjectFact, b: ObjectFact): number => Number(!a.place) - Number(!b.place);

function changedKeys(removed: readonly ObjectFact[], added: readonly ObjectFact[]): ChangedKeys {
  const changed = new Set<string>();
  if (removed.length === 0 || added.length === 0) {
    for (const fact of [...removed, ...added]) {
      changed.add(objectKey(fact.kind, fact.name)).add(kindKey(fact.kind));
      for (const kind of kindsOf(fact)) changed.add(detailKey(kind));
    }
    return changed;
  }
  const seen = (facts: readonly ObjectFact[]): Map<string, ObjectFact> =>
    new Map(facts.map((fact) => [signature(fact), fact]));
  const identity = ({ kind, namespace, name }: ObjectFact): string => `${kind} ${namespace ?? ''} ${name}`;
  const before = seen(removed);
  const after = seen(added);
  const names = { before: new Set(removed.map(identity)), after: new Set(added.map(identity)) };
  for (const [there, elsewhere] of [
    [before, after],
    [after, before],
  ] as const) {
    for (const [written, fact] of there) {
      if (elsewhere.has(written)) continue;
      changed.add(objectKey(fact.kind, fact.name));
      for (const kind of kindsOf(fact)) changed.add(detailKey(kind));
      if (names.before.has(identity(fact)) !== names.after.has(identity(fact)))
        changed.add(kindKey(fact.kind));
    }
  }
  return changed;
}
