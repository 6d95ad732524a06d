import { type Located, located, locatedAt } from '../model/located.ts';
import { get, items, type Node } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import { isKustomization, resolveUri } from '../workspace/kustomization.ts';
import type { Region } from '../workspace/region.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A path that leads to a file of the workspace. */
export interface DocumentLink {
  /** In the region, without quotes where they can be told. */
  readonly range: Range;
  readonly uri: string;
}

/** The paths of a region that lead to files of the workspace: of kustomizations, of code and of pod templates. */
export function documentLinks(workspace: Workspace, region: Region): DocumentLink[] {
  const { root } = region.model;
  const beside = [...(isKustomization(region.uri) ? kustomizationPaths(root) : []), ...codePaths(root)];
  return [
    ...beside.flatMap((it) => link(it, region, fileBeside(workspace, region.uri, pathOf(it)))),
    ...podTemplatePaths(region).flatMap((it) =>
      link(it, region, fileBeside(workspace, region.uri, it.value) ?? fileNamed(workspace, it.value)),
    ),
  ];
}

function link(
  { start, end, value }: Located,
  { text, uri: own }: Region,
  uri: string | undefined,
): DocumentLink[] {
  if (uri === undefined || uri === own) return [];
  const at = text.slice(start, end).indexOf(value);
  return [{ range: at < 0 ? { start, end } : { start: start + at, end: start + at + value.length }, uri }];
}

/** `key=path` names a file by another name, `path:flow` a function in it. */
const pathOf = ({ value }: Located): string => value.replace(/^[\w.-]+=/, '').replace(/:\w+$/, '');

function kustomizationPaths(root: Node | undefined): Located[] {
  const lists = ['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers'];
  const generators = [...items(get(root, 'configMapGenerator')), ...items(get(root, 'secretGenerator'))];
  const nodes = [
    ...[...lists, 'patchesStrategicMerge'].flatMap((it) => items(get(root, it))),
    ...['patches', 'patchesJson6902', 'replacements'].flatMap((it) =>
      items(get(root, it)).map((each) => get(each, 'path')),
    ),
    ...generators.flatMap((it) => [...items(get(it, 'files')), ...items(get(it, 'envs')), get(it, 'env')]),
    ...items(get(root, 'helmCharts')).map((it) => get(it, 'valuesFile')),
  ];
  return nodes.flatMap((it) => (it && located(it)) ?? []);
}

/** Code that Dagster's `workspace.yaml` loads, and flows that `prefect.yaml` deploys. */
const codePaths = (root: Node | undefined): Located[] =>
  [
    ...items(get(root, 'load_from')).flatMap((it) => [
      locatedAt(it, 'python_file'),
      locatedAt(it, 'python_file', 'relative_path'),
    ]),
    ...items(get(root, 'deployments')).map((it) => locatedAt(it, 'entrypoint')),
  ].filter((it) => it !== undefined);

/** What Airflow is told of its pod templates: by an argument in Python, by a variable in manifests. */
function podTemplatePaths({ model }: Region): Located[] {
  const keywords = model.launchers.flatMap((it) => (it.kind === 'import' ? [] : it.call.keywords));
  const values = keywords.filter((it) => it.name === 'pod_template_file').map((it) => located(it.value));
  const variables = model.pods
    .flatMap((it) => [...it.initContainers, ...it.containers])
    .flatMap((it) => it.env)
    .filter(({ name }) => name && /^AIRFLOW__KUBERNETES(?:_EXECUTOR)?__POD_TEMPLATE_FILE$/.test(name.value));
  return [...values, ...variables.map((it) => it.value)].filter((it) => it !== undefined);
}

/** The file, or the kustomization of the folder, at a path that counts from a file. */
function fileBeside(workspace: Workspace, uri: string, path: string): string | undefined {
  const there = resolveUri(uri, path);
  const names = ['', '/kustomization.yaml', '/kustomization.yml', '/Kustomization'];
  return names.map((it) => there + it).find((it) => workspace.file(it));
}

/** The only file of that name: a path inside an image says no more. */
function fileNamed(workspace: Workspace, path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/'));
  if (!/^\/.+/.test(name)) return undefined;
  const [only, ...others] = [...workspace.files()].filter(({ uri }) => uri.endsWith(name));
  return others.length === 0 ? only?.uri : undefined;
}
