import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { clusterBinary } from '../binary.ts';
import { startControlPlane, type ControlPlane } from '../control-plane.ts';

/** As of node:test. Where there is no cluster to be had: skipped by name on a user's machine, failed in CI. */
export type ClusterTest = (name: string, body: () => Promise<void>) => void;

export interface TestCluster {
  readonly test: ClusterTest;
  /** Where there is no cluster, whatever is asked of it throws why. */
  readonly plane: ControlPlane;
  /** A folder for the tests' own files. */
  readonly folder: string;
}

export interface TestClusterOptions {
  readonly users?: readonly string[];
  /** What all tests need to be there. */
  readonly prepare?: (plane: ControlPlane) => Promise<void>;
}

/** Starts the one cluster that all tests of a file share; it ends with them. */
export async function testCluster({ users = [], prepare }: TestClusterOptions = {}): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'podium-test-'));
  const binary = await findBinary();
  const directory = join(folder, 'cluster');
  const plane = binary.ok ? await startControlPlane({ directory, binary: binary.path, users }) : undefined;
  after(async () => {
    await plane?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  if (plane) await prepare?.(plane);
  return { folder, test: testWith(binary), plane: plane ?? nothingOf(binary) };
}

function nothingOf(binary: FoundBinary): ControlPlane {
  const get = () => {
    throw binary.ok ? new Error('the cluster was not started') : binary.reason;
  };
  return new Proxy({} as ControlPlane, { get });
}

export type FoundBinary =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: Error };

export async function findBinary(): Promise<FoundBinary> {
  try {
    const path = await clusterBinary((line) => {
      console.error(line);
    });
    return { ok: true, path };
  } catch (error) {
    // Reported by each test that needs it.
    return { ok: false, reason: error instanceof Error ? error : new Error(String(error)) };
  }
}

export function testWith(binary: FoundBinary): ClusterTest {
  const skip = !binary.ok && !process.env.CI && binary.reason.message;
  return (name, body) => {
    void test(name, { timeout: 60_000, skip }, async () => {
      if (!binary.ok) throw binary.reason;
      await body();
    });
  };
}
