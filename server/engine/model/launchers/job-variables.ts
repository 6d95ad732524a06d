import type { SchemaDocument } from '../../schema/schema.ts';
import { resolvePython } from '../../syntax/dialect.ts';
import type { Json } from '../../syntax/edit.ts';
import { entries, items, type Node, target } from '../../syntax/node.ts';
import type { Range } from '../../text/document.ts';
import type { Arguments } from './arguments.ts';
import type { LauncherCall } from './launcher.ts';
import { isMap } from './literal.ts';
import { jobVariables } from './prefect.ts';
import { prefectDeployments } from './prefect-deployments.ts';

/** Values that one place gives to the variables of a base job template. */
export interface JobVariables {
  readonly given: Arguments;
  /** It is known that a Kubernetes work pool takes them. */
  readonly isKubernetes: boolean;
  /** Where to point when all of it is meant. */
  readonly at: Range;
}

/** The places of a region that set job variables: deployments of a prefect.yaml, `deploy`, the `kubernetes` decorator. */
export function jobVariablesIn(region: {
  readonly launchers: readonly LauncherCall[];
  readonly documents: readonly SchemaDocument[];
}): JobVariables[] {
  const called = region.launchers.flatMap((it): JobVariables[] => {
    const { kind } = it;
    if (kind !== 'flow.deploy' && kind !== 'flow.to_deployment' && kind !== 'prefect kubernetes') return [];
    const given = new Map(jobVariables(kind, it.call));
    if (kind === 'prefect kubernetes') for (const name of ownArguments) given.delete(name);
    const pool = it.call.keywords.find(({ name }) => name === 'work_pool_name')?.value.value ?? '';
    const isKubernetes = kind === 'prefect kubernetes' || meansKubernetes(pool, given);
    return [{ given, isKubernetes, at: it.call.calleeRange }];
  });
  const written = region.documents
    .flatMap(prefectDeployments)
    .map(({ jobVariables: given, workPool, at }): JobVariables => ({
      given,
      isKubernetes: meansKubernetes(workPool?.value ?? '', given),
      at,
    }));
  return [...called, ...written];
}

/** Arguments of the decorator that are no job variables. */
const ownArguments = ['work_pool', 'include_files', 'launcher', 'include_files_base_dir'];

/** By the name of the pool, or by variables that no other kind of pool has. */
const meansKubernetes = (pool: string, given: Arguments): boolean =>
  /k8s|kube|(?:^|[-_])(?:gke|eks|aks)(?:$|[-_])/i.test(pool) ||
  [...given.keys()].some((it) => onlyThere.test(it));

const onlyThere =
  /^(?:namespace|finished_job_ttl|pod_watch_timeout_seconds|backoff_limit|(?:cpu|memory)_(?:request|limit))$/;

/** Where a value is not what a JSON schema asks for. */
export interface SchemaFault {
  readonly node: Node;
  /** Keys on the way to it. */
  readonly path: readonly string[];
  /** What it must be, as the end of a sentence. */
  readonly words: string;
}

/** The first fault of a value; undefined where it fits, or where it is not known. */
export function schemaFault(
  value: Node,
  schema: Json | undefined,
  path: readonly string[] = [],
): SchemaFault | undefined {
  const node = target(value);
  if (!isMap(schema) || isUnknown(node)) return undefined;
  if (Array.isArray(schema.anyOf)) {
    const faults = schema.anyOf.map((each: Json) => schemaFault(node, each, path));
    if (faults.includes(undefined)) return undefined;
    // Of the choices, null says nothing about what was meant, and the one of the right shape says most.
    const told = faults.filter((it) => it !== undefined && it.words !== asks.null);
    return told.find((it) => it !== undefined && it.path.length > path.length) ?? told[0];
  }
  const own = enumFault(node, schema) ?? typeFault(node, schema);
  return own === undefined ? insideFault(node, schema, path) : { node, path, words: own };
}

const asks: Readonly<Record<string, string>> = {
  string: 'must be text',
  integer: 'must be a whole number',
  number: 'must be a number',
  boolean: 'must be true or false',
  object: 'must be a map',
  array: 'must be a list',
  null: 'must be null',
};

function enumFault(node: Node, { enum: values }: Readonly<Record<string, Json>>): string | undefined {
  if (!Array.isArray(values)) return undefined;
  if (node.kind === 'scalar' && values.includes(valueOf(node))) return undefined;
  return `must be one of ${values.map((it: Json) => JSON.stringify(it)).join(', ')}`;
}

function typeFault(node: Node, { type, minimum }: Readonly<Record<string, Json>>): string | undefined {
  if (typeof type !== 'string') return undefined;
  if (!typesOf(node).includes(type)) return asks[type];
  const isLow = typeof minimum === 'number' && Number(valueOf(node)) < minimum;
  return isLow ? `must be ${minimum} or more` : undefined;
}

function typesOf(node: Node): readonly string[] {
  if (node.kind !== 'scalar') return [node.kind === 'seq' ? 'array' : 'object'];
  const { type } = resolvePython(node);
  return type === 'integer' ? ['integer', 'number'] : [type];
}

function insideFault(
  node: Node,
  { additionalProperties, items: item }: Readonly<Record<string, Json>>,
  path: readonly string[],
): SchemaFault | undefined {
  for (const { key, value } of entries(node)) {
    const fault =
      key.value === '<<' ? undefined : schemaFault(value, additionalProperties, [...path, key.value]);
    if (fault) return fault;
  }
  return items(node)
    .map((it) => schemaFault(it, item, path))
    .find((it) => it !== undefined);
}

function valueOf(node: Node): string | number | boolean | null {
  const scalar = resolvePython(node);
  return scalar.type === 'null' ? null : scalar.value;
}

/** Prefect fills in what stands between braces before it looks at the value. */
const isUnknown = (node: Node): boolean =>
  node.kind === 'unknown' || node.kind === 'alias' || (node.kind === 'scalar' && node.value.includes('{{'));
