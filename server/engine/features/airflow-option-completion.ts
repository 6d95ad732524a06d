import { containerVersion, optionOf, readOptionName, variableName } from '../model/airflow.ts';
import {
  type AirflowFacts,
  type AirflowOption,
  executorNames,
  knownOptions,
  optionDefault,
} from '../model/airflow-facts.ts';
import type { EnvVar } from '../model/pod.ts';
import { get } from '../syntax/node.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

interface OptionCompletion {
  readonly label: string;
  /** Type and default, for the right-hand column. */
  readonly detail: string;
}

type Found = { readonly range: Range; readonly items: readonly OptionCompletion[] } | undefined;

/**
 * Names of the options that the version of Airflow at hand reads, where the offset is on a name that begins with
 * `AIRFLOW_` or on a key of `airflow.cfg`; the values of an option, where it is on one. `range` is what an item replaces,
 * in the region.
 */
export function airflowOptionCompletion(
  region: Region,
  offset: number,
  facts: AirflowFacts,
  configuredVersion: string | undefined,
): Found {
  const { model } = region;
  const inContainer = model.pods
    .flatMap((it) => [...it.initContainers, ...it.containers])
    .flatMap((it) => it.env)
    .find(({ node }) => covers(node, offset));
  if (inContainer) return ofContainer(inContainer, offset, facts, configuredVersion);
  const set = model.airflow.find(
    ({ value, name }) => value && (covers(value, offset) || covers(name, offset)),
  );
  const version = set?.version ?? configuredVersion;
  if (set?.value && covers(set.value, offset)) {
    return ofValue(set.name.value, set.value, facts, version);
  }
  return region.language === 'ini'
    ? ofSection(region, offset, facts, version)
    : ofWord(region, offset, facts, version);
}

function ofContainer(
  variable: EnvVar,
  offset: number,
  facts: AirflowFacts,
  configuredVersion: string | undefined,
): Found {
  const { name, container, node } = variable;
  const version = containerVersion(container) ?? configuredVersion;
  if (name && covers(name, offset)) {
    if (!name.value.startsWith('AIRFLOW_')) return undefined;
    const taken = container.env.filter((it) => it.node !== node).map((it) => it.name?.value);
    return { range: inside(name, name.value), items: variableNames(facts, version, new Set(taken)) };
  }
  const value = get(node, 'value');
  return name && value && covers(value, offset)
    ? ofValue(name.value, { start: value.start, end: value.end, value: value.value }, facts, version)
    : undefined;
}

function ofValue(
  name: string,
  value: Range & { readonly value: string },
  facts: AirflowFacts,
  version: string | undefined,
): Found {
  const read = readOptionName(facts, name);
  const option = read && facts.options[read.option];
  if (!option || read.suffix !== '') return undefined;
  const items = optionValues(facts, read.option, option, version);
  return items.length > 0 ? { range: inside(value, value.value), items } : undefined;
}

/** A key of `airflow.cfg`, or of the values that a key that has none yet takes. */
function ofSection(
  { text, model }: Region,
  offset: number,
  facts: AirflowFacts,
  version: string | undefined,
): Found {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const section = [...text.slice(0, lineStart).matchAll(/^\[([^\]\n]+)\]/gm)].at(-1)?.[1];
  if (section === undefined) return undefined;
  const [, key] = /^([\w.]+)[ \t]*[=:][ \t]*$/.exec(before) ?? [];
  if (key !== undefined) {
    return ofValue(
      variableName(`${section}.${key}`),
      { start: offset, end: offset, value: '' },
      facts,
      version,
    );
  }
  if (!/^[\w.]*$/.test(before)) return undefined;
  const end = offset + (/^[\w.]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const taken = new Set(model.airflow.filter((it) => it.name.start !== lineStart).map((it) => it.name.value));
  const items = knownOptions(facts, version)
    .filter((it) => optionOf(it).section === section && !taken.has(variableName(it)))
    .map((it) => ({ label: optionOf(it).key, detail: describe(facts.options[it], version) }));
  return items.length > 0 ? { range: { start: lineStart, end }, items } : undefined;
}

/** A word that begins like a variable, where a ConfigMap, a Compose file or a Dockerfile takes one. */
function ofWord(
  { text, model }: Region,
  offset: number,
  facts: AirflowFacts,
  version: string | undefined,
): Found {
  const before = /(?:^|[\s"'-])(AIRFLOW_\w*)$/.exec(
    text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset),
  )?.[1];
  if (before === undefined) return undefined;
  const takes =
    model.language === 'dockerfile' ||
    model.resources.some(({ kind, node }) => /^(?:ConfigMap|Secret)$/.test(kind) && covers(node, offset)) ||
    (model.resources.length === 0 && get(model.root, 'services') !== undefined);
  if (!takes) return undefined;
  const start = offset - before.length;
  const end = offset + (/^\w*/.exec(text.slice(offset))?.[0].length ?? 0);
  const taken = new Set(model.airflow.filter((it) => it.name.start !== start).map((it) => it.name.value));
  return { range: { start, end }, items: variableNames(facts, version, taken) };
}

const variableNames = (
  facts: AirflowFacts,
  version: string | undefined,
  taken: ReadonlySet<string | undefined>,
): OptionCompletion[] =>
  knownOptions(facts, version)
    .map((it) => ({ label: variableName(it), detail: describe(facts.options[it], version) }))
    .filter(({ label }) => !taken.has(label));

function optionValues(
  facts: AirflowFacts,
  name: string,
  option: AirflowOption,
  version: string | undefined,
): OptionCompletion[] {
  const standard = optionDefault(option, version);
  const executors = name === 'core.executor' ? executorNames(facts, version)[0]?.names : undefined;
  const values = executors ?? option.enum ?? (isSwitch(option, standard) ? ['True', 'False'] : []);
  return values
    .filter((it) => it !== '')
    .map((label) => ({ label, detail: label === standard ? 'default' : '' }));
}

/** Many switches are declared as text with the default `True` or `False`. */
const isSwitch = ({ type }: AirflowOption, standard: string | undefined): boolean =>
  type === 'boolean' || standard === 'True' || standard === 'False';

function describe(option: AirflowOption | undefined, version: string | undefined): string {
  const standard = option && optionDefault(option, version);
  const parts = [option?.type, standard === undefined || standard === '' ? undefined : `default ${standard}`];
  return parts.filter((it) => it !== undefined).join(', ');
}

/** The text of a scalar without its quotes. */
function inside({ start, end }: Range, value: string): Range {
  const quote = end - start === value.length + 2 ? 1 : 0;
  return { start: start + quote, end: end - quote };
}
