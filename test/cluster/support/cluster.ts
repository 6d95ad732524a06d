import assert from 'node:assert/strict';
import type {
  Cluster,
  ClusterBundle,
  ClusterFailure,
  ConnectOptions,
  Outcome,
  PlannedObject,
  Result,
  Runs,
} from '../../../client/cluster/cluster.ts';
import * as kubeCluster from '../../../client/cluster/kube-cluster.ts';

/** The sources of `dist/cluster.cjs`, seen as the client sees the bundle. */
const bundle: ClusterBundle = kubeCluster;

export function connected(options: Partial<ConnectOptions> & Pick<ConnectOptions, 'paths'>): Cluster {
  return value(bundle.connect({ context: 'podium-test', protection: 'none', ...options }));
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

export function failure<K extends ClusterFailure['kind']>(
  result: Result<unknown>,
  kind: K,
): Extract<ClusterFailure, { kind: K }> {
  if (result.ok) assert.fail(`succeeded with ${JSON.stringify(result.value)}`);
  return ofKind(result.failure, kind);
}

export function ofKind<K extends ClusterFailure['kind']>(
  it: ClusterFailure | undefined,
  kind: K,
): Extract<ClusterFailure, { kind: K }> {
  assert.equal(it?.kind, kind, it?.message);
  return it as Extract<ClusterFailure, { kind: K }>;
}

export function outcome<K extends Outcome['kind']>(
  result: Result<Outcome>,
  kind: K,
): Extract<Outcome, { kind: K }> {
  const found = value(result);
  assert.equal(found.kind, kind, JSON.stringify(found, undefined, 1));
  return found as Extract<Outcome, { kind: K }>;
}

export function only(objects: readonly PlannedObject[]): PlannedObject {
  const [first] = objects;
  assert.equal(objects.length, 1);
  assert.ok(first);
  return first;
}

/** The document to apply, as the only one of its file. */
export const documents = (...texts: readonly string[]) => texts.map((text) => ({ text, start: 0 }));

/** Follows the runs of a cluster until the tree is as wanted. */
export async function runsUntil(
  cluster: Cluster,
  isReached: (runs: Runs) => boolean,
  limit = 30_000,
): Promise<Runs> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      runs.close();
      reject(
        new Error(`not reached: ${runs.state}, ${runs.failure?.message ?? 'no failure'}\n${treeText(runs)}`),
      );
    }, limit);
    const runs = cluster.watchRuns(() => {
      if (!isReached(runs)) return;
      clearTimeout(timer);
      resolve(runs);
    });
  });
}

/** The tree with one row per line, without the times. */
export function treeText(runs: Pick<Runs, 'rows'>, parent?: string, indent = ''): string {
  return runs
    .rows(parent)
    .map((it) => {
      const reason = it.reason === undefined ? '' : ` (${it.reason})`;
      return `${indent}${it.kind} ${it.label}: ${it.state}${reason}\n${treeText(runs, it.id, `${indent}  `)}`;
    })
    .join('');
}
