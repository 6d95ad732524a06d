import type { SchemaDocument, SchemaSet } from '../schema/schema.ts';
import { schemaDocuments } from '../schema/select.ts';
import type { Node } from '../syntax/node.ts';
import type { PythonParser } from '../syntax/python.ts';
import { parseYaml, type SyntaxProblem } from '../syntax/yaml.ts';
import {
  type AirflowVariable,
  podVariables,
  variablesInDockerfile,
  variablesInIni,
  variablesInYaml,
} from './airflow-variables.ts';
import type { Facts } from './facts.ts';
import { instancePods } from './launchers/dagster.ts';
import { templatePods } from './launchers/job-template.ts';
import { type LauncherCall, readLaunchers } from './launchers/launcher.ts';
import { deploymentPods } from './launchers/prefect-deployments.ts';
import { isPartialFile } from './partial.ts';
import type { PodSpec } from './pod.ts';
import { type Resource, resourcesIn } from './resource.ts';
import type { InstalledVersions } from './versions.ts';

/** `ini` is `airflow.cfg`. */
export type Language = 'yaml' | 'python' | 'ini' | 'dockerfile';

/** What reading needs from outside, loaded by whoever runs the engine. */
export interface Tools {
  readonly facts: Facts;
  readonly schemas: SchemaSet;
  /** Absent until its wasm is loaded: then Python files read as empty. */
  readonly python?: PythonParser;
}

/** Versions that files are checked against; undefined where nothing says so. */
export interface Versions extends InstalledVersions {
  readonly kubernetes: string | undefined;
}

/** What a region means: the one thing that rules and features read. Places count from the start of the region. */
export interface RegionModel {
  readonly language: Language;
  readonly root: Node | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** A Helm template or a patch: what is absent may stand elsewhere. */
  readonly partial: boolean;
  readonly resources: readonly Resource[];
  /** Manifests in the data of ConfigMaps, such as an Airflow pod template: checked, but not objects of the cluster. */
  readonly embedded: readonly Resource[];
  readonly pods: readonly PodSpec[];
  readonly launchers: readonly LauncherCall[];
  /** Options of Airflow that are set here, whatever by. */
  readonly airflow: readonly AirflowVariable[];
  /** Each value that a schema is known for: the document itself, and texts embedded in it. */
  readonly documents: readonly SchemaDocument[];
}

export interface RegionSource {
  readonly uri: string;
  readonly text: string;
  readonly language: Language;
  /** What files beside it say of it. */
  readonly context?: { readonly partial: boolean; readonly namespace: string | undefined };
}

/** Never throws: what cannot be read is left out. */
export function readRegion({ uri, text, language, context }: RegionSource, tools: Tools): RegionModel {
  if (language === 'python') return readPythonRegion(text, tools);
  if (language === 'ini') return { ...emptyRegion, language, airflow: variablesInIni(text) };
  if (language === 'dockerfile') return { ...emptyRegion, language, airflow: variablesInDockerfile(text) };
  const { facts } = tools;
  const partial = context?.partial === true || isPartialFile(uri, text);
  const { root, problems } = parseYaml(text);
  const resources = resourcesIn(root, partial, context?.namespace);
  const documents = root ? schemaDocuments(uri, text, root, resources) : [];
  const embedded = embeddedResources(documents);
  const pods = [
    ...[...resources, ...embedded].flatMap((it) => it.pod ?? []),
    ...instancePods(documents, text, facts),
    ...deploymentPods(documents),
    ...templatePods(documents),
  ];
  return {
    language,
    root,
    problems: partial ? [] : [...problems, ...documents.flatMap((it) => it.problems ?? [])],
    partial,
    resources,
    embedded,
    pods,
    launchers: [],
    airflow: variablesInYaml({ text, root, pods, resources }),
    documents,
  };
}

const embeddedResources = (documents: readonly SchemaDocument[]): Resource[] =>
  documents.flatMap((it) => (it.embedded ? resourcesIn(it.node, it.partial) : []));

function readPythonRegion(text: string, { python, facts }: Tools): RegionModel {
  const launchers = python ? readLaunchers(python.parse(text), facts) : [];
  const pods = launchers.flatMap((it) => it.pod ?? []);
  return { ...emptyRegion, language: 'python', pods, launchers, airflow: podVariables(pods) };
}

const emptyRegion: Omit<RegionModel, 'language'> = {
  root: undefined,
  problems: [],
  partial: false,
  resources: [],
  embedded: [],
  pods: [],
  launchers: [],
  airflow: [],
  documents: [],
};
