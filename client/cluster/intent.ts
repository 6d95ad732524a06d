import type { Change, ClusterFailure, ManifestDocument, Result, Target } from './cluster.ts';
import { concurrencyWarning, forbidsConcurrency, jobFromCronJob } from './cron-job.ts';
import { record, type Json } from './difference.ts';
import { discover, resourcePath, type ResourceType } from './discovery.ts';
import { locate } from './field-path.ts';
import { headerOf, type ManifestHeader } from './manifest.ts';
import type { ChangeRequest, Reads } from './transport.ts';

/** An object as the user wants it (Kubernetes' own word for that), before the server has said anything. */
export interface Intent {
  readonly header: ManifestHeader;
  /** Where it will be; undefined for a cluster-scoped object. */
  readonly namespace: string | undefined;
  readonly document?: number;
  readonly verb: 'apply' | 'create' | 'patch';
  /** What is sent. Of `apply` and `create` from a document, the document's own text. */
  readonly body: string;
  readonly force: boolean;
  readonly warnings: readonly string[];
  readonly namespaceMismatch?: { readonly manifest: string; readonly target: string };
  readonly type: ResourceType | ClusterFailure;
}

/** The objects that a change is about, in the order in which they must be written. */
export async function intentsOf(
  reads: Reads,
  target: Target,
  change: Change,
  signal: AbortSignal | undefined,
): Promise<Result<readonly Intent[]>> {
  if (change.kind === 'apply') {
    const types = await discover(reads);
    if (!types.ok) return types;
    const intents = change.documents.map((it, index) =>
      intentOfDocument(it, index, types.value, target, change.force === true),
    );
    // What others need to be there comes first; the rest stays in the user's order.
    return { ok: true, value: intents.sort((a, b) => rank(a.header.kind) - rank(b.header.kind)) };
  }
  const namespace = change.namespace ?? target.namespace;
  const path = resourcePath(cronJobs, namespace, change.name);
  const cronJob = await reads.get<Json>(path, { signal });
  if (!cronJob.ok) return cronJob;
  const mismatch =
    namespace === target.namespace
      ? {}
      : { namespaceMismatch: { manifest: namespace, target: target.namespace } };
  if (change.kind === 'suspend-cron-job') {
    const header = { apiVersion: 'batch/v1', kind: 'CronJob', name: change.name };
    const body = JSON.stringify({ spec: { suspend: change.suspend } });
    return {
      ok: true,
      value: [
        { header, namespace, verb: 'patch', body, force: false, warnings: [], type: cronJobs, ...mismatch },
      ],
    };
  }
  const job = jobFromCronJob(cronJob.value, new Date());
  const warnings = await concurrencyWarnings(reads, cronJob.value, namespace, signal);
  const header = { apiVersion: 'batch/v1', kind: 'Job', name: String(record(job.metadata).name) };
  const intent: Intent = {
    header,
    namespace,
    verb: 'create',
    body: JSON.stringify(job),
    force: false,
    warnings,
    type: jobs,
    ...mismatch,
  };
  return { ok: true, value: [intent] };
}

async function concurrencyWarnings(
  reads: Reads,
  cronJob: Json,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (!forbidsConcurrency(cronJob)) return [];
  const listed = await reads.get<{ readonly items: readonly Json[] }>(resourcePath(jobs, namespace), {
    signal,
  });
  const warning = listed.ok
    ? concurrencyWarning(cronJob, listed.value.items)
    : `the CronJob forbids concurrent runs, but ${listed.failure.message}`;
  return warning === undefined ? [] : [warning];
}

const cronJobs: ResourceType = {
  group: 'batch',
  version: 'v1',
  plural: 'cronjobs',
  kind: 'CronJob',
  isNamespaced: true,
};
const jobs: ResourceType = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', isNamespaced: true };

const rank = (kind = ''): number => (kind === 'Namespace' ? 0 : kind === 'CustomResourceDefinition' ? 1 : 2);

function intentOfDocument(
  { text }: ManifestDocument,
  document: number,
  types: readonly ResourceType[],
  target: Target,
  force: boolean,
): Intent {
  const header = headerOf(text);
  const type = typeOf(header, text, types);
  const isNamespaced = !('message' in type) && type.isNamespaced;
  const namespace = isNamespaced ? (header.namespace ?? target.namespace) : undefined;
  return {
    header,
    namespace,
    document,
    // Server-side apply needs a name; what has none yet can only be created.
    verb: header.name === undefined ? 'create' : 'apply',
    body: text,
    force,
    warnings: [],
    type,
    ...(namespace !== undefined &&
      namespace !== target.namespace && {
        namespaceMismatch: { manifest: namespace, target: target.namespace },
      }),
  };
}

function typeOf(
  { apiVersion, kind, name, generateName }: ManifestHeader,
  text: string,
  types: readonly ResourceType[],
): ResourceType | ClusterFailure {
  if (apiVersion === undefined) return invalid(text, 'apiVersion', 'apiVersion is missing');
  if (kind === undefined) return invalid(text, 'kind', 'kind is missing');
  if (kind === 'List')
    return invalid(text, 'kind', 'a List cannot be applied; its items can, as documents of their own');
  if (name === undefined && generateName === undefined)
    return invalid(text, 'metadata.name', 'metadata.name is missing');
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = types.find((it) => it.kind === kind && it.version === version && it.group === group);
  if (found) return found;
  const others = types
    .filter((it) => it.kind === kind)
    .map((it) => `"${it.group === '' ? it.version : `${it.group}/${it.version}`}"`);
  const hint = others.length > 0 ? `; it has ${others.join(', ')}` : '';
  return invalid(
    text,
    others.length > 0 ? 'apiVersion' : 'kind',
    `the cluster has no kind "${kind}" of "${apiVersion}"${hint}`,
  );
}

function invalid(text: string, path: string, message: string): ClusterFailure {
  return { kind: 'invalid', message, problems: [{ path, message, range: locate(text, path) }] };
}

/** Who Podium is to the server: the owner of the fields that it applies. */
export const fieldManager = 'podium';

/** The request that carries an intent: the dry run sends it, and after the user agreed the gate sends it again. */
export function requestOf(
  { verb, body, force, document, header, namespace }: Intent,
  type: ResourceType,
): ChangeRequest {
  const query = { fieldManager, fieldValidation: 'Strict' };
  const path = resourcePath(type, namespace, verb === 'create' ? undefined : header.name);
  if (verb === 'create') {
    const contentType = document === undefined ? 'application/json' : 'application/yaml';
    return { method: 'POST', path, query, body, contentType };
  }
  if (verb === 'patch')
    return { method: 'PATCH', path, query, body, contentType: 'application/merge-patch+json' };
  const forced = force ? { ...query, force: 'true' } : query;
  return { method: 'PATCH', path, query: forced, body, contentType: 'application/apply-patch+yaml' };
}
