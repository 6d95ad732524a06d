import type { ObjectReference } from '../model/references.ts';
import { nearestNames } from '../schema/nearest.ts';
import { type Json, replaceScalar, setValue, yamlDocument } from '../syntax/edit.ts';
import type { FileChange, TextEdit } from '../text/document.ts';
import type { Lookups } from './lookups.ts';
import type { Place } from './object-fact.ts';

/** What to say of a reference whose object nobody has. */
interface Missing {
  readonly message: string;
  /** Nothing of that kind and namespace is known at all, so it may well live elsewhere. */
  readonly unsure: boolean;
  /** A name that was probably meant. */
  readonly near: string | undefined;
}

/** Undefined where the object exists, may be absent, or is made by something else. */
function missing(reference: ObjectReference, lookups: Lookups): Missing | undefined {
  const { kind, name, namespace, optional } = reference;
  if (optional || name.value === '' || alwaysThere.has(`${kind}/${name.value}`) || isTemplated(name.value))
    return undefined;
  if (lookups.find(kind, namespace, name.value).length > 0) return undefined;
  if (makers[kind]?.some((maker) => lookups.find(maker, namespace, name.value).length > 0)) return undefined;
  const elsewhere = lookups.find(kind, undefined, name.value)[0];
  const known = lookups.names(kind, namespace);
  const near = elsewhere ? undefined : nearestNames(name.value, known)[0];
  const where = namespace === undefined ? 'in this workspace' : `in namespace "${namespace}"`;
  return {
    message: `no ${kind} "${name.value}" ${where}${hint(elsewhere?.namespace, near)}`,
    unsure: known.length === 0 && !elsewhere,
    near,
  };
}

function hint(elsewhere: string | undefined, near: string | undefined): string {
  if (elsewhere !== undefined) return `, it exists in namespace "${elsewhere}"`;
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

/** A finding about a reference, with the fixes that all references share. */
export interface MissingFinding {
  readonly at: ObjectReference['name'];
  readonly message: string;
  readonly level?: 'info';
  readonly fix: readonly {
    readonly title: string;
    readonly edits?: () => readonly TextEdit[];
    readonly files?: () => readonly FileChange[];
  }[];
}

export interface Asking {
  readonly uri: string;
  /** New objects are written into files that hold objects. */
  readonly region: { readonly resources: readonly unknown[] };
  readonly lookups: Lookups;
}

/**
 * One finding for each missing object of a kind, at the first place that names it: use the name that was meant, or
 * create the object at the end of the same file. `body` gives what the new object holds beside its name, from the keys
 * that are asked of it.
 */
export function* missingObjects(
  wanted: string,
  references: readonly ObjectReference[],
  { uri, region, lookups }: Asking,
  body: (keys: readonly string[]) => Readonly<Record<string, Json>> = () => ({}),
): Iterable<MissingFinding> {
  const ofKind = references.filter((it) => it.kind === wanted);
  for (const reference of new Map(ofKind.toReversed().map((it) => [it.name.value, it])).values()) {
    const lack = missing(reference, lookups);
    if (!lack) continue;
    const { name, namespace } = reference;
    const { near, message, unsure } = lack;
    const keys = ofKind.flatMap((it) => (it.name.value === name.value && it.key ? [it.key.value] : []));
    const metadata = { name: name.value, ...(namespace === undefined ? {} : { namespace }) };
    const object = { apiVersion: 'v1', kind: wanted, metadata, ...body([...new Set(keys)]) };
    const rename = near !== undefined && {
      title: `Use "${near}"`,
      edits: () => replaceScalar(name.node, near),
    };
    const create = region.resources.length > 0 && {
      title: `Create ${wanted} "${name.value}"`,
      files: () => [{ uri, append: `---\n${yamlDocument(object)}` }],
    };
    const fix = [rename, create].filter((it) => it !== false);
    yield { at: name, message, fix, ...(unsure ? { level: 'info' } : {}) };
  }
}

/** What every namespace has by itself. */
const alwaysThere = new Set(['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt']);

/** Kinds of other operators whose objects become one of the same name. */
const makers: Readonly<Record<string, readonly string[]>> = { Secret: ['SealedSecret', 'ExternalSecret'] };

const isTemplated = (name: string): boolean => /\{\{|\$[({]/.test(name);

/**
 * One finding for each key that is asked of a ConfigMap or Secret which is known and has no such key: use the key that
 * was meant, or add it to the object.
 */
export function* missingKeys(
  wanted: 'ConfigMap' | 'Secret',
  references: readonly ObjectReference[],
  { lookups }: Asking,
): Iterable<MissingFinding> {
  for (const { kind, name, key, namespace, optional } of references) {
    if (kind !== wanted || !key || optional || isTemplated(key.value)) continue;
    const objects = lookups.find(kind, namespace, name.value);
    const keys = objects.flatMap((it) => it.keys ?? []);
    if (objects.length === 0 || objects.some((it) => !it.keys) || keys.includes(key.value)) continue;
    const near = nearestNames(key.value, keys)[0];
    const rename = near !== undefined && {
      title: `Use "${near}"`,
      edits: () => replaceScalar(key.node, near),
    };
    const holder = objects.find((it) => it.place)?.place;
    const add = holder && {
      title: `Add the key to ${kind} "${name.value}"`,
      files: () => addKey(holder, kind === 'ConfigMap' ? 'data' : 'stringData', key.value),
    };
    yield {
      at: key,
      message: `${kind} "${name.value}" has no key "${key.value}"${hint(undefined, near)}`,
      fix: [rename, add].filter((it) => it !== false && it !== undefined),
    };
  }
}

function addKey({ region, whole }: Place, map: string, key: string): FileChange[] {
  const root = region.model.resources.find((it) => it.node.start === whole.start)?.node;
  const edits = root ? setValue(region.text, root, [map, key], '') : [];
  return [
    {
      uri: region.uri,
      edits: edits.map(({ range, newText }) => ({ range: region.toFile(range), newText })),
    },
  ];
}
