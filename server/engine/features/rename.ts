import { nameFault, nameGrammars, type NameGrammar, objectNameGrammar } from '../model/object-name.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { replaceScalar } from '../syntax/edit.ts';
import type { Range, TextEdit } from '../text/document.ts';
import type { Lookups } from '../workspace/lookups.ts';
import { isSame, type Mention, mentionsAt, mentionsIn, type Thing } from '../workspace/mentions.ts';
import { podMakers } from '../workspace/pods.ts';
import type { Region } from '../workspace/region.ts';
import { mentionsOf } from '../workspace/search.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Why a name cannot be changed, in words. */
export interface Refusal {
  readonly refused: string;
}

/** The name that may be changed. */
export interface Renamable {
  /** In the region. */
  readonly range: Range;
  readonly name: string;
}

export interface FileRename {
  readonly uri: string;
  /** In offsets of the file. */
  readonly edits: readonly TextEdit[];
  /** Edits of places that may mean another thing of the same name, as they do not say in which namespace it is. */
  readonly unsure: readonly TextEdit[];
}

/** What a rename at an offset of a region would change; undefined where no name of a thing stands there. */
export function prepareRename(
  workspace: Workspace,
  region: Region,
  offset: number,
): Renamable | Refusal | undefined {
  const [asked, ...others] = mentionsAt(region, offset);
  if (!asked) return undefined;
  const found = mentionsOf(workspace, [asked, ...others]);
  const refused = reasonAgainst(asked, found);
  if (refused !== undefined) return { refused };
  return { range: writtenRange(asked, asked.at.value) ?? asked.at, name: asked.at.value };
}

/** The edits that give a thing another name, wherever it is named. Undefined as for `prepareRename`. */
export function rename(
  workspace: Workspace,
  region: Region,
  offset: number,
  name: string,
): readonly FileRename[] | Refusal | undefined {
  const [asked, ...others] = mentionsAt(region, offset);
  if (!asked) return undefined;
  const found = mentionsOf(workspace, [asked, ...others]);
  const lookups = workspace.lookups();
  const refused = reasonAgainst(asked, found) ?? reasonAgainstName(asked.thing, name, found, lookups);
  if (refused !== undefined) return { refused };
  const files = new Map<string, { edits: TextEdit[]; unsure: TextEdit[] }>();
  for (const it of found) {
    const { uri } = it.region;
    const file = files.get(uri) ?? { edits: [], unsure: [] };
    files.set(uri, file);
    const list = isUnsure(it, found, lookups) ? file.unsure : file.edits;
    list.push(...editsOf(it, name));
  }
  return [...files].map(([uri, { edits, unsure }]) => ({ uri, edits, unsure }));
}

function reasonAgainst({ thing }: Mention, found: readonly Mention[]): string | undefined {
  const definitions = found.filter((it) => it.defines);
  const [definition] = definitions;
  if (!definition) return `${words(thing)} is not defined in this workspace`;
  const templated = found.find(({ at }) => hasPlaceholder(at.value));
  if (templated) return `"${templated.at.value}" is filled in before Kubernetes reads it`;
  const fixed = found.find((it) => editsOf(it, it.at.value).length === 0);
  if (fixed)
    return `${words(thing)} is put together in "${fileName(fixed.region.uri)}", where it cannot be changed`;
  if (thing.sort === 'label') return reasonAgainstLabel(thing, found);
  const namespaces = definitions.flatMap(({ thing: it }) => ('namespace' in it ? (it.namespace ?? []) : []));
  const several = [...new Set(namespaces)];
  if (several.length < 2 || thing.sort === 'port') return undefined;
  const listed = several.map((it) => `"${it}"`).join(' and ');
  return `${words(thing)} is in the namespaces ${listed}: rename it where it is defined`;
}

/** A selector that asks for the label means all pods that have it, so it must be those of one workload. */
function reasonAgainstLabel(
  { key, value = '' }: Extract<Thing, { sort: 'label' }>,
  found: readonly Mention[],
): string | undefined {
  const holders = found.filter((it) => it.defines).length;
  if (holders > 1) return `${holders} workloads have the label "${key}: ${value}"`;
  const isVague = found.some(({ thing }) => thing.sort === 'label' && thing.value === undefined);
  return isVague ? `a selector asks for the label "${key}" with other values too` : undefined;
}

function reasonAgainstName(
  thing: Thing,
  name: string,
  found: readonly Mention[],
  lookups: Lookups,
): string | undefined {
  const grammar = grammarOf(thing);
  const fault = grammar && nameFault(name, grammar);
  if (fault !== undefined) return `"${name}" is no such name: ${fault}`;
  if (name === '' && !(thing.sort === 'label' && thing.part === 'value')) return 'a name cannot be empty';
  const taken = takenBy(thing, name, found, lookups);
  return taken === undefined ? undefined : `${taken} already`;
}

function takenBy(
  thing: Thing,
  name: string,
  found: readonly Mention[],
  lookups: Lookups,
): string | undefined {
  switch (thing.sort) {
    case 'object': {
      const isThere = lookups.find(thing.kind, thing.namespace, name).length > 0;
      return isThere ? `there is a ${thing.kind} "${name}"` : undefined;
    }
    case 'key': {
      const holders = lookups.find(thing.kind, thing.namespace, thing.object);
      const isThere = holders.some(({ keys }) => keys?.includes(name));
      return isThere ? `${thing.kind} "${thing.object}" has a key "${name}"` : undefined;
    }
    case 'label': {
      const { part, key, value = '' } = thing;
      const holder = podMakers(thing.namespace, lookups).find(({ podLabels = {} }) =>
        part === 'value'
          ? podLabels[key] === name
          : podLabels[name] === value || (podLabels[key] === value && podLabels[name] !== undefined),
      );
      return holder && `the pods of ${holder.kind} "${holder.name}" have such a label`;
    }
    case 'volume':
    case 'port': {
      const things = found.map((it) => it.thing).filter((it) => it.sort === 'volume' || it.sort === 'port');
      const isThere = [...new Set(found.map((it) => it.region))].some((region) =>
        region.glance((model) =>
          mentionsIn(region, model).some(
            (it) => it.defines && things.some((other) => isSame({ ...other, name }, it.thing)),
          ),
        ),
      );
      return isThere ? `the pod has a ${thing.sort} "${name}"` : undefined;
    }
  }
}

function grammarOf(thing: Thing): NameGrammar | undefined {
  switch (thing.sort) {
    case 'object':
      return objectNameGrammar('', thing.kind);
    case 'key':
      return thing.kind === 'Service' ? nameGrammars.label : nameGrammars.dataKey;
    case 'label':
      return thing.part === 'key' ? labelKey : labelValue;
    case 'volume':
      return nameGrammars.label;
    case 'port':
      return nameGrammars.portName;
  }
}

/** As `apimachinery/pkg/util/validation` has them. */
const labelValue: NameGrammar = {
  pattern: /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/,
  longest: 63,
  words: 'letters, digits, "-", "_" and "."',
  shape: 'it must begin and end with a letter or a digit',
};

const labelKey: NameGrammar = {
  ...labelValue,
  pattern: /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
  longest: 317,
};

/** Whether a place that knows no namespace may mean one of several things. */
function isUnsure({ thing, defines }: Mention, found: readonly Mention[], lookups: Lookups): boolean {
  if (defines || (thing.sort !== 'object' && thing.sort !== 'key') || thing.namespace !== undefined)
    return false;
  const meant = new Set(
    found.flatMap((it) => (it.defines && 'namespace' in it.thing ? [it.thing.namespace] : [])),
  );
  const name = thing.sort === 'object' ? thing.name : thing.object;
  return lookups.find(thing.kind, undefined, name).some((it) => !meant.has(it.namespace));
}

/** The edits that write another name at a place, its quotes kept; none where it is not written there in one piece. */
function editsOf(mention: Mention, name: string): TextEdit[] {
  const { at, region } = mention;
  const isWhole = at.start === at.node.start && at.end === at.node.end;
  const range = writtenRange(mention, at.value);
  const edits =
    isWhole && region.language === 'yaml'
      ? replaceScalar(at.node, name)
      : range
        ? [{ range, newText: name }]
        : [];
  return edits.map((it) => ({ ...it, range: region.toFile(it.range) }));
}

/** Where a value stands as it is, without quotes. */
function writtenRange({ at: { start, end }, region }: Mention, value: string): Range | undefined {
  const written = region.text.slice(start, end);
  const quote = /^[rRuU]?(?:"""|'''|"|')/.exec(written)?.[0].length ?? 0;
  const from = start + quote;
  const closing = written.length - quote - value.length;
  const isPlain =
    region.text.startsWith(value, from) && (quote === 0 ? closing === 0 : closing > 0 && closing <= 3);
  return isPlain ? { start: from, end: from + value.length } : undefined;
}

function words(thing: Thing): string {
  switch (thing.sort) {
    case 'object':
      return `${thing.kind} "${thing.name}"`;
    case 'key':
      return `the ${thing.kind === 'Service' ? 'port' : 'key'} "${thing.name}" of ${thing.kind} "${thing.object}"`;
    case 'label':
      return `the label "${thing.key}: ${thing.value ?? ''}"`;
    case 'volume':
    case 'port':
      return `the ${thing.sort} "${thing.name}"`;
  }
}

const fileName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);
