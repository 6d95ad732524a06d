/** What is known of Airflow's own packages: `schemas/airflow/options.json`, which `schemas/airflow/extract-options.py` writes. */
export interface AirflowFacts {
  readonly source: string;
  /** The versions that were looked into, oldest first. */
  readonly versions: readonly string[];
  /** Sections that are not Airflow's own alone; all others are. */
  readonly sections: Readonly<Record<string, AirflowSection>>;
  readonly executors: readonly ExecutorNames[];
  readonly executorCalls: readonly ExecutorCalls[];
  /** By `section.option`, in lower case. */
  readonly options: Readonly<Record<string, AirflowOption>>;
}

interface AirflowSection {
  /** The provider package that declares it since Airflow 2.7; all its options were read. */
  readonly provider?: string;
  /** From this version on it may hold options that were not read. */
  readonly openSince?: string;
}

/** From the first to the last of the sampled versions, both included. */
export type VersionRange = readonly [first: string, last: string];

export interface AirflowOption {
  /** Sampled versions in which Airflow itself declares it. */
  readonly in?: readonly VersionRange[];
  /** A provider package declares it, for any Airflow since 2.7. */
  readonly provider?: boolean;
  readonly type?: string;
  readonly enum?: readonly string[];
  /** Defaults by the version each begins with. */
  readonly defaults?: readonly (readonly [version: string, value: string])[];
  /** May also come from a command or a secrets backend, as `…_CMD` and `…_SECRET`. */
  readonly sensitive?: boolean;
  /** Version of Airflow, or of the provider, that brought it. */
  readonly since?: string;
  readonly deprecated?: string;
  readonly renamed?: readonly OptionRename[];
  /** Removed on purpose in this version, by Airflow's own `airflow config lint`. */
  readonly removed?: string;
  /** Where a pod template says the same. */
  readonly instead?: string;
}

interface OptionRename {
  readonly to: string;
  readonly since: string;
  /** Sampled versions that still read the old name. */
  readonly read: readonly VersionRange[];
  /** Several old options became this one, so the value may need a thought. */
  readonly shared?: boolean;
}

/** Names that `[core] executor` takes from this version on, and whether it takes several. */
export interface ExecutorNames {
  readonly airflow: string;
  readonly names: readonly string[];
  readonly lists: boolean;
}

/** Verbs on pods that KubernetesExecutor calls, by version of its provider and the Airflow that it was read beside. */
interface ExecutorCalls {
  readonly provider: string;
  readonly airflow: string;
  readonly pods: readonly string[];
}

/** What a version makes of an option. */
export type OptionVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'deprecated'; readonly since: string }
  | {
      readonly kind: 'renamed';
      readonly to: string;
      readonly since: string;
      /** The version still reads the old name. */
      readonly read: boolean;
      readonly shared: boolean;
    }
  | { readonly kind: 'removed'; readonly since: string }
  /** Known to earlier versions only. */
  | { readonly kind: 'gone'; readonly since: string; readonly instead: string | undefined }
  /** Known to later versions only. */
  | { readonly kind: 'later'; readonly since: string }
  | { readonly kind: 'unknown' };

/**
 * What `version` makes of `section.option`; undefined where that cannot be told. Without a version only what all sampled
 * versions agree on is told.
 */
export function optionVerdict(
  facts: AirflowFacts,
  name: string,
  version: string | undefined,
): OptionVerdict | undefined {
  if (version !== undefined) return verdictAt(facts, name, version);
  const verdicts = facts.versions.map((it) => verdictAt(facts, name, it));
  const last = verdicts.at(-1);
  return verdicts.every((it) => it?.kind === last?.kind) ? last : undefined;
}

/** The default of an option in a version, the newest one without a version; undefined where it has none. */
export function optionDefault(option: AirflowOption, version: string | undefined): string | undefined {
  const defaults = option.defaults ?? [];
  if (version === undefined) return defaults.at(-1)?.[1];
  return (defaults.findLast(([since]) => compareVersions(since, version) <= 0) ?? defaults[0])?.[1];
}

/** All `section.option` that the version reads under this very name. */
export const knownOptions = (facts: AirflowFacts, version: string | undefined): string[] =>
  Object.keys(facts.options).filter((it) => {
    const kind = verdictAt(facts, it, version ?? newest(facts))?.kind;
    return kind === 'known' || kind === 'deprecated';
  });

/** The name under which the version knows the option, renames followed; undefined where it knows none. */
export function currentName(
  facts: AirflowFacts,
  name: string,
  version: string | undefined,
): string | undefined {
  let at = name;
  for (let hops = 0; hops < 5; hops++) {
    const verdict = verdictAt(facts, at, version ?? newest(facts));
    if (verdict?.kind === 'known' || verdict?.kind === 'deprecated') return at;
    if (verdict?.kind !== 'renamed') return undefined;
    at = verdict.to;
  }
  return undefined;
}

/** What the versions read on either side of a version take as executors, the nearest older one first; all without one. */
export function executorNames(
  { executors }: AirflowFacts,
  version: string | undefined,
): readonly ExecutorNames[] {
  if (version === undefined) return executors.toReversed();
  const before = executors.findLast((it) => compareVersions(it.airflow, version) <= 0);
  const after = executors.find((it) => compareVersions(it.airflow, version) >= 0);
  return [before, after].filter((it) => it !== undefined);
}

/** Verbs on pods that KubernetesExecutor needs in a version: those that all providers it may run with call. */
export function executorVerbs(facts: AirflowFacts, version: string | undefined): string[] {
  const newer = facts.executorCalls.filter(
    (it) => version !== undefined && compareVersions(it.airflow, version) <= 0,
  );
  const certain = newer.length === facts.executorCalls.length ? newer.slice(-1) : facts.executorCalls;
  const [first, ...others] = certain;
  return (first?.pods ?? []).filter((verb) => others.every(({ pods }) => pods.includes(verb)));
}

/** Negative where `a` is the older; parts that are absent count as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((it) => it.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `3.0` of `3.0.6`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const newest = (facts: AirflowFacts): string => facts.versions.at(-1) ?? '';

function verdictAt(facts: AirflowFacts, name: string, version: string): OptionVerdict | undefined {
  const near = neighbours(facts, version);
  if (!near) return undefined;
  const option = facts.options[name];
  if (!option) return unknownAt(facts, name, version);
  const rename = option.renamed?.findLast(({ since }) => compareVersions(since, version) <= 0);
  if (rename) return renamedAt(facts, rename, version);
  if (
    option.deprecated !== undefined &&
    isDeclared(option, near) &&
    compareVersions(option.deprecated, version) <= 0
  ) {
    return { kind: 'deprecated', since: option.deprecated };
  }
  if (isDeclared(option, near) || (option.provider && compareVersions(version, '2.7.0') >= 0))
    return { kind: 'known' };
  if (option.removed !== undefined && compareVersions(option.removed, version) <= 0) {
    return { kind: 'removed', since: option.removed };
  }
  return isOpen(facts, name, version) ? undefined : outsideItsTime(facts, option, version);
}

const knownNeighbours = new WeakMap<AirflowFacts, Map<string, readonly string[] | undefined>>();

/**
 * The sampled versions on either side of a version, of its own minor version where there are any. Undefined for a version
 * older than all. Kept, because every verdict on every option asks.
 */
function neighbours(facts: AirflowFacts, version: string): readonly string[] | undefined {
  let known = knownNeighbours.get(facts);
  if (!known) knownNeighbours.set(facts, (known = new Map<string, readonly string[] | undefined>()));
  if (!known.has(version)) known.set(version, findNeighbours(facts, version));
  return known.get(version);
}

function findNeighbours({ versions }: AirflowFacts, version: string): readonly string[] | undefined {
  const related = versions.filter((it) => minorOf(it) === minorOf(version));
  const candidates = related.length > 0 ? related : versions;
  const before = candidates.findLast((it) => compareVersions(it, version) <= 0);
  const after = candidates.find((it) => compareVersions(it, version) >= 0);
  if (before === undefined && related.length === 0) return undefined;
  return [before, after].filter((it) => it !== undefined);
}

const isDeclared = ({ in: ranges = [] }: AirflowOption, versions: readonly string[]): boolean =>
  versions.some((version) => isWithin(ranges, version));

const isWithin = (ranges: readonly VersionRange[], version: string): boolean =>
  ranges.some(([first, last]) => compareVersions(first, version) <= 0 && compareVersions(version, last) <= 0);

function renamedAt(
  facts: AirflowFacts,
  { to, since, read, shared }: OptionRename,
  version: string,
): OptionVerdict {
  const there = verdictAt(facts, to, version);
  if (there?.kind === 'removed' || there?.kind === 'gone') return there;
  const isRead = neighbours(facts, version)?.some((it) => isWithin(read, it)) === true;
  return { kind: 'renamed', to, since, read: isRead || isNewer(facts, version), shared: shared === true };
}

/** A minor version that came out after the last one sampled: it may know more, and less. */
const isNewer = (facts: AirflowFacts, version: string): boolean =>
  compareVersions(minorOf(version), minorOf(newest(facts))) > 0;

function unknownAt(facts: AirflowFacts, name: string, version: string): OptionVerdict | undefined {
  if (!hasSection(facts, name) || isOpen(facts, name, version) || isNewer(facts, version)) return undefined;
  return { kind: 'unknown' };
}

function isOpen({ sections }: AirflowFacts, name: string, version: string): boolean {
  const openSince = sections[sectionOf(name)]?.openSince;
  return openSince !== undefined && compareVersions(openSince, version) <= 0;
}

function outsideItsTime(
  facts: AirflowFacts,
  option: AirflowOption,
  version: string,
): OptionVerdict | undefined {
  const last = option.in?.at(-1)?.[1];
  const next = last === undefined ? undefined : facts.versions[facts.versions.indexOf(last) + 1];
  if (next !== undefined && compareVersions(minorOf(next), version) <= 0) {
    return { kind: 'gone', since: minorOf(next), instead: option.instead };
  }
  const first = option.in?.[0]?.[0] ?? (option.provider ? '2.7.0' : undefined);
  if (first !== undefined && compareVersions(first, version) > 0) {
    return { kind: 'later', since: option.provider ? minorOf(first) : (option.since ?? minorOf(first)) };
  }
  return undefined;
}

/** Whether any version knows an option of the section. */
export const hasSection = (facts: AirflowFacts, name: string): boolean =>
  Object.keys(facts.options).some((it) => sectionOf(it) === sectionOf(name));

const sectionOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));
