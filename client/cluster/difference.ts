import { createHash } from 'node:crypto';
import { stringify } from 'yaml';

/** An object of the API as JSON. */
export type Json = Readonly<Record<string, unknown>>;

export interface Difference {
  /** YAML of the object as it is (empty if there is none) and as it would be, without values of Secrets. */
  readonly before: string;
  readonly after: string;
  readonly isChange: boolean;
}

/**
 * What would change in an object, by the server's word: what only the server writes is left out, and each value of a
 * Secret is replaced by a note that says no more than whether it changes.
 */
export function difference(live: Json | undefined, planned: Json): Difference {
  const [before, after] = [live && essence(live), essence(planned)];
  const isChange = JSON.stringify(before) !== JSON.stringify(after);
  if (planned.kind !== 'Secret') return { before: before ? yaml(before) : '', after: yaml(after), isChange };
  return {
    before: before ? yaml(hidden(before, after, 'old')) : '',
    after: yaml(hidden(after, before, 'new')),
    isChange,
  };
}

/** Tells two states of an object apart without keeping it; blind for what `difference` leaves out. */
export function fingerprint(object: Json | undefined): string {
  const text = object ? JSON.stringify(essence(object)) : 'nothing';
  return createHash('sha256').update(text).digest('base64');
}

const serverOwned = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'selfLink',
]);

/** A whole copy of the object, Secrets' values included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function essence(object: Json): Json {
  const { apiVersion, kind, metadata, ...content } = without(object, (key) => key === 'status');
  const { annotations, ...kept } = without(record(metadata), (key) => serverOwned.has(key));
  const notes = without(record(annotations), (key) => key === lastApplied);
  return {
    apiVersion,
    kind,
    metadata: { ...kept, ...(Object.keys(notes).length > 0 && { annotations: notes }) },
    ...content,
  };
}

const without = (object: Json, isUnwanted: (key: string) => boolean): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !isUnwanted(key)));

function hidden(secret: Json, other: Json | undefined, age: 'old' | 'new'): Json {
  const parts = ['data', 'stringData'].filter((it) => it in secret);
  return {
    ...secret,
    ...Object.fromEntries(
      parts.map((it) => [it, hiddenValues(record(secret[it]), record(other?.[it]), age)]),
    ),
  };
}

function hiddenValues(values: Json, others: Json, age: 'old' | 'new'): Json {
  const note = (key: string) =>
    key in others && others[key] !== values[key] ? `(hidden, ${age} value)` : '(hidden)';
  return Object.fromEntries(Object.keys(values).map((key) => [key, note(key)]));
}

const yaml = (object: Json): string => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });

/** The value if it is a mapping, else an empty one. */
export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
