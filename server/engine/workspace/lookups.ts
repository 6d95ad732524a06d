import type { SchemaId } from '../schema/schema.ts';
import type { ObjectFact } from './object-fact.ts';

/**
 * The only way from a rule to other files. What was asked is recorded: that record is the dependency graph, and an edit
 * runs only those rules again whose questions it could answer differently.
 */
export interface Lookups {
  /** Objects of this kind and name in the namespace; an unknown namespace, on either side, matches any. */
  find(kind: string, namespace: string | undefined, name: string): readonly ObjectFact[];
  /** All objects of a kind, in document order, the cluster's last. `customResources` stands for all custom kinds. */
  all(kind: string): readonly ObjectFact[];
  /** Names of the objects of a kind in a namespace, for completion and for "did you mean". */
  names(kind: string, namespace: string | undefined): readonly string[];
}

/** All objects of kinds that operators bring. */
export const customResources = 'custom resource';

/**
 * What an object's findings rest on by its schema, given `apiVersion/kind`: the schemas of its `apiVersion`, which files and
 * the cluster may bring.
 */
export const schemasKey = (id: SchemaId): string => `schemas ${id.slice(0, id.lastIndexOf('/'))}`;

export const sameNamespace = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;
