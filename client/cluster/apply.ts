import type {
  Change,
  ClusterFailure,
  Confirm,
  FieldConflict,
  GateOptions,
  Outcome,
  Plan,
  PlannedObject,
  Result,
  Target,
  WriteResult,
} from './cluster.ts';
import { difference, fingerprint, record, type Json } from './difference.ts';
import { resourcePath, type ResourceType } from './discovery.ts';
import { contentOf } from './manifest.ts';
import type { ChangeAnswer, ChangeRequest, Transport } from './transport.ts';
import { fieldManager, requestOf, intentsOf, type Intent } from './intent.ts';

/** Who asks, and where it goes. */
export interface GateSurroundings {
  readonly transport: Transport;
  readonly target: Target;
  readonly user: () => Promise<Result<string>>;
}

/** What a change would do: access review and the server's dry run of every object. Writes nothing. */
export async function plan(
  surroundings: GateSurroundings,
  change: Change,
  { signal }: GateOptions = {},
): Promise<Result<Plan>> {
  const prepared = await prepare(surroundings, change, signal);
  return prepared.ok ? { ok: true, value: prepared.value.plan } : prepared;
}

/**
 * The gate. This is the only function from which anything is ever written to a cluster: it plans, asks, looks whether
 * the cluster is still as planned, and then sends the very requests that the dry run was made of.
 */
export async function write(
  surroundings: GateSurroundings,
  change: Change,
  confirm: Confirm,
  { signal }: GateOptions = {},
): Promise<Result<Outcome>> {
  const prepared = await prepare(surroundings, change, signal);
  if (!prepared.ok) return prepared;
  const { plan, objects } = prepared.value;
  const done = (outcome: Outcome): Result<Outcome> => ({ ok: true, value: outcome });

  if (plan.objects.some((it) => it.action === 'failed')) return done({ kind: 'rejected', plan });
  if (plan.objects.every((it) => it.action === 'unchanged')) return done({ kind: 'unchanged', plan });
  if (plan.target.protection === 'read-only') return done({ kind: 'read-only', plan });
  if (!agrees(await confirm(plan), plan.target)) return done({ kind: 'declined', plan });
  signal?.throwIfAborted();

  const writable = objects.filter(isWritable);
  const changed = await changedSince(surroundings.transport, writable, signal);
  if (!changed.ok) return changed;
  if (changed.value.length > 0) return done({ kind: 'outdated', plan, changed: changed.value });
  return done({ kind: 'written', plan, results: await send(surroundings.transport, objects) });
}

function agrees(answer: boolean | string, { protection, context }: Target): boolean {
  if (answer === context) return true;
  return protection === 'none' && answer === true;
}

/** An object of a plan, with the request that makes it so where it is one that can be sent. */
interface Prepared {
  readonly planned: PlannedObject;
  readonly request?: ChangeRequest;
  /** Path of the object itself, and what it was when the plan was made. */
  readonly live?: { readonly path: string; readonly fingerprint: string };
}

type Writable = Prepared & { readonly request: ChangeRequest };

const isWritable = (it: Prepared): it is Writable =>
  it.request !== undefined && (it.planned.action === 'create' || it.planned.action === 'configure');

async function prepare(
  { transport, target, user }: GateSurroundings,
  change: Change,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly plan: Plan; readonly objects: readonly Prepared[] }>> {
  const name = await user();
  if (!name.ok) return name;
  const intents = await intentsOf(transport, target, change, signal);
  if (!intents.ok) return intents;
  const planner = new Planner(transport, name.value, signal);
  const objects = await planner.objects(intents.value);
  const force = change.kind === 'apply' && change.force === true;
  return {
    ok: true,
    value: { plan: { target, user: name.value, force, objects: objects.map((it) => it.planned) }, objects },
  };
}

/** Asks the server about the objects of one change. */
class Planner {
  readonly #transport: Transport;
  readonly #user: string;
  readonly #signal: AbortSignal | undefined;
  readonly #access = new Map<string, Promise<Result<boolean>>>();
  /** Namespaces that the change itself creates. */
  readonly #newNamespaces = new Set<string>();

  constructor(transport: Transport, user: string, signal: AbortSignal | undefined) {
    this.#transport = transport;
    this.#user = user;
    this.#signal = signal;
  }

  async objects(intents: readonly Intent[]): Promise<Prepared[]> {
    const isFirst = (it: Intent) => it.header.kind === 'Namespace';
    const namespaces = await inBatches(intents.filter(isFirst), (it) => this.#object(it));
    for (const { planned } of namespaces) {
      if (planned.action === 'create' && planned.name !== undefined) this.#newNamespaces.add(planned.name);
    }
    const others = intents.filter((it) => !isFirst(it));
    return [...namespaces, ...(await inBatches(others, (it) => this.#object(it)))];
  }

  async #object(intent: Intent): Promise<Prepared> {
    const { type } = intent;
    if ('message' in type) return failed(intent, type);
    const {
      namespace,
      header: { name },
    } = intent;
    const path = resourcePath(type, namespace, name);
    const live =
      name === undefined ? undefined : await this.#transport.get<Json>(path, { signal: this.#signal });
    if (live && !live.ok && live.failure.kind !== 'not-found') return failed(intent, live.failure);
    const before = live?.ok ? live.value : undefined;
    const denied = await this.#denied(intent, type, before !== undefined);
    if (denied) return failed(intent, denied);

    const request = requestOf(intent, type);
    const tried = await this.#dryRun(request);
    const rest = { request, live: { path, fingerprint: fingerprint(before) } };
    if (!tried.ok)
      return (
        this.#waiting(intent, tried.failure, rest) ??
        failed(intent, withoutValues(intent.header.kind, tried.failure))
      );
    const after = record(tried.value.answer.object);
    const { isChange, ...texts } = difference(before, after);
    const planned: PlannedObject = {
      ...identityOf(intent),
      ...texts,
      action: before ? (isChange ? 'configure' : 'unchanged') : 'create',
      takesOver: tried.value.takesOver,
      warnings: [
        ...intent.warnings,
        ...tried.value.answer.warnings,
        ...ownersOf(before),
        ...(isChange ? await this.#podWarnings(after, namespace) : []),
      ],
    };
    return name === undefined ? { planned, request } : { planned, ...rest };
  }

  /** The server's dry run; where fields are to be taken over, also what others lose by that. */
  async #dryRun(
    request: ChangeRequest,
  ): Promise<Result<{ answer: ChangeAnswer; takesOver: readonly FieldConflict[] }>> {
    const options = { dryRun: true, signal: this.#signal };
    const { force, ...query } = request.query;
    const polite = await this.#transport.change({ ...request, query }, options);
    if (polite.ok) return { ok: true, value: { answer: polite.value, takesOver: [] } };
    if (force === undefined || polite.failure.kind !== 'conflict') return polite;
    const { conflicts } = polite.failure;
    const forced = await this.#transport.change(request, options);
    return forced.ok ? { ok: true, value: { answer: forced.value, takesOver: conflicts } } : forced;
  }

  /** An object whose namespace comes with the same change: the server has checked its fields, and can check no more. */
  #waiting(intent: Intent, failure: ClusterFailure, rest: Omit<Prepared, 'planned'>): Prepared | undefined {
    const { namespace } = intent;
    const isMissing =
      failure.kind === 'not-found' && failure.message.includes(`namespaces "${namespace}" not found`);
    if (namespace === undefined || !isMissing || !this.#newNamespaces.has(namespace)) return undefined;
    const { before, after } = difference(undefined, contentOf(intent.body));
    const waitsFor = `Namespace "${namespace}"`;
    return {
      ...rest,
      planned: {
        ...identityOf(intent),
        before,
        after,
        action: 'create',
        waitsFor,
        takesOver: [],
        warnings: intent.warnings,
      },
    };
  }

  /** The first thing that the user lacks the right to, by an access review. */
  async #denied(
    { verb, namespace }: Intent,
    type: ResourceType,
    exists: boolean,
  ): Promise<ClusterFailure | undefined> {
    const verbs =
      verb === 'create' ? ['create'] : verb === 'apply' && !exists ? ['patch', 'create'] : ['patch'];
    for (const it of verbs) {
      const allowed = await this.#allowed(it, type, namespace);
      // Where the server does not review, its dry run will tell.
      if (!allowed.ok || allowed.value) continue;
      const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
      return { kind: 'forbidden', message: `user "${this.#user}" may not ${it} ${type.plural}${where}` };
    }
    return undefined;
  }

  async #allowed(
    verb: string,
    { group, plural }: ResourceType,
    namespace: string | undefined,
  ): Promise<Result<boolean>> {
    const key = JSON.stringify([verb, group, plural, namespace]);
    const known = this.#access.get(key);
    if (known) return await known;
    const asked = this.#reviewAccess({
      verb,
      group,
      resource: plural,
      ...(namespace !== undefined && { namespace }),
    });
    this.#access.set(key, asked);
    return await asked;
  }

  async #reviewAccess(resourceAttributes: Json): Promise<Result<boolean>> {
    const review = await this.#transport.review<{ status?: { allowed?: boolean } }>(
      'SelfSubjectAccessReview',
      { resourceAttributes },
    );
    return review.ok ? { ok: true, value: review.value.status?.allowed === true } : review;
  }

  /** Quotas and admission look at pods, long after the object that makes them was accepted: so ask for a pod now. */
  async #podWarnings(object: Json, namespace: string | undefined): Promise<string[]> {
    const pod = podOf(object);
    if (!pod || namespace === undefined) return [];
    const request: ChangeRequest = {
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`,
      query: { fieldManager },
      body: JSON.stringify(pod),
      contentType: 'application/json',
    };
    const tried = await this.#transport.change(request, { dryRun: true, signal: this.#signal });
    return tried.ok || tried.failure.kind !== 'refused'
      ? []
      : [`its pods would be refused: ${tried.failure.message}`];
  }
}

function identityOf({
  header,
  document,
  namespace,
  namespaceMismatch,
}: Intent): Pick<
  PlannedObject,
  'apiVersion' | 'kind' | 'name' | 'namespace' | 'document' | 'namespaceMismatch'
> {
  const { apiVersion = '', kind = '', name } = header;
  return {
    apiVersion,
    kind,
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    ...(document !== undefined && { document }),
    ...(namespaceMismatch && { namespaceMismatch }),
  };
}

function failed(intent: Intent, failure: ClusterFailure): Prepared {
  const { warnings } = intent;
  return {
    planned: {
      ...identityOf(intent),
      before: '',
      after: '',
      action: 'failed',
      takesOver: [],
      warnings,
      failure,
    },
  };
}

/** What the server says about a Secret may quote its values. */
function withoutValues(kind: string | undefined, failure: ClusterFailure): ClusterFailure {
  if (kind !== 'Secret' || !('problems' in failure)) return failure;
  const isValue = (path: string) => /^(data|stringData)\b/.test(path);
  if (!failure.problems.some((it) => isValue(it.path))) return failure;
  const message = 'the value is not accepted (what the server says may quote it, so it is not shown)';
  const problems = failure.problems.map((it) => (isValue(it.path) ? { ...it, message } : it));
  return { ...failure, message: problems.map((it) => `${it.path}: ${it.message}`).join('\n'), problems };
}

/** Tools that would undo what is written past them. */
function ownersOf(live: Json | undefined): string[] {
  const { labels, annotations } = record(live?.metadata);
  const has = (marks: unknown, key: string) => key in record(marks);
  const owners = [
    has(annotations, 'meta.helm.sh/release-name') && 'Helm',
    (has(annotations, 'argocd.argoproj.io/tracking-id') || has(labels, 'argocd.argoproj.io/instance')) &&
      'Argo CD',
    (has(labels, 'kustomize.toolkit.fluxcd.io/name') || has(labels, 'helm.toolkit.fluxcd.io/name')) && 'Flux',
  ];
  return owners.filter((it) => it !== false).map((it) => `managed by ${it}, which may undo this change`);
}

/** The pod that an object would make; undefined where it makes none. */
function podOf({ kind, metadata, spec }: Json): Json | undefined {
  if (!['CronJob', 'Job', 'Deployment', 'DaemonSet', 'ReplicaSet'].includes(String(kind))) return undefined;
  const owner = kind === 'CronJob' ? record(record(spec).jobTemplate).spec : spec;
  const template = record(record(owner).template);
  const { labels, annotations } = record(template.metadata);
  const generateName = `${String(record(metadata).name)}-`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName, labels, annotations },
    spec: template.spec,
  };
}

/** The objects that are no longer what the user was shown. */
async function changedSince(
  transport: Transport,
  objects: readonly Writable[],
  signal: AbortSignal | undefined,
): Promise<Result<string[]>> {
  const named = objects.flatMap(({ planned, live }) => (live ? [{ planned, ...live }] : []));
  const looked = await inBatches(named, async ({ planned, path, fingerprint: before }) => {
    const now = await transport.get<Json>(path, { signal });
    if (!now.ok && now.failure.kind !== 'not-found') return now;
    return fingerprint(now.ok ? now.value : undefined) === before ? undefined : titleOf(planned);
  });
  const failure = looked.find((it) => typeof it === 'object');
  return failure ?? { ok: true, value: looked.filter((it) => typeof it === 'string') };
}

const titleOf = ({ kind, name = '' }: PlannedObject): string => `${kind} "${name}"`;

/** How many objects are asked about at the same time. */
const batchSize = 8;

async function inBatches<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let i = 0; i < items.length; i += batchSize) {
    answers.push(...(await Promise.all(items.slice(i, i + batchSize).map(ask))));
  }
  return answers;
}

/** Writes, one object after the other, as later ones may need earlier ones. Once begun it is not cancelled half-way. */
async function send(transport: Transport, objects: readonly Prepared[]): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  let isLost = false;
  for (const object of objects) {
    const { kind, name = '', namespace, document, action } = object.planned;
    const subject = {
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(document !== undefined && { document }),
    };
    if (!isWritable(object)) {
      results.push({ ...subject, action: 'unchanged' });
      continue;
    }
    if (isLost) {
      results.push({ ...subject, action: 'skipped' });
      continue;
    }
    const answer = await transport.change(object.request, { dryRun: false, signal: undefined });
    if (!answer.ok) {
      isLost = answer.failure.kind === 'unreachable' || answer.failure.kind === 'signed-out';
      results.push({ ...subject, action: 'failed', failure: withoutValues(kind, answer.failure) });
      continue;
    }
    const written = record(record(answer.value.object).metadata).name;
    results.push({
      ...subject,
      name: typeof written === 'string' ? written : name,
      action: action === 'create' ? 'created' : 'configured',
    });
  }
  return results;
}
