import type { Resource } from '../model/resource.ts';
import { embeddedText, moveTree } from '../syntax/embedded.ts';
import { cutRegions } from '../syntax/regions.ts';
import { entries, get, type Node, target } from '../syntax/node.ts';
import { parseYaml } from '../syntax/yaml.ts';
import type { DialectName, SchemaDocument } from './schema.ts';

/**
 * The values of a YAML region that a schema may be known for: its Kubernetes objects, files such as `prefect.yaml` that
 * their name tells, and the same inside the data of ConfigMaps. `resources` are the objects in `root`; of a partial one
 * only what stands there is judged. None in a Helm template: what it looks like is not what it renders to.
 */
export function schemaDocuments(
  uri: string,
  text: string,
  root: Node,
  resources: readonly Resource[],
): readonly SchemaDocument[] {
  if (isTemplate(text)) return [];
  if (resources.length === 0) return fileDocument(fileName(uri), root);
  return resources.flatMap((resource) => [...objectDocument(resource), ...embeddedDocuments(text, resource)]);
}

/** What a file holds by its name, where that is certain enough to judge it. */
function fileDocument(name: string, root: Node): readonly SchemaDocument[] {
  const known = files.find(
    ({ pattern, has, hasOneOf }) =>
      pattern.test(name) &&
      (has === undefined || get(root, has)) &&
      (hasOneOf === undefined || hasOneOf.some((it) => get(root, it))),
  );
  return known ? [{ id: known.id, node: root, dialect: known.dialect, partial: false }] : [];
}

const files: readonly {
  readonly pattern: RegExp;
  /** A top-level key without which the name alone says too little. */
  readonly has?: string;
  /** Keys of which there must be one too. */
  readonly hasOneOf?: readonly string[];
  readonly id: string;
  readonly dialect: DialectName;
}[] = [
  { pattern: /^\.podium\.ya?ml$/, id: 'podium', dialect: 'typed' },
  { pattern: /^prometheus\.ya?ml$/, id: 'prometheus', dialect: 'typed' },
  { pattern: /prometheus.*\.ya?ml$/i, has: 'scrape_configs', id: 'prometheus', dialect: 'typed' },
  { pattern: /^dagster\.yaml$/, id: 'dagster-yaml', dialect: 'python' },
  { pattern: /^workspace\.yaml$/, has: 'load_from', id: 'workspace-yaml', dialect: 'python' },
  { pattern: /^prefect\.yaml$/, id: 'prefect-yaml', dialect: 'python' },
  {
    pattern: /values.*\.ya?ml$/i,
    has: 'executor',
    hasOneOf: [
      'airflowVersion',
      'images',
      'webserver',
      'scheduler',
      'workers',
      'triggerer',
      'apiServer',
      'dags',
    ],
    id: 'chart-values',
    dialect: 'kubernetes',
  },
  { pattern: /\.(?:json|ya?ml)$/, has: 'job_configuration', id: 'prefect-template', dialect: 'python' },
];

function objectDocument({ node, apiVersion, kind, partial }: Resource): readonly SchemaDocument[] {
  if (!apiVersion) return [];
  return [{ id: `${apiVersion.value}/${kind}`, node, dialect: 'kubernetes', partial }];
}

/** Files in the data of a ConfigMap, with places in the outer text. */
function embeddedDocuments(text: string, { node, kind, partial }: Resource): readonly SchemaDocument[] {
  if (kind !== 'ConfigMap') return [];
  return entries(get(node, 'data')).flatMap(({ key, value }) => {
    if (!/\.(?:ya?ml|json)$/.test(key.value)) return [];
    const embedded = embeddedText(text, target(value));
    if (!embedded) return [];
    return cutRegions(embedded.text).flatMap((part) => {
      const { root, problems } = parseYaml(part.text);
      if (!root) return [];
      const moved = { ...embedded, toOuter: (offset: number) => embedded.toOuter(part.start + offset) };
      return embeddedDocument(key.value, root).map((it) => ({
        ...it,
        node: moveTree(it.node, moved),
        partial: it.partial || partial,
        embedded,
        problems: problems.map(({ at, message }) => ({
          at: { start: moved.toOuter(at.start), end: moved.toOuter(at.end) },
          message,
        })),
      }));
    });
  });
}

function embeddedDocument(name: string, root: Node): readonly SchemaDocument[] {
  const byName = fileDocument(name, root);
  if (byName.length > 0) return byName;
  const [apiVersion, kind] = [get(root, 'apiVersion'), get(root, 'kind')];
  if (apiVersion?.kind !== 'scalar' || kind?.kind !== 'scalar') return [];
  return [{ id: `${apiVersion.value}/${kind.value}`, node: root, dialect: 'kubernetes', partial: false }];
}

const fileName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

/** Whether `{{` stands outside of quotes and comments. */
const isTemplate = (text: string): boolean => text.includes('{{') && /^[^'"#\n]*\{\{/m.test(text);
