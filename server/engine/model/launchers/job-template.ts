import type { SchemaDocument } from '../../schema/schema.ts';
import { entries, type Entry, get, type Node, target } from '../../syntax/node.ts';
import type { Range } from '../../text/document.ts';
import type { PodSpec } from '../pod.ts';
import type { Argument } from './arguments.ts';
import { jobPod, manifestPod } from './prefect.ts';

/** A base job template of a Prefect work pool, as `prefect work-pool get-default-base-job-template` writes it. */
export interface JobTemplate {
  readonly configuration: Node;
  /** The variables that it declares, each with its schema. */
  readonly variables: readonly Entry[];
  /** The map that they stand in; undefined where none is declared. */
  readonly properties: Node | undefined;
  readonly manifest: Node | undefined;
}

/** A `{{ name }}` in a template. */
export interface Placeholder {
  readonly name: string;
  /** Of the name. */
  readonly at: Range;
}

/** The template of a document; undefined for other documents. */
export function jobTemplate({ id, node }: SchemaDocument): JobTemplate | undefined {
  const configuration = id === 'prefect-template' ? get(node, 'job_configuration') : undefined;
  if (configuration?.kind !== 'map') return undefined;
  const properties = get(node, 'variables', 'properties');
  return {
    configuration,
    variables: entries(properties),
    properties,
    manifest: get(configuration, 'job_manifest'),
  };
}

/** All placeholders of a template, keys included, in the order of the text; `text` is that of the region. */
export function placeholdersIn({ configuration }: JobTemplate, text: string): Placeholder[] {
  const found: Placeholder[] = [];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    const it = target(node);
    if (seen.has(it)) return;
    seen.add(it);
    if (it.kind === 'scalar') found.push(...placeholders(text, it));
    it.children.forEach(visit);
  };
  visit(configuration);
  return found;
}

/** As `PLACEHOLDER_CAPTURE_REGEX` of prefect/utilities/templating has it: what does not look so stays as it is. */
function placeholders(text: string, { start, end }: Range): Placeholder[] {
  return [...text.slice(start, end).matchAll(/(\{\{\s*)([\w.\-[\]$]+)\s*\}\}/g)].map(
    ({ index, 1: open = '', 2: name = '' }) => {
      const from = start + index + open.length;
      return { name, at: { start: from, end: from + name.length } };
    },
  );
}

/** The pods that templates describe: that of the manifest, and that of the defaults of the variables. */
export function templatePods(documents: readonly SchemaDocument[]): PodSpec[] {
  return documents.flatMap((document) => {
    const template = jobTemplate(document);
    if (!template) return [];
    const at = template.configuration.children[0] ?? template.configuration;
    const given = new Map<string, Argument>();
    for (const { key, value } of template.variables) {
      const standard = get(value, 'default');
      if (standard) given.set(key.value, { nameRange: key, value: standard });
    }
    const manifest = manifestPod('Prefect job template', template.manifest, at);
    const defaults = jobPod({ kind: 'Prefect job template', at, given });
    return manifest ? [manifest, defaults] : [defaults];
  });
}
