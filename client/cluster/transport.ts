import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import type { ClusterFailure, Environment, Result } from './cluster.ts';
import { connectionOptions, connectionTo, headersLimit } from './dispatcher.ts';
import type { Endpoint } from './kubeconfig.ts';
import { forget, signIn, type Credential } from './sign-in.ts';
import { failureOf, type Status } from './status.ts';

/** The part of the transport that cannot change anything in the cluster. All but the gate see only this. */
export interface Reads {
  readonly endpoint: Endpoint;
  /** A JSON answer. Asked for once more where the connection broke. */
  get<T>(path: string, options?: GetOptions): Promise<Reply<T>>;
  /** An answer that goes on for as long as both sides want, such as a watch. Throws in the middle if the connection breaks. */
  stream(path: string, options: StreamOptions): Promise<Reply<Readable>>;
  /** Asks the server about the user. It keeps nothing of it. */
  review<T>(kind: Review, spec: object): Promise<Result<T>>;
  /** What is in flight fails; what comes after goes over new connections. */
  dropConnections(): void;
}

/** A result that also says how it failed. */
export type Reply<T> = { readonly ok: true; readonly value: T } | Failed;

export interface Failed {
  readonly ok: false;
  readonly failure: ClusterFailure;
  /** The HTTP status; undefined where there was no answer. */
  readonly code?: number;
  /** True if another connection may do better. */
  readonly connectionBroke?: boolean;
}

type Query = Readonly<Record<string, string | number | undefined>>;

export interface GetOptions {
  readonly query?: Query;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** For the whole answer, in milliseconds. */
  readonly limit?: number;
}

export interface StreamOptions {
  readonly query?: Query;
  readonly signal: AbortSignal;
}

export type Review = 'SelfSubjectAccessReview' | 'SelfSubjectReview';

/** A request that may write. */
export interface ChangeRequest {
  readonly method: 'PATCH' | 'POST';
  readonly path: string;
  readonly query: Query;
  readonly body: string;
  readonly contentType: string;
}

export interface ChangeOptions {
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

export interface ChangeAnswer {
  readonly object: unknown;
  /** From the server's Warning headers, such as deprecations. */
  readonly warnings: readonly string[];
}

const callLimit = 30_000;

const reviewGroups = {
  SelfSubjectAccessReview: 'authorization.k8s.io/v1',
  SelfSubjectReview: 'authentication.k8s.io/v1',
};

/**
 * Calls to one endpoint over one shared connection. client-node would open a connection for each request and drop
 * fields of the user's objects, so it only reads the kubeconfig and says what TLS needs.
 */
export class Transport implements Reads {
  readonly endpoint: Endpoint;
  readonly #environment: Environment;
  readonly #connections = new Map<string, Dispatcher>();

  constructor(endpoint: Endpoint, environment: Environment) {
    this.endpoint = endpoint;
    this.#environment = environment;
  }

  async get<T>(path: string, options: GetOptions = {}): Promise<Reply<T>> {
    const { query = {}, accept = 'application/json', signal, limit } = options;
    const call: Call = {
      method: 'GET',
      path,
      query,
      headers: { accept, 'accept-encoding': 'gzip' },
      signal,
      limit,
    };
    const answer = await this.#safeAnswer(call);
    return answer.ok ? { ok: true, value: answer.value.body as T } : answer;
  }

  async stream(path: string, { query = {}, signal }: StreamOptions): Promise<Reply<Readable>> {
    const sent = await this.#send(
      { method: 'GET', path, query, headers: { accept: 'application/json' } },
      signal,
    );
    if (!sent.ok) return sent;
    const { statusCode, body } = sent.value;
    if (statusCode === 200) return { ok: true, value: body };
    return this.#refusal(statusCode, await body.text());
  }

  async review<T>(kind: Review, spec: object): Promise<Result<T>> {
    const apiVersion = reviewGroups[kind];
    const answer = await this.#safeAnswer({
      method: 'POST',
      path: `/apis/${apiVersion}/${kind.toLowerCase()}s`,
      query: {},
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion, kind, spec }),
    });
    return answer.ok ? { ok: true, value: answer.value.body as T } : answer;
  }

  /**
   * The one call that can write, for the gate alone. With `dryRun` the server does everything but keep the result.
   * A write is never sent twice, except where it was turned away for its credentials. Problems are placed in the body.
   */
  async change(change: ChangeRequest, { dryRun, signal }: ChangeOptions): Promise<Result<ChangeAnswer>> {
    const { method, path, body, contentType } = change;
    const query = { ...change.query, ...(dryRun && { dryRun: 'All' }) };
    const headers = { accept: 'application/json', 'content-type': contentType };
    const call: Call = { method, path, query, headers, body, signal };
    const answer = await (dryRun ? this.#safeAnswer(call) : this.#answer(call));
    if (!answer.ok) return answer;
    return { ok: true, value: { object: answer.value.body, warnings: warningsOf(answer.value.headers) } };
  }

  dropConnections(): void {
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    // Whoever uses one of them is told by the failure of the own call.
    for (const it of connections) it.destroy().catch(() => undefined);
  }

  /** For calls that may arrive twice: a connection that was idle for long may be dead without having said so. */
  async #safeAnswer(call: Call): Promise<Answer> {
    const first = await this.#answer(call);
    return !first.ok && first.connectionBroke ? await this.#answer(call) : first;
  }

  /** Sends a call and reads its whole answer. */
  async #answer(call: Call): Promise<Answer> {
    const time = AbortSignal.timeout(call.limit ?? callLimit);
    const sent = await this.#send(call, call.signal ? AbortSignal.any([call.signal, time]) : time);
    if (!sent.ok) return sent;
    const { statusCode, headers, body } = sent.value;
    try {
      const bytes = Buffer.from(await body.arrayBuffer());
      const plain = headers['content-encoding'] === 'gzip' ? await promisify(gunzip)(bytes) : bytes;
      const text = plain.toString('utf8');
      if (statusCode >= 300) return this.#refusal(statusCode, text, call.body);
      return { ok: true, value: { body: JSON.parse(text) as unknown, headers } };
    } catch (error) {
      // The connection broke in the middle of the answer, or something on the way does not speak JSON.
      call.signal?.throwIfAborted();
      return this.#connectionFailure(error);
    }
  }

  /** Sends a call; a second time with new credentials where the server does not accept those it has. */
  async #send(call: Call, signal: AbortSignal): Promise<Sent> {
    const sent = await this.#sendOnce(call, signal);
    if (!sent.ok || sent.value.statusCode !== 401 || !forget(this.endpoint.signIn)) return sent;
    await sent.value.body.dump();
    return await this.#sendOnce(call, signal);
  }

  async #sendOnce({ method, path, query, headers, body }: Call, signal: AbortSignal): Promise<Sent> {
    const { endpoint } = this;
    const credential = await signIn(endpoint.signIn, endpoint.context.name);
    if (!credential.ok) return credential;
    const route = await this.#route(credential.value);
    if (!route.ok) return route;
    const url = new URL(endpoint.server + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    try {
      const value = await request(url, {
        method,
        body: body ?? null,
        signal,
        headersTimeout: headersLimit,
        dispatcher: route.value.connection,
        headers: { 'user-agent': 'podium', ...route.value.headers, ...headers },
      });
      return { ok: true, value };
    } catch (error) {
      // Whatever the network does is a failure that the user must be able to read; only being cancelled is none.
      if (signal.aborted && !isTimeout(signal.reason)) throw error;
      return this.#connectionFailure(error);
    }
  }

  /** The connection to use, and the headers that say who is calling. */
  async #route({ token, clientCertificate, clientKey }: Credential): Promise<Result<Route>> {
    const { config, impersonation } = this.endpoint;
    const tls: RequestOptions = {};
    try {
      // Reads the files of certificates each time, as they may have been renewed.
      await config.applyToHTTPSOptions(tls);
    } catch (error) {
      // Mostly a file of the kubeconfig that is not there; its name is in the message.
      return { ok: false, failure: { kind: 'misconfigured', message: messageOf(error) } };
    }
    if (clientCertificate !== undefined) tls.cert = clientCertificate;
    if (clientKey !== undefined) tls.key = clientKey;
    const options = connectionOptions(this.endpoint, tls);
    const key = createHash('sha256').update(JSON.stringify(options)).digest('base64');
    const connection = this.#connections.get(key) ?? connectionTo(this.endpoint, options, this.#environment);
    this.#connections.set(key, connection);
    const authorization = authorizationOf(tls, token);
    const headers = { ...impersonation, ...(authorization !== undefined && { authorization }) };
    return { ok: true, value: { connection, headers } };
  }

  /** An answer that is not a success. */
  #refusal(code: number, answer: string, text?: string): Failed {
    const { server, context } = this.endpoint;
    const asked = { server, context: context.name, user: context.user, ...(text !== undefined && { text }) };
    return { ok: false, failure: failureOf(code, statusOf(answer), asked), code };
  }

  /** No answer, or only a part of one. */
  #connectionFailure(error: unknown): Failed {
    const { server } = this.endpoint;
    const cause = rootOf(error);
    const reason = isTimeout(cause) ? 'no answer in time' : messageOf(cause);
    if (isCertificateError(cause)) {
      const message = `the certificate of ${server} is not trusted: ${reason}`;
      return { ok: false, failure: { kind: 'misconfigured', message } };
    }
    return {
      ok: false,
      failure: { kind: 'unreachable', message: `${server} cannot be reached: ${reason}`, server },
      connectionBroke: !isTimeout(cause),
    };
  }
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly limit?: number | undefined;
}

interface Route {
  readonly connection: Dispatcher;
  readonly headers: Record<string, string | string[]>;
}

type Sent = Reply<Dispatcher.ResponseData>;

type Answer = Reply<{ readonly body: unknown; readonly headers: IncomingHttpHeaders }>;

function authorizationOf({ auth, headers }: RequestOptions, token: string | undefined): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  if (typeof auth === 'string') return `Basic ${Buffer.from(auth).toString('base64')}`;
  const own = headers && 'Authorization' in headers ? headers.Authorization : undefined;
  return typeof own === 'string' ? own : undefined;
}

function statusOf(answer: string): Status {
  try {
    const status = JSON.parse(answer) as unknown;
    return typeof status === 'object' && status !== null ? status : {};
  } catch {
    // Proxies and gateways answer with pages or plain text.
    return { message: answer.slice(0, 500).trim() };
  }
}

/** `299 - "text"`, several joined with commas or as several headers. */
function warningsOf({ warning }: IncomingHttpHeaders): string[] {
  const text = Array.isArray(warning) ? warning.join(', ') : (warning ?? '');
  return [...text.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, it = '']) =>
    it.replace(/\\(.)/g, '$1'),
  );
}

/** Errors of the network come wrapped, and those of several addresses together. */
function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}

function isCertificateError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code);
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && /^(Headers|Body)?Timeout(Error)?$/.test(error.name);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
