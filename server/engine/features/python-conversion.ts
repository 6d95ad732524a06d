import { inManifestCase } from '../model/launchers/arguments.ts';
import { dagsterSettings, rawConfig } from '../model/launchers/dagster-settings.ts';
import type { LauncherFacts } from '../model/launchers/facts.ts';
import { resolveKubernetes, resolvePython } from '../syntax/dialect.ts';
import { yamlString } from '../syntax/edit.ts';
import { entries, isNull, items, type Node, target } from '../syntax/node.ts';
import { modelName } from '../syntax/python-values.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/** How a part of a manifest is written in Python. */
export type PythonStyle =
  /** `k8s.V1Container(image_pull_policy="Always")` */
  | 'models'
  /** `{"image_pull_policy": "Always"}`, as Dagster takes it. */
  | 'snake'
  /** `{"imagePullPolicy": "Always"}`, as everybody else takes it. */
  | 'camel';

export interface Conversion {
  /** What was converted, in the words of the Kubernetes client: `V1Container`, `list[V1Volume]`. */
  readonly type: string;
  readonly text: string;
}

/** The part of a manifest that holds a range of the region, as Python. Undefined where no model of the client is that part. */
export function manifestToPython(
  { model }: Region,
  range: Range,
  style: PythonStyle,
  { pythonModels }: LauncherFacts,
): Conversion | undefined {
  const parts = [...model.resources, ...model.embedded].flatMap(({ node, kind, pod }) => [
    ...partsAround(node, `V1${kind}`, range, pythonModels.models),
    // Of most workloads only the pod is among the models that we know.
    ...(pod ? partsAround(pod.node, 'V1PodSpec', range, pythonModels.models) : []),
  ]);
  const part = parts.at(-1);
  if (!part) return undefined;
  const writer = new PythonWriter(style, pythonModels.models);
  return { type: part.type, text: `${writer.write(part.node, part.type, 0)}\n` };
}

/** The call of a model, or the dict that becomes one, around an offset of a Python region, as a manifest. */
export function pythonToManifest(
  { model, text }: Region,
  offset: number,
  facts: LauncherFacts,
): Conversion | undefined {
  const calls = model.launchers.flatMap((it) => {
    const type = it.kind === 'import' ? undefined : modelName(it.call.callee);
    return it.kind !== 'import' && type !== undefined && covers(it.call, offset)
      ? [{ type, node: it.call.value, range: it.call }]
      : [];
  });
  const dicts = dagsterSettings(model, facts)
    .flatMap((it) => rawConfig(it, facts))
    .filter(({ node, type }) => node.kind !== 'scalar' && type.includes('V1') && covers(node, offset))
    .map(({ node, type }) => ({
      type,
      node: inManifestCase(node, type, facts.pythonModels.models),
      range: node,
    }));
  const [part] = [...calls, ...dicts].sort((a, b) => lengthOf(a.range) - lengthOf(b.range));
  if (!part || (part.node.kind !== 'map' && part.node.kind !== 'seq')) return undefined;
  return {
    type: part.type,
    text: manifestLines(part.node, text)
      .map((line) => `${line}\n`)
      .join(''),
  };
}

interface Part {
  readonly node: Node;
  readonly type: string;
}

/** The values around a range whose models are known, outermost first. */
function partsAround(node: Node, type: string, range: Range, models: Models): Part[] {
  const at = target(node);
  const isInside = at.start <= range.start && range.end <= at.end;
  if (!isInside || at !== node) return [];
  const element = /^list\[(.*)\]$/.exec(type)?.[1];
  const fields = Object.hasOwn(models, type) ? models[type]?.fields : undefined;
  if (!fields && element === undefined) return [];
  const inner =
    element === undefined
      ? entries(at).flatMap(({ key, value }) => {
          const field = Object.values(fields ?? {}).find(([name]) => name === key.value);
          const isHere = field && covers({ start: key.start, end: value.end }, range.start);
          return isHere ? partsAround(value, field[1], range, models) : [];
        })
      : items(at).flatMap((it) => partsAround(it, element, range, models));
  return fields || Object.hasOwn(models, element ?? '') ? [{ node: at, type }, ...inner] : inner;
}

type Models = LauncherFacts['pythonModels']['models'];

/** Longer values are written on lines of their own. */
const lineLength = 88;

class PythonWriter {
  readonly #style: PythonStyle;
  readonly #models: Models;

  constructor(style: PythonStyle, models: Models) {
    this.#style = style;
    this.#models = models;
  }

  write(node: Node, type: string, indent: number): string {
    const it = target(node);
    const fields = Object.hasOwn(this.#models, type) ? this.#models[type]?.fields : undefined;
    if (it.kind === 'seq') {
      const element = /^list\[(.*)\]$/.exec(type)?.[1] ?? 'object';
      return this.#enclose('[', ']', indent, (inner) =>
        items(it).map((item) => this.write(item, element, inner)),
      );
    }
    if (it.kind !== 'map') return scalar(it, type);
    if (fields && this.#style === 'models') {
      return this.#enclose(`k8s.${type}(`, ')', indent, (inner) =>
        entries(it).flatMap(({ key, value }) => {
          const found = Object.entries(fields).find(([, [name]]) => name === key.value);
          return found ? [`${found[0]}=${this.write(value, found[1][1], inner)}`] : [];
        }),
      );
    }
    const valueType = /^dict\[str, (.*)\]$/.exec(type)?.[1] ?? 'object';
    return this.#enclose('{', '}', indent, (inner) =>
      entries(it).map(({ key, value }) => {
        const found = Object.entries(fields ?? {}).find(([, [name]]) => name === key.value);
        const name = found && this.#style === 'snake' ? found[0] : key.value;
        return `${JSON.stringify(name)}: ${this.write(value, found?.[1][1] ?? valueType, inner)}`;
      }),
    );
  }

  /** On one line where it fits, else each part on its own, with a comma behind the last. */
  #enclose(
    open: string,
    close: string,
    indent: number,
    parts: (indent: number) => readonly string[],
  ): string {
    const written = parts(indent + 4);
    const line = `${open}${written.join(', ')}${close}`;
    if (!line.includes('\n') && indent + line.length <= lineLength) return line;
    const space = ' '.repeat(indent + 4);
    return `${open}\n${written.map((it) => `${space}${it},\n`).join('')}${' '.repeat(indent)}${close}`;
  }
}

/** Models and dicts of texts take texts, however YAML reads them. */
function scalar(node: Node, type: string): string {
  const value = resolveKubernetes(node);
  if (value.type === 'null') return 'None';
  if (type === 'str' && value.type !== 'string') return JSON.stringify(node.value);
  if (value.type === 'boolean') return value.value ? 'True' : 'False';
  return JSON.stringify(value.value);
}

/** Lines of a block. What is only known when the file runs is left empty, its source in a comment. */
function manifestLines(node: Node, text: string): string[] {
  const it = target(node);
  if (it.kind === 'map') {
    const written = entries(it).filter(({ value }) => !isNull(value));
    return written.length === 0
      ? ['{}']
      : written.flatMap(({ key, value }) => entryLines(key.value, value, text));
  }
  if (it.kind === 'seq') {
    if (it.children.length === 0) return ['[]'];
    return items(it).flatMap((item) =>
      manifestLines(item, text).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)),
    );
  }
  if (it.kind !== 'scalar') return [`"" # ${text.slice(it.start, it.end).replace(/\s+/g, ' ')}`];
  const value = resolvePython(it);
  return [
    value.type === 'string' ? yamlString(value.value) : value.type === 'null' ? 'null' : String(value.value),
  ];
}

function entryLines(key: string, value: Node, text: string): string[] {
  const lines = manifestLines(value, text);
  const it = target(value);
  const isInline = it.kind === 'scalar' || it.kind === 'unknown' || it.children.length === 0;
  if (isInline) return [`${yamlString(key)}: ${lines.join('')}`];
  return [`${yamlString(key)}:`, ...lines.map((line) => `  ${line}`)];
}

const lengthOf = ({ start, end }: Range): number => end - start;
