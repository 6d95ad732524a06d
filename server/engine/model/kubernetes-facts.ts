/** A version of a kind that the API server no longer serves, or soon will not. Numbers are minors of Kubernetes 1. */
export interface RemovedVersion {
  readonly apiVersion: string;
  readonly kind: string;
  readonly deprecated: number;
  readonly removed: number;
  readonly replacement?: string;
}

export interface KubernetesFacts {
  /** `schemas/kubernetes/removed-versions.json` */
  readonly removedVersions: readonly RemovedVersion[];
  /** Kinds of the API server by `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, Lifetime>>;
  /** Fields that came or went, by `definition#field`. */
  readonly fields: Readonly<Record<string, Lifetime>>;
}

/**
 * The first minor that has something, 0 where it was there before 1.27; the first without it again, 0 where there is none
 * yet. As in `schemas/kubernetes/since.json`.
 */
export type Lifetime = readonly [first: number, gone: number];

/** The newest Kubernetes that the schemas know: what files are checked against unless something else is said. */
const newestMinor = 36;

/** The minor of a version such as `1.33`, `v1.33.4` or `1.33+`; the newest where none is given. */
export function minorOf(version: string | undefined): number {
  const minor = /^v?1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? newestMinor : Number(minor);
}

/**
 * A version that is not served for ever, by the kind of it; undefined for others. Its replacement is left out where the
 * minor that is aimed at does not have it.
 */
export function removedVersion(
  { removedVersions, kinds }: KubernetesFacts,
  apiVersion: string,
  kind: string,
  minor: number,
): RemovedVersion | undefined {
  const found = removedVersions.find((it) => it.kind === kind && it.apiVersion === apiVersion);
  if (found?.replacement === undefined) return found;
  const [first = 0] = kinds[`${found.replacement}/${kind}`] ?? [];
  const { replacement: _, ...rest } = found;
  return first > minor ? rest : found;
}
