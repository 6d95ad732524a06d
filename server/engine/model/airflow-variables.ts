import { removeEntry } from '../syntax/edit.ts';
import { embeddedText } from '../syntax/embedded.ts';
import { type IniEntry, type IniSection, type IniText, readIni } from '../syntax/ini.ts';
import { removeItem } from '../syntax/list-edit.ts';
import { entries, entry, get, items, Node, target, text as textOf } from '../syntax/node.ts';
import { type Range, type TextEdit, within } from '../text/document.ts';
import { containerVersion, optionOf, readOptionName, variableName } from './airflow.ts';
import type { AirflowFacts } from './airflow-facts.ts';
import { imageVersion } from './airflow-image.ts';
import { readEnvironment } from './dockerfile.ts';
import { type Located, located } from './located.ts';
import type { PodSpec } from './pod.ts';
import type { Resource } from './resource.ts';

/** An option of Airflow that is set somewhere: by a variable of a container, or in a file of settings. */
export interface AirflowVariable {
  /** `AIRFLOW__SECTION__OPTION`, at the place of the name; in `airflow.cfg` that of the key. */
  readonly name: Located;
  /** Absent where the value comes from elsewhere or is unknown. */
  readonly value: Located | undefined;
  /** The version of Airflow that reads it, where its own container or image says it. */
  readonly version: string | undefined;
  /** The ConfigMap or Secret that holds it, whose users say the version. */
  readonly shared: Resource | undefined;
  readonly writing: Writing;
}

/** How a variable is written, which is how it is renamed and removed. */
type Writing =
  | { readonly kind: 'list'; readonly list: Node; readonly item: Node }
  | { readonly kind: 'map'; readonly map: Node }
  | {
      readonly kind: 'file';
      readonly file: SettingsFile;
      readonly section: IniSection;
      readonly entry: IniEntry;
    }
  /** Under `config` of the chart's values. */
  | { readonly kind: 'config'; readonly section: string; readonly map: Node }
  /** A key of the chart's values that becomes the option. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'words' };

/** An `airflow.cfg`, be it in a ConfigMap; places are those of the region. */
interface SettingsFile {
  readonly sections: readonly IniSection[];
}

/** What is read of a region to find its variables. */
interface Source {
  readonly text: string;
  readonly root: Node | undefined;
  readonly pods: readonly PodSpec[];
  readonly resources: readonly Resource[];
}

/** All variables of a YAML region that are named like options, in the order of their kinds. */
export function variablesInYaml({ text, root, pods, resources }: Source): AirflowVariable[] {
  if (!words.some((it) => text.includes(it))) return [];
  return [
    ...podVariables(pods),
    ...resources.flatMap((it) => sharedVariables(text, it)),
    ...(resources.length === 0 ? [...composeVariables(root), ...chartVariables(root)] : []),
  ];
}

/** Words of which a file that sets options has one; looking for them costs far less than looking for options. */
const words = ['airflow', 'AIRFLOW', 'Airflow', 'executor'];

/** Those of an `airflow.cfg`. */
export const variablesInIni = (text: string): AirflowVariable[] => fileVariables(readIni(text), undefined);

/** Those that the `ENV` lines of a Dockerfile set. */
export const variablesInDockerfile = (text: string): AirflowVariable[] =>
  readEnvironment(text).flatMap(({ name, value, image }) =>
    isOptionLike(name.value)
      ? [
          {
            name: synthetic(name),
            value: synthetic(value),
            version: image === undefined ? undefined : imageVersion(image),
            shared: undefined,
            writing: { kind: 'words' },
          },
        ]
      : [],
  );

/** Those of the containers of some pods, as a Python file has them too. */
export const podVariables = (pods: readonly PodSpec[]): AirflowVariable[] =>
  pods
    .flatMap((it) => [...it.initContainers, ...it.containers])
    .flatMap((container) =>
      container.env.flatMap(({ name, value, node }): AirflowVariable[] => {
        const list = get(container.node, 'env');
        if (!name || !list || !isOptionLike(name.value)) return [];
        const version = containerVersion(container);
        return [{ name, value, version, shared: undefined, writing: { kind: 'list', list, item: node } }];
      }),
    );

/** What the file calls a variable: its name, or section and key. */
export function shownName({ writing, name }: AirflowVariable, facts: AirflowFacts, of = name.value): string {
  if (writing.kind === 'key') return writing.key;
  if (writing.kind !== 'file' && writing.kind !== 'config') return of;
  const read = readOptionName(facts, of);
  const { section, key } = optionOf(read?.option ?? '.');
  return read ? `[${section}] ${key}${read.suffix.toLowerCase()}` : of;
}

/** Writes another name, unless one of that name is there already: then the old one goes. */
export function renameVariable(
  source: string,
  variable: AirflowVariable,
  name: string,
  facts: AirflowFacts,
): TextEdit[] {
  const { writing } = variable;
  if (siblingNames(variable).includes(name)) return removeVariable(source, variable);
  if (writing.kind === 'file') return renameInFile(source, writing, name, facts);
  if (writing.kind === 'config') return renameInConfig(source, variable, name, facts);
  return [{ range: within(source, variable.name, variable.name.value), newText: name }];
}

export function removeVariable(source: string, { writing, name }: AirflowVariable): TextEdit[] {
  switch (writing.kind) {
    case 'list':
      return removeItem(source, writing.list, writing.item);
    case 'map':
      return removeEntry(source, writing.map, name.value);
    case 'file':
      return [{ range: wholeLines(source, writing.entry.lines), newText: '' }];
    case 'config':
      return removeEntry(source, get(writing.map, writing.section) ?? writing.map, keyOf(source, name));
    case 'key':
    case 'words':
      return [];
  }
}

/** The key as written, without quotes. */
const keyOf = (source: string, { start, end }: Range): string =>
  source.slice(start, end).replace(/^["']|["']$/g, '');

/** Names of all variables beside this one, itself included. */
export function siblingNames({ writing, name }: AirflowVariable): string[] {
  switch (writing.kind) {
    case 'list':
      return items(writing.list).map((it) => textOf(get(it, 'name')) ?? assigned(it)?.name.value ?? '');
    case 'map':
      return entries(writing.map).map(({ key }) => key.value);
    case 'file':
      return writing.file.sections.flatMap((section) => section.entries.map((it) => nameIn(section, it)));
    case 'config':
      return entries(writing.map).flatMap((section) =>
        entries(section.value).map(({ key }) => variableName(`${section.key.value}.${key.value}`)),
      );
    case 'key':
    case 'words':
      return [name.value];
  }
}

/** Looks like an option's name, be it with wrong underscores or in the wrong case. */
const isOptionLike = (name: string): boolean => /^airflow_+[a-z]/i.test(name) && name.includes('__');

function sharedVariables(text: string, resource: Resource): AirflowVariable[] {
  const { kind, node } = resource;
  const holders = kind === 'ConfigMap' ? ['data'] : kind === 'Secret' ? ['stringData', 'data'] : [];
  return holders.flatMap((holder) => {
    const map = get(node, holder);
    return entries(map).flatMap(({ key, value }): AirflowVariable[] => {
      if (kind === 'ConfigMap' && key.value === 'airflow.cfg')
        return embeddedVariables(text, target(value), resource);
      const name = located(key);
      if (!map || !name || !isOptionLike(name.value)) return [];
      const known = kind === 'ConfigMap' || holder === 'stringData' ? located(value) : undefined;
      return [{ name, value: known, version: undefined, shared: resource, writing: { kind: 'map', map } }];
    });
  });
}

function embeddedVariables(text: string, scalar: Node, resource: Resource): AirflowVariable[] {
  const embedded = embeddedText(text, scalar);
  if (!embedded) return [];
  const move = <T extends Range>(it: T): T => ({
    ...it,
    start: embedded.toOuter(it.start),
    end: embedded.toOuter(it.end),
  });
  const sections = readIni(embedded.text).map(({ name, header, entries: list }) => ({
    name: move(name),
    header: move(header),
    entries: list.map(({ key, value, lines }) => ({
      key: move(key),
      value: value && move(value),
      lines: move(lines),
    })),
  }));
  return fileVariables(sections, resource);
}

const fileVariables = (sections: readonly IniSection[], shared: Resource | undefined): AirflowVariable[] =>
  sections.flatMap((section) =>
    section.entries.map((entry): AirflowVariable => {
      const { key, value } = entry;
      return {
        name: synthetic({ ...key, value: nameIn(section, entry) }),
        value: value && synthetic(value),
        version: undefined,
        shared,
        writing: { kind: 'file', file: { sections }, section, entry },
      };
    }),
  );

/** Variables of the services of a Compose file, and of the fragments that they share. */
function composeVariables(root: Node | undefined): AirflowVariable[] {
  const services = entries(get(root, 'services')).map(({ value }) => value);
  if (services.length === 0) return [];
  const fragments = entries(root).flatMap(({ key, value }) => (key.value.startsWith('x-') ? [value] : []));
  const seen = new Set<Node>();
  return [...fragments, ...services].flatMap((it) => {
    const holder = get(it, 'environment') ?? (fragments.includes(it) ? target(it) : undefined);
    if (!holder || seen.has(holder)) return [];
    seen.add(holder);
    const image = textOf(get(it, 'image')) ?? '';
    const standard = /\$\{\w+:?-([^}]*)\}/.exec(image)?.[1] ?? image;
    const version = imageVersion(standard);
    return holder.kind === 'seq' ? listedVariables(holder, version) : mappedVariables(holder, version);
  });
}

const mappedVariables = (map: Node, version: string | undefined): AirflowVariable[] =>
  entries(map).flatMap(({ key, value }): AirflowVariable[] => {
    const name = located(key);
    if (!name || !isOptionLike(name.value)) return [];
    return [{ name, value: located(value), version, shared: undefined, writing: { kind: 'map', map } }];
  });

const listedVariables = (list: Node, version: string | undefined): AirflowVariable[] =>
  items(list).flatMap((item): AirflowVariable[] => {
    const found = assigned(item);
    if (!found || !isOptionLike(found.name.value)) return [];
    return [{ ...found, version, shared: undefined, writing: { kind: 'list', list, item } }];
  });

/** What the values of Airflow's chart set: variables of containers, sections of airflow.cfg, and keys of the chart's own. */
function chartVariables(root: Node | undefined): AirflowVariable[] {
  if (get(root, 'executor')?.kind !== 'scalar') return [];
  const tag = textOf(get(root, 'airflowVersion')) ?? textOf(get(root, 'defaultAirflowTag')) ?? '';
  const version = imageVersion(`apache/airflow:${tag}`);
  const lists = [root, ...entries(root).map(({ value }) => value)].map((it) => get(it, 'env'));
  const config = get(root, 'config');
  return [
    ...lists.flatMap((list) => (list ? chartEnvironment(list, version) : [])),
    ...entries(config).flatMap(({ key, value }) => configVariables(key.value, value, config, version)),
    ...Object.entries(chartKeys).flatMap(([path, option]) => chartKey(root, path, option, version)),
  ];
}

const chartEnvironment = (list: Node, version: string | undefined): AirflowVariable[] =>
  items(list).flatMap((item): AirflowVariable[] => {
    const name = located(get(item, 'name'));
    if (!name || !isOptionLike(name.value)) return [];
    const value = located(get(item, 'value'));
    return [{ name, value, version, shared: undefined, writing: { kind: 'list', list, item } }];
  });

const configVariables = (
  section: string,
  map: Node,
  config: Node | undefined,
  version: string | undefined,
): AirflowVariable[] =>
  entries(map).flatMap(({ key, value }): AirflowVariable[] => {
    const { start, end } = key;
    const name = synthetic({ value: variableName(`${section}.${key.value}`), start, end });
    const writing: Writing = { kind: 'config', section, map: config ?? map };
    return [{ name, value: located(value), version, shared: undefined, writing }];
  });

function chartKey(
  root: Node | undefined,
  path: string,
  option: string,
  version: string | undefined,
): AirflowVariable[] {
  const steps = path.split('.');
  const holder = get(root, ...steps.slice(0, -1));
  const found = holder && entry(holder, steps.at(-1) ?? '');
  const value = located(found?.value);
  if (!found || !value) return [];
  const name = synthetic({ value: variableName(option), start: found.key.start, end: found.key.end });
  return [{ name, value, version, shared: undefined, writing: { kind: 'key', key: path } }];
}

/** Keys of the chart's values by the option that each becomes. */
const chartKeys: Readonly<Record<string, string>> = {
  executor: 'core.executor',
  fernetKey: 'core.fernet_key',
  webserverSecretKey: 'webserver.secret_key',
  apiSecretKey: 'api.secret_key',
  jwtSecret: 'api_auth.jwt_secret',
  'data.brokerUrl': 'celery.broker_url',
};

/** `NAME=value` in one scalar. */
function assigned(item: Node): { readonly name: Located; readonly value: Located } | undefined {
  const equals = item.kind === 'scalar' ? item.value.indexOf('=') : -1;
  if (equals < 1) return undefined;
  const start = item.start + (item.style === 'plain' ? 0 : 1);
  const value = item.value.slice(equals + 1);
  const valueStart = start + equals + 1;
  return {
    name: synthetic({ value: item.value.slice(0, equals), start, end: start + equals }),
    value: synthetic({ value, start: valueStart, end: valueStart + value.length }),
  };
}

const nameIn = (section: IniSection, { key }: IniEntry): string =>
  variableName(`${section.name.value}.${key.value}`);

const synthetic = ({ value, start, end }: IniText): Located => ({
  value,
  start,
  end,
  node: new Node('scalar', start, end, value, [], 'plain'),
});

/** Another key, or the whole entry under another section. */
function renameInFile(
  source: string,
  { file, section, entry }: Extract<Writing, { kind: 'file' }>,
  name: string,
  facts: AirflowFacts,
): TextEdit[] {
  const read = readOptionName(facts, name);
  if (!read) return [];
  const option = optionOf(read.option);
  const key = `${option.key}${read.suffix.toLowerCase()}`;
  if (option.section === section.name.value) return [{ range: entry.key, newText: key }];
  const rest = source.slice(entry.key.end, entry.lines.end);
  const there = file.sections.find((it) => it.name.value === option.section);
  const indent = source.slice(source.lastIndexOf('\n', section.header.end - 1) + 1, section.name.start - 1);
  const moved = `\n${indent}${key}${rest}`;
  const end = Math.max(
    ...file.sections.flatMap((it) => [it.header.end, ...it.entries.map(({ lines }) => lines.end)]),
  );
  const added = there
    ? { range: { start: there.header.end, end: there.header.end }, newText: moved }
    : { range: { start: end, end }, newText: `\n\n${indent}[${option.section}]${moved}` };
  return [{ range: wholeLines(source, entry.lines), newText: '' }, added];
}

/** Another key in the same section; what goes to another one is left to the user. */
function renameInConfig(
  source: string,
  { name: at, writing }: AirflowVariable,
  name: string,
  facts: AirflowFacts,
): TextEdit[] {
  const read = readOptionName(facts, name);
  const option = read && optionOf(read.option);
  if (!option || writing.kind !== 'config' || option.section !== writing.section) return [];
  return [
    { range: within(source, at, keyOf(source, at)), newText: `${option.key}${read.suffix.toLowerCase()}` },
  ];
}

/** From the start of its first line to the line break behind its last one, or before its first at the end of the text. */
function wholeLines(source: string, { start, end }: Range): Range {
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const newline = source.indexOf('\n', end);
  return newline < 0
    ? { start: Math.max(0, from - 1), end: source.length }
    : { start: from, end: newline + 1 };
}
