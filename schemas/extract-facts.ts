import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';

/**
 * Writes `dagster/facts.json`, `prefect/facts.json` and `python/kubernetes-models.json` from a directory of raw facts, which
 * a maintainer gets by introspection of the packages themselves. No part of the build: `node schemas/extract-facts.ts DIRECTORY`.
 */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node schemas/extract-facts.ts DIRECTORY');

const pythonNames: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  object: 'dict',
  null: 'None',
};

/** Where things went whose error message does not say it; by introspection of both releases. */
const moved: Readonly<Record<string, string>> = {
  'prefect.blocks.kubernetes:KubernetesClusterConfig':
    'prefect_kubernetes.credentials.KubernetesClusterConfig',
  'prefect.deployments.runner:DeploymentImage': 'prefect.docker.DockerImage',
  'prefect.deployments:RunnerDeployment': 'prefect.deployments.runner.RunnerDeployment',
};

await write('dagster/facts.json', dagsterFacts());
await write('prefect/facts.json', prefectFacts());
await write('python/kubernetes-models.json', pythonModels());

type Json = Readonly<Record<string, unknown>>;

type Versions = Readonly<Record<string, string>>;

interface RawParameter {
  readonly name: string;
  readonly annotation: string | null;
  readonly required: boolean;
  readonly default: string | null;
}

interface RawSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly required?: readonly string[];
  readonly items?: RawSchema;
  readonly anyOf?: readonly RawSchema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

interface Parameter {
  type?: string;
  required?: true;
  default?: string;
}

function dagsterFacts(): Json {
  const raw = read('dagster/dagster-k8s.json') as {
    readonly versions: Versions;
    readonly exports: Readonly<Record<string, unknown>>;
    readonly K8sRunLauncher: {
      readonly init_params: readonly RawParameter[];
      readonly config_schema: RawSchema;
    };
    readonly k8s_job_executor: { readonly effective_config_schema: RawSchema };
    readonly k8s_job_op: { readonly config_schema: RawSchema };
    readonly execute_k8s_job: { readonly params: readonly RawParameter[] };
    readonly PipesK8sClient: {
      readonly init_params: readonly RawParameter[];
      readonly run_params: readonly RawParameter[];
    };
    readonly Definitions: { readonly signature: readonly RawParameter[] };
  };
  const launcher = ofSignature(raw.K8sRunLauncher.init_params, ofSchema(raw.K8sRunLauncher.config_schema));
  return {
    versions: raw.versions,
    exports: Object.fromEntries(Object.entries(raw.exports).filter(([, names]) => Array.isArray(names))),
    parameters: {
      K8sRunLauncher: launcher,
      k8s_job_executor: ofSchema(raw.k8s_job_executor.effective_config_schema),
      k8s_job_op: ofSchema(raw.k8s_job_op.config_schema),
      execute_k8s_job: ofSignature(raw.execute_k8s_job.params),
      PipesK8sClient: ofSignature(raw.PipesK8sClient.init_params),
      'PipesK8sClient.run': ofSignature(raw.PipesK8sClient.run_params),
      Definitions: ofSignature(raw.Definitions.signature),
    },
  };
}

function prefectFacts(): Json {
  interface Release {
    readonly versions: Versions;
    readonly flow_decorator: readonly RawParameter[];
    readonly 'Flow.__init__': readonly RawParameter[];
    readonly 'Flow.deploy': readonly RawParameter[];
    readonly 'Flow.to_deployment': readonly RawParameter[];
    readonly import_paths: Readonly<Record<string, { readonly ok: boolean; readonly error?: string }>>;
    readonly KubernetesJob_fields: Readonly<
      Record<string, { readonly type: string; readonly default: string }>
    >;
  }
  const old = read('prefect/prefect-2.20.26.json') as Release;
  const current = read('prefect/prefect-3.9.1.json') as Release;
  const worker = read('prefect/prefect-3.9.1.kubernetes-worker.json') as {
    readonly base_job_template: { readonly variables: RawSchema };
  };
  const removed = Object.entries(current.import_paths).filter(
    ([path, { ok }]) => !ok && old.import_paths[path]?.ok === true,
  );
  const modules = removed.flatMap(
    ([, { error = '' }]) => /No module named '([\w.]+)'/.exec(error)?.[1] ?? [],
  );
  const flow = [old, current].flatMap((it) => [...it['Flow.__init__'], ...it.flow_decorator]);
  const ofBoth = (name: 'Flow.deploy' | 'Flow.to_deployment'): Json =>
    ofSignature([
      ...current[name],
      ...old[name].filter((it) => !current[name].some(({ name }) => name === it.name)),
    ]);
  return {
    versions: { ...current.versions, KubernetesJob: old.versions.prefect },
    removedImports: Object.fromEntries(removed.map(([path, { error = '' }]) => [path, advice(path, error)])),
    removedModules: [...new Set(modules)],
    parameters: {
      KubernetesJob: Object.fromEntries(
        Object.entries(old.KubernetesJob_fields).map(([name, field]) => [
          name,
          parameter({ type: field.type, default: field.default }),
        ]),
      ),
      flow: ofSignature(flow.filter(({ name }) => !name.includes('__') && name !== 'fn')),
      'flow.deploy': ofBoth('Flow.deploy'),
      'flow.to_deployment': ofBoth('Flow.to_deployment'),
    },
    jobVariables: ofSchema(worker.base_job_template.variables),
    baseJobTemplate: withoutTitles(worker.base_job_template),
  };
}

function pythonModels(): Json {
  const raw = read('kubernetes/python-client-models.json') as {
    readonly kubernetes: string;
    readonly models: Json;
  };
  return { versions: { kubernetes: raw.kubernetes }, models: raw.models };
}

/** Names that people are shown are no facts. */
function withoutTitles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTitles);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, it]) => key !== 'title' || typeof it !== 'string');
  return Object.fromEntries(kept.map(([key, it]) => [key, withoutTitles(it)]));
}

/** The name that an error message says to use. */
function advice(path: string, error: string): string {
  if (moved[path] !== undefined) return moved[path];
  if (path.startsWith('prefect.infrastructure')) return 'a work pool';
  return /Use (?:the )?`([^`]+)`/.exec(error)?.[1] ?? (error.includes('Use workers') ? 'a work pool' : '');
}

/** Parameters of a Python function; where its annotations are missing, types are those of the matching schema. */
function ofSignature(raw: readonly RawParameter[], typed: Readonly<Record<string, Parameter>> = {}): Json {
  return Object.fromEntries(
    raw.map((it) => [
      it.name,
      parameter({
        type: it.annotation ?? typed[it.name]?.type ?? '',
        required: it.required,
        default: it.default,
      }),
    ]),
  );
}

function ofSchema({ properties = {}, required = [] }: RawSchema): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, it]) => [
      name,
      parameter({ type: typeOf(it), required: required.includes(name), default: pythonText(it.default) }),
    ]),
  );
}

function typeOf(schema: RawSchema): string {
  if (schema.enum) return schema.enum.map((it) => JSON.stringify(it)).join(' | ');
  const choices = [...new Set(schema.anyOf?.map(typeOf).filter((it) => it !== 'None'))];
  // Dagster's sources take a text or `{env: NAME}`, Prefect's fields a value or none: what is written is the text.
  if (choices.length > 0) return choices[0] === 'str' ? 'str' : choices.join(' | ');
  if (schema.type === 'array') return schema.items ? `list[${typeOf(schema.items)}]` : 'list';
  return pythonNames[schema.type ?? ''] ?? '';
}

function parameter(raw: { type: string; required?: boolean; default?: string | null }): Parameter {
  const result: Parameter = {};
  const type = shortType(raw.type);
  if (type) result.type = type;
  if (raw.required) result.required = true;
  if (raw.default !== null && raw.default !== undefined && raw.default !== 'None')
    result.default = shortType(raw.default);
  return result;
}

/** `typing.Optional[prefect.x.Y]` → `Y`, `Union[int, float, None]` → `int | float`: what a person would write. */
function shortType(written: string): string {
  const short = written
    .replace(/<(?:class|enum) '([^']+)'>/g, '$1')
    .replace(/\b(?:[a-z_]\w*\.)+(?=\w)/gi, '')
    .replace(/ForwardRef\('(\w+)'\)/g, '$1')
    .replace(/ \| None$/, '');
  const [, wrapper, inside = ''] = /^(Optional|Union)\[(.*)\]$/.exec(short) ?? [];
  if (wrapper === 'Optional') return shortType(inside);
  return wrapper === 'Union'
    ? alternatives(inside)
        .filter((it) => !/^None(Type)?$/.test(it))
        .map(shortType)
        .join(' | ')
    : short;
}

/** Splits at the commas that stand in no brackets. */
function alternatives(list: string): string[] {
  const found = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '[') depth++;
    if (character === ']') depth--;
    if (character === ',' && depth === 0) found.push('');
    else found.push((found.pop() ?? '') + character);
  }
  return found.map((it) => it.trim());
}

function pythonText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = JSON.stringify(value);
  return text === '{}' || text === '[]' ? null : text;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(directory ?? '', path), 'utf8'));
}

async function write(path: string, value: Json): Promise<void> {
  const text = await format(JSON.stringify(value), { parser: 'json', printWidth: 110 });
  writeFileSync(join(import.meta.dirname, path), text);
}
