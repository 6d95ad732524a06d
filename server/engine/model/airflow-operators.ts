import { compareVersions, type VersionRange } from './airflow-facts.ts';
import type { InstalledVersions } from './versions.ts';

/** `schemas/airflow/operators.json`, which `schemas/airflow/extract-operators.py` writes. */
export interface OperatorFacts {
  readonly source: string;
  /** Versions of the provider that were looked into, oldest first, with the oldest Airflow that each runs on. */
  readonly providers: readonly { readonly version: string; readonly airflow: string }[];
  /** Versions of Airflow whose BaseOperator was looked into, oldest first. */
  readonly airflows: readonly string[];
  /** Names that stand elsewhere now, by `module:name`. */
  readonly moves: Readonly<Record<string, MovedName>>;
  /** Arguments of KubernetesPodOperator that are on their way out, or gone. */
  readonly retired: Readonly<Record<string, RetiredArgument>>;
  /** The values of arguments that become enumerations. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
  /** Arguments of BaseOperator, their ranges in versions of Airflow. */
  readonly base: Readonly<Record<string, OperatorParameter>>;
  /** Operators and decorators by the name they are called by. */
  readonly classes: Readonly<Record<string, OperatorClass>>;
}

export interface OperatorParameter {
  readonly type?: string;
  readonly required?: true;
  /** As Python writes it; absent where there is none, or where it is `None`. */
  readonly default?: string;
  /** Sampled versions that have it; absent where all that have the class do. */
  readonly in?: readonly VersionRange[];
  /** A decorator gives it by itself and fails where its user does too. */
  readonly refused?: true;
}

interface OperatorClass {
  readonly in: readonly VersionRange[];
  /** Modules that define it, with the versions in which they do; a decorator has none. */
  readonly modules?: Readonly<Record<string, readonly VersionRange[]>>;
  /** The class that takes its further arguments. */
  readonly base?: string;
  /** It hands further arguments to a class that was not looked into. */
  readonly open?: true;
  readonly parameters: Readonly<Record<string, OperatorParameter>>;
}

export interface MovedName {
  /** Its module now; absent where nothing took its place. */
  readonly to?: string;
  /** Its name there, where that is another. */
  readonly name?: string;
  /** The model of the Kubernetes client that took its place. */
  readonly model?: string;
  /** The provider that first has the new place, where not all that were looked into do. */
  readonly since?: string;
  /** The first version of Airflow or of the provider that does not have the old place. */
  readonly gone: { readonly airflow?: string; readonly provider?: string };
}

export interface RetiredArgument {
  readonly deprecated?: string;
  readonly ignored?: string;
  readonly removed?: string;
  /** The version of Airflow from which on it counts as deprecated. */
  readonly airflow?: string;
  readonly to: string;
  /** What its values become, as Python writes both. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What an operator makes of an argument. */
export type ArgumentVerdict =
  | { readonly kind: 'known' }
  /** The operator gives it by itself. */
  | { readonly kind: 'refused' }
  /** Known to later versions only; `since` is the first sampled one. */
  | { readonly kind: 'later'; readonly since: string; readonly of: ArgumentOwner }
  /** Known to earlier versions only; `since` is the first sampled one without it. */
  | { readonly kind: 'gone'; readonly since: string; readonly of: ArgumentOwner }
  | { readonly kind: 'unknown' };

/** The package whose version decides about an argument. */
type ArgumentOwner = 'airflow' | 'airflowProvider';

/** The operator that a qualified name is, old import paths and `.partial` included; undefined for all others. */
export function operatorOf(facts: OperatorFacts, callee: string): string | undefined {
  const path = callee.replace(/\.partial$/, '');
  const decorator = /^airflow\.(?:sdk|decorators)\.(task\.\w+)$/.exec(path)?.[1];
  if (decorator !== undefined) return Object.hasOwn(facts.classes, decorator) ? decorator : undefined;
  const dot = path.lastIndexOf('.');
  const [module, name] = [path.slice(0, dot), path.slice(dot + 1)];
  const found = Object.hasOwn(facts.classes, name) ? facts.classes[name] : undefined;
  const isItsPlace = found?.modules?.[module] ?? facts.moves[`${module}:${name}`];
  return isItsPlace ? name : undefined;
}

/** Whether an operator is another one or takes all that the other takes. */
export const isOperator = (facts: OperatorFacts, name: string, other: string): boolean =>
  lineage(facts, name).includes(other);

/** All arguments that an operator takes in the versions in force, its own before those of what it extends. */
export function operatorParameters(
  facts: OperatorFacts,
  name: string,
  versions: InstalledVersions,
): Readonly<Record<string, OperatorParameter>> {
  const provider = possibleProviders(facts, versions)?.at(-1);
  const airflow = neighbours(facts.airflows, versions.airflow)?.at(-1) ?? facts.airflows.at(-1);
  const found = new Map<string, OperatorParameter>();
  for (const it of lineage(facts, name)) {
    const isBase = it === baseOperator;
    const version = isBase ? airflow : provider;
    for (const [argument, parameter] of Object.entries(
      isBase ? facts.base : (facts.classes[it]?.parameters ?? {}),
    )) {
      if (!found.has(argument) && isIn(parameter.in, version)) found.set(argument, parameter);
    }
  }
  return Object.fromEntries(
    [...found].filter(([argument, { refused }]) => !refused && !isRetired(facts, argument, provider)),
  );
}

/**
 * What an operator makes of an argument in the versions in force, or in all versions that may be. Undefined where that
 * cannot be told: the operator, or what it extends, or the version was not looked into.
 */
export function argumentVerdict(
  facts: OperatorFacts,
  name: string,
  argument: string,
  versions: InstalledVersions,
): ArgumentVerdict | undefined {
  const line = lineage(facts, name);
  const found = facts.classes[name];
  const providers = possibleProviders(facts, versions)?.filter((it) => isIn(found?.in, it)) ?? [];
  if (!found || providers.length === 0 || !line.includes(baseOperator)) return undefined;
  const ofBase = facts.base[argument];
  const airflows = neighbours(facts.airflows, versions.airflow);
  if (!airflows) return undefined;
  if (ofBase && airflows.some((it) => isIn(ofBase.in, it))) return { kind: 'known' };
  const sampled = facts.providers.map((it) => it.version);
  for (const it of line) {
    const parameter = facts.classes[it]?.parameters[argument];
    if (!parameter) continue;
    if (providers.some((version) => isIn(parameter.in, version))) {
      return { kind: parameter.refused ? 'refused' : 'known' };
    }
    if (!parameter.refused) return outside(sampled, parameter.in ?? [], providers, 'airflowProvider');
  }
  if (ofBase) return outside(facts.airflows, ofBase.in ?? [], airflows, 'airflow');
  const isNewer =
    isAfter(versions.airflowProvider, sampled.at(-1)) || isAfter(versions.airflow, facts.airflows.at(-1));
  return isNewer ? undefined : { kind: 'unknown' };
}

/** Whether the versions in force are all at or after this one of the provider; undefined where some are and some are not. */
export function isProviderFrom(
  facts: OperatorFacts,
  versions: InstalledVersions,
  version: string,
): boolean | undefined {
  if (versions.airflowProvider !== undefined) return compareVersions(versions.airflowProvider, version) >= 0;
  const possible = possibleProviders(facts, versions) ?? [];
  const from = possible.filter((it) => compareVersions(it, version) >= 0);
  return from.length === 0 ? false : from.length === possible.length ? true : undefined;
}

const baseOperator = 'BaseOperator';

/** The operator and what it extends, down to BaseOperator where all of it was looked into. */
function lineage(facts: OperatorFacts, name: string): string[] {
  const line: string[] = [];
  for (let at: string | undefined = name; at !== undefined && line.length < 10;) {
    line.push(at);
    at = Object.hasOwn(facts.classes, at) ? facts.classes[at]?.base : undefined;
  }
  return line;
}

/** Sampled versions of the provider that may be in force: those beside the one that is, or all that the Airflow takes. */
function possibleProviders(
  { providers }: OperatorFacts,
  { airflow, airflowProvider }: InstalledVersions,
): readonly string[] | undefined {
  const sampled = providers.map((it) => it.version);
  if (airflowProvider !== undefined) return neighbours(sampled, airflowProvider);
  if (airflow === undefined) return sampled;
  const tooNew = providers.findIndex((it) => compareVersions(it.airflow, airflow) > 0);
  // Between the last that runs on it and the next one there may be more that do.
  return tooNew < 0 ? sampled : sampled.slice(0, tooNew + 1);
}

/** The sampled versions on either side of a version, all without one; undefined for a version older than all. */
function neighbours(sampled: readonly string[], version: string | undefined): readonly string[] | undefined {
  if (version === undefined) return sampled;
  const before = sampled.findLast((it) => compareVersions(it, version) <= 0);
  const after = sampled.find((it) => compareVersions(it, version) >= 0);
  return before === undefined ? undefined : [...new Set([before, after ?? before])];
}

const isIn = (ranges: readonly VersionRange[] | undefined, version: string | undefined): boolean =>
  ranges === undefined ||
  version === undefined ||
  ranges.some(([first, last]) => compareVersions(first, version) <= 0 && compareVersions(version, last) <= 0);

const isAfter = (version: string | undefined, last: string | undefined): boolean =>
  version !== undefined && last !== undefined && compareVersions(version, last) > 0;

const isRetired = ({ retired }: OperatorFacts, argument: string, provider: string | undefined): boolean => {
  const { removed, ignored } = retired[argument] ?? {};
  const since = removed ?? ignored;
  return since !== undefined && provider !== undefined && compareVersions(since, provider) <= 0;
};

function outside(
  sampled: readonly string[],
  ranges: readonly VersionRange[],
  possible: readonly string[],
  of: ArgumentOwner,
): ArgumentVerdict | undefined {
  const newest = possible.at(-1) ?? '';
  const oldest = possible[0] ?? '';
  const later = ranges.find(([first]) => compareVersions(first, newest) > 0);
  if (later) return { kind: 'later', since: later[0], of };
  const last = ranges.findLast((it) => compareVersions(it[1], oldest) < 0)?.[1];
  const since = last === undefined ? undefined : sampled[sampled.indexOf(last) + 1];
  return since === undefined ? undefined : { kind: 'gone', since, of };
}
