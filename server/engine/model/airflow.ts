import { nearestNames } from '../schema/nearest.ts';
import { entries, get, items, text } from '../syntax/node.ts';
import { type AirflowFacts, currentName } from './airflow-facts.ts';
import { imageVersion } from './airflow-image.ts';
import { parseImage } from './image.ts';
import type { Container, EnvVar } from './pod.ts';
import type { Resource } from './resource.ts';

/** How the name of a variable reads. */
export interface OptionName {
  /** `section.option`, in lower case. */
  readonly option: string;
  /** What follows the option: a command or a path in the secrets backend gives the value. */
  readonly suffix: '' | '_CMD' | '_SECRET';
  /** `AIRFLOW__TEAM___`, since 3.0. */
  readonly prefix: string;
}

/** Splits a name such as `AIRFLOW__CORE__SQL_ALCHEMY_CONN_CMD`; undefined for what is no option's name. */
export function readOptionName(facts: AirflowFacts, name: string): OptionName | undefined {
  const [, prefix = '', section = '', key = ''] = optionPattern.exec(name) ?? [];
  if (section === '' || name !== name.toUpperCase() || freeKeys.test(name)) return undefined;
  const index = optionIndex(facts);
  const written = `AIRFLOW__${section}__${key}`;
  for (const suffix of ['', '_CMD', '_SECRET'] as const) {
    const known = written.endsWith(suffix)
      ? index.byVariable.get(written.slice(0, written.length - suffix.length))
      : undefined;
    if (known !== undefined) return { option: known, suffix, prefix };
  }
  const owner = index.bySection.get(section) ?? section.toLowerCase();
  return { option: `${owner}.${key.toLowerCase()}`, suffix: '', prefix };
}

/** `AIRFLOW__CORE__EXECUTOR` for `core.executor`. */
export function variableName(option: string, { prefix, suffix }: Partial<OptionName> = {}): string {
  return `AIRFLOW__${prefix ?? ''}${sectionVariable(option)}__${keyVariable(option)}${suffix ?? ''}`;
}

/** The name that was probably meant by one that the version does not know; undefined where none is near. */
export function nearestVariable(
  facts: AirflowFacts,
  name: string,
  version: string | undefined,
): string | undefined {
  const meant = nearestOption(facts, name, version);
  const current = meant === undefined ? undefined : currentName(facts, meant, version);
  return current === undefined ? undefined : variableName(current);
}

function nearestOption(facts: AirflowFacts, name: string, version: string | undefined): string | undefined {
  const misspelt = optionIndex(facts).byFolded.get(fold(name));
  if (misspelt !== undefined) return misspelt;
  const [, , section = '', key = ''] = optionPattern.exec(name.toUpperCase()) ?? [];
  const readable = Object.keys(facts.options)
    .filter((option) => currentName(facts, option, version) !== undefined)
    .map((option) => ({ option, section: sectionVariable(option), key: keyVariable(option) }));
  const ofSection = readable.filter((it) => it.section === section);
  const [nearKey] = nearestNames(key, new Set(ofSection.map((it) => it.key)));
  if (ofSection.length > 0) return ofSection.find((it) => it.key === nearKey)?.option;
  const nearSections = nearestNames(section, new Set(readable.map((it) => it.section)));
  return readable.find((it) => nearSections.includes(it.section) && it.key === key)?.option;
}

/** Whether the name is one that Airflow could only mean as an option, though it reads none by it. */
export const isMisspelt = (facts: AirflowFacts, name: string): boolean =>
  readOptionName(facts, name) === undefined &&
  !freeKeys.test(name) &&
  optionIndex(facts).byFolded.has(fold(name));

/** The version of Airflow in a container: of its own image, else of another of the pod. */
export function containerVersion({ image, pod }: Container): string | undefined {
  const images = [image, ...[...pod.containers, ...pod.initContainers].map((it) => it.image)];
  for (const it of images) {
    const version = it && imageVersion(it.value);
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The variable of a container that sets an option, by this name or an older one. */
export const containerOption = (
  { env }: Container,
  facts: AirflowFacts,
  option: string,
): EnvVar | undefined =>
  env.find(({ name }) => {
    const read = name?.value.startsWith('AIRFLOW__') ? readOptionName(facts, name.value) : undefined;
    return read?.suffix === '' && (read.option === option || oldNames[option] === read.option);
  });

/** What these options were called before 2.5, and are called in many files still. */
const oldNames: Readonly<Record<string, string>> = {
  'kubernetes_executor.namespace': 'kubernetes.namespace',
  'kubernetes_executor.pod_template_file': 'kubernetes.pod_template_file',
  'kubernetes_executor.worker_container_repository': 'kubernetes.worker_container_repository',
  'kubernetes_executor.worker_container_tag': 'kubernetes.worker_container_tag',
};

/** A value that is all there: no template and no other variable fills it in. */
export const isLiteral = (value: string): boolean => value.trim() !== '' && !/\$\(|\{\{|\$\{/.test(value);

/** Whether a variable sets an option that Airflow itself calls sensitive, by its value rather than a way to it. */
export function isSensitiveOption(facts: AirflowFacts, name: string): boolean {
  const read = readOptionName(facts, name);
  return read?.suffix === '' && facts.options[read.option]?.sensitive === true;
}

/** Class names of the executors that a value of `[core] executor` names; aliases, teams and modules are left out. */
export const executorsIn = (value: string): string[] =>
  value.split(/[,;]/).flatMap((it) => /(\w+)\s*$/.exec(it)?.[1] ?? []);

export const kubernetesExecutors: ReadonlySet<string> = new Set([
  'KubernetesExecutor',
  'CeleryKubernetesExecutor',
  'LocalKubernetesExecutor',
]);

/** Whether a container runs the scheduler, which is what runs the executor. */
export function runsScheduler({ node, name, pod }: Container): boolean {
  const words = ['command', 'args'].flatMap((it) => items(get(node, it)).map((word) => text(word) ?? ''));
  if (words.length > 0) return words.some((it) => /\b(?:scheduler|standalone)\b/.test(it));
  if (get(node, 'command') ?? get(node, 'args')) return false;
  const labels = entries(pod.labels).map(({ value }) => text(value) ?? '');
  return [name?.value, pod.owner.name?.value, ...labels].some((it) => it?.includes('scheduler'));
}

/** Whether a Pod is the template that Airflow makes its workers from, rather than a pod. */
export function isWorkerTemplate({ kind, name, node, labels, pod }: Resource, uri: string): boolean {
  if (kind !== 'Pod' || name || get(node, 'metadata', 'generateName')) return false;
  if (/pod[-_]?template[^/]*$/i.test(uri)) return true;
  const images = pod?.containers.map((it) => parseImage(it.image?.value ?? '')?.name ?? '') ?? [];
  const says = entries(labels).flatMap(({ key, value }) => [key.value, text(value) ?? '']);
  return [...images.map((it) => it.split('/').at(-1)), ...says].some((it) => it?.includes('airflow'));
}

const optionPattern = /^AIRFLOW__((?:[^_]|_(?!_))+___)?(.+?)__(.+)$/;

/** Keys of the secrets backends, each a variable of its own. */
const freeKeys = /^AIRFLOW__(?:.+___)?(?:SECRETS__BACKEND_KWARG|WORKERS__SECRETS_BACKEND_KWARG)__/;

interface OptionIndex {
  /** Sections by how variables spell them: `common.io` by `COMMON_IO`. */
  readonly bySection: ReadonlyMap<string, string>;
  readonly byVariable: ReadonlyMap<string, string>;
  readonly byFolded: ReadonlyMap<string, string>;
}

const indexes = new WeakMap<AirflowFacts, OptionIndex>();

function optionIndex(facts: AirflowFacts): OptionIndex {
  const known = indexes.get(facts);
  if (known) return known;
  const names = Object.keys(facts.options).map((option): [string, string] => [variableName(option), option]);
  const made = {
    bySection: new Map(
      names.map(([, option]) => [sectionVariable(option), option.slice(0, option.lastIndexOf('.'))]),
    ),
    byVariable: new Map(names),
    byFolded: new Map(names.map(([variable, option]) => [fold(variable), option])),
  };
  indexes.set(facts, made);
  return made;
}

const fold = (name: string): string => name.toUpperCase().replace(/[-_.]+/g, '_');

/** Section and key of `section.option`. */
export function optionOf(option: string): { readonly section: string; readonly key: string } {
  const dot = option.lastIndexOf('.');
  return { section: option.slice(0, dot), key: option.slice(dot + 1) };
}

const sectionVariable = (option: string): string =>
  optionOf(option).section.replaceAll('.', '_').toUpperCase();
const keyVariable = (option: string): string => optionOf(option).key.toUpperCase();
