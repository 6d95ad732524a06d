import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterFailure } from './cluster.ts';
import type { Failed, Reads, Reply } from './transport.ts';

/** The least that an object of the API has. */
export interface ApiObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

/** What a watch tells. Objects come as `pick` left them. */
export interface WatchListener<T> {
  /** New objects, and known ones that changed. */
  changed(objects: readonly T[]): void;
  /** The uids of objects that are gone. */
  removed(uids: readonly string[]): void;
  /** Everything that exists has been told, and changes follow from here. */
  live(): void;
  /** No changes come for now. The watch goes on trying until it is cancelled. */
  lost(failure: ClusterFailure): void;
}

export interface WatchOptions<T> {
  /** What to keep of an object; the rest is garbage at once. */
  readonly pick: (raw: ApiObject) => T;
  readonly signal: AbortSignal;
}

/**
 * Lists a collection in pages and then watches it until cancelled, over all interruptions. Where the server no longer
 * knows the last version seen, it lists again and tells only the differences. Never fails for what the network does.
 */
export async function watch<T>(
  reads: Reads,
  path: string,
  listener: WatchListener<T>,
  options: WatchOptions<T>,
): Promise<void> {
  await new Watcher(reads, path, listener, options).run();
}

/**
 * Asks the server for a sign of life from time to time, and drops its connections where none comes: that ends all
 * watches that hang on a connection which only looks alive. One is enough for all watches of an endpoint. It is silent
 * while none `isLive`: those that try to come back find out by themselves, and each call may run a sign-in program.
 */
export async function keepAlive(reads: Reads, isLive: () => boolean, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(heartbeatInterval, signal);
    if (signal.aborted) return;
    if (!isLive()) continue;
    const beat = await reads.get('/version', { limit: heartbeatLimit });
    if (!beat.ok && beat.failure.kind === 'unreachable') reads.dropConnections();
  }
}

const heartbeatInterval = 15_000;
const heartbeatLimit = 5_000;

const pageSize = 500;

/** More than the minute between two bookmarks of a server: a watch that is silent for so long is dead. */
const idleLimit = 90_000;

const shortestPause = 250;
const longestPause = 15_000;

/** After failures that time will hardly cure; some tries open a browser to sign in. */
const lastingPause = 300_000;
const lastingFailures = new Set<ClusterFailure['kind']>([
  'forbidden',
  'signed-out',
  'not-found',
  'misconfigured',
]);

class Watcher<T> {
  readonly #reads: Reads;
  readonly #path: string;
  readonly #listener: WatchListener<T>;
  readonly #options: WatchOptions<T>;
  /** uid → resourceVersion of everything that was told. */
  readonly #told = new Map<string, string>();
  /** Where to go on; undefined if everything must be listed. */
  #version: string | undefined;
  #pause = 0;

  constructor(reads: Reads, path: string, listener: WatchListener<T>, options: WatchOptions<T>) {
    this.#reads = reads;
    this.#path = path;
    this.#listener = listener;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    for (;;) {
      const ended = await this.#turn();
      if (signal.aborted) return;
      if (ended?.code === gone) this.#version = undefined;
      else if (ended) this.#listener.lost(ended.failure);
      await sleep(this.#nextPause(ended), signal);
    }
  }

  /** Lists if needed, then watches once. Gives how that failed; nothing if the server ended it in good order. */
  async #turn(): Promise<Failed | undefined> {
    try {
      if (this.#version === undefined) {
        const listed = await this.#list();
        if (!listed.ok) return listed;
        this.#version = listed.value;
      }
      return await this.#follow(this.#version);
    } catch (error) {
      // The connection broke in the middle. What was told stays true, and the next turn goes on after it.
      const { server } = this.#reads.endpoint;
      const message = `the connection to ${server} was lost: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, failure: { kind: 'unreachable', message, server } };
    }
  }

  /** Tells all objects that are not known yet, and which known ones are gone. Gives the version to watch from. */
  async #list(): Promise<Reply<string>> {
    const seen = new Set<string>();
    let page: ListPage | undefined;
    do {
      const query = { limit: pageSize, continue: page?.metadata.continue };
      const answer = await this.#reads.get<ListPage>(this.#path, {
        query,
        signal: this.#options.signal,
      });
      if (!answer.ok) return answer;
      page = answer.value;
      for (const { metadata } of page.items) seen.add(metadata.uid);
      this.#tellChanged(
        page.items.filter((it) => this.#told.get(it.metadata.uid) !== it.metadata.resourceVersion),
      );
    } while (page.metadata.continue);
    this.#tellRemoved([...this.#told.keys()].filter((it) => !seen.has(it)));
    return { ok: true, value: page.metadata.resourceVersion };
  }

  async #follow(version: string): Promise<Failed | undefined> {
    const idle = new AbortController();
    const timer = setTimeout(() => {
      idle.abort(new Error('nothing was heard any more'));
    }, idleLimit);
    try {
      const query = {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: version,
        // Spread, so that not all watches of all windows come back at the same time.
        timeoutSeconds: 240 + Math.floor(Math.random() * 60),
      };
      const signal = AbortSignal.any([idle.signal, this.#options.signal]);
      const opened = await this.#reads.stream(this.#path, { query, signal });
      if (!opened.ok) return opened;
      this.#listener.live();
      for await (const lines of linesOf(opened.value)) {
        timer.refresh();
        this.#pause = 0;
        const failed = this.#tell(lines.map((it) => JSON.parse(it) as WatchEvent));
        if (failed) return failed;
      }
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tells events, those that came together as few calls as their order allows. */
  #tell(events: readonly WatchEvent[]): Failed | undefined {
    let changed: ApiObject[] = [];
    let removed: string[] = [];
    const flush = () => {
      this.#tellChanged(changed);
      this.#tellRemoved(removed);
      changed = [];
      removed = [];
    };
    for (const event of events) {
      if (event.type === 'ERROR') {
        flush();
        return this.#refused(event.object);
      }
      this.#version = event.object.metadata.resourceVersion;
      if (event.type === 'DELETED') removed.push(event.object.metadata.uid);
      else if (event.type !== 'BOOKMARK') {
        if (removed.length > 0) flush();
        changed.push(event.object);
      }
    }
    flush();
    return undefined;
  }

  #tellChanged(objects: readonly ApiObject[]): void {
    if (objects.length === 0) return;
    for (const { metadata } of objects) this.#told.set(metadata.uid, metadata.resourceVersion);
    this.#listener.changed(objects.map(this.#options.pick));
  }

  #tellRemoved(uids: readonly string[]): void {
    if (uids.length === 0) return;
    for (const uid of uids) this.#told.delete(uid);
    this.#listener.removed(uids);
  }

  #refused({ code, message = 'the server ended the watch' }: WatchError): Failed {
    const { server } = this.#reads.endpoint;
    return {
      ok: false,
      failure: { kind: 'unreachable', message, server },
      ...(code !== undefined && { code }),
    };
  }

  /** Longer after each failure, and never the same twice. */
  #nextPause(ended: Failed | undefined): number {
    const isLasting = ended !== undefined && lastingFailures.has(ended.failure.kind);
    const [least, most] = isLasting ? [longestPause, lastingPause] : [shortestPause, longestPause];
    this.#pause = Math.min(Math.max(this.#pause * 2, least), most);
    return this.#pause * (0.5 + Math.random() / 2);
  }
}

/** The HTTP status of a version that the server has forgotten; of a list and, inside a stream, of a watch. */
const gone = 410;

interface ListPage {
  readonly items: readonly ApiObject[];
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: ApiObject }
  | { readonly type: 'ERROR'; readonly object: WatchError };

interface WatchError {
  readonly code?: number;
  readonly message?: string;
}

/** The whole lines of a stream, as many at a time as arrive together. */
async function* linesOf(body: Readable): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(10);
    if (end < 0) {
      rest.push(chunk);
      continue;
    }
    const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
    rest = [chunk.subarray(end + 1)];
    yield text.split('\n').filter((it) => it !== '');
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Being cancelled is a way to wake up.
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
