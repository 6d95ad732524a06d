import type { ClusterFailure, Runs, RunsListener } from './cluster.ts';
import { RunTree } from './run-tree.ts';
import { cronJobObject, jobObject, podObject, type RunObject } from './rows.ts';
import type { Reads } from './transport.ts';
import { keepAlive, watch, type ApiObject, type WatchListener } from './watch.ts';

/** Two calls of a listener are at least this many milliseconds apart. */
const notificationInterval = 250;

/** Follows the CronJobs, Jobs and pods of a namespace until closed. */
export function watchRuns(reads: Reads, namespace: string, listener: RunsListener): Runs {
  const tree = new RunTree();
  const end = new AbortController();
  const { signal } = end;
  const progress = new Map<string, 'listing' | 'live' | ClusterFailure>();
  let hasBeenLive = false;
  let stateChanged = false;
  let timer: NodeJS.Timeout | undefined;
  // The three lists of a small namespace are all there by then, so the tree does not build itself up before the user.
  let notified = Date.now();

  follow('/apis/batch/v1', 'cronjobs', cronJobObject);
  follow('/apis/batch/v1', 'jobs', jobObject);
  follow('/api/v1', 'pods', podObject);
  void keepAlive(reads, () => [...progress.values()].includes('live'), signal);

  return {
    rows: (parent) => tree.rows(parent, Date.now()),
    row: (id) => tree.row(id, Date.now()),
    get state() {
      if ([...progress.values()].every((it) => it === 'live')) return 'live';
      return hasBeenLive ? 'stale' : 'loading';
    },
    get failure() {
      return [...progress.values()].find((it) => typeof it !== 'string');
    },
    close() {
      clearTimeout(timer);
      end.abort();
    },
  };

  function follow(group: string, plural: string, pick: (raw: ApiObject) => RunObject): void {
    const changes: WatchListener<RunObject> = {
      changed(objects) {
        for (const it of objects) tree.upsert(it);
        notify();
      },
      removed(ids) {
        for (const it of ids) tree.remove(it);
        notify();
      },
      live() {
        note(plural, 'live');
      },
      lost(failure) {
        note(plural, failure);
      },
    };
    progress.set(plural, 'listing');
    void watch(reads, `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`, changes, {
      pick,
      signal,
    });
  }

  function note(plural: string, now: 'live' | ClusterFailure): void {
    const before = progress.get(plural);
    progress.set(plural, now);
    hasBeenLive ||= [...progress.values()].every((it) => it === 'live');
    if (messageOf(before) === messageOf(now)) return;
    stateChanged = true;
    notify();
  }

  function notify(): void {
    if (signal.aborted) return;
    timer ??= setTimeout(flush, Math.max(0, notified + notificationInterval - Date.now()));
  }

  function flush(): void {
    timer = undefined;
    notified = Date.now();
    const change = tree.takeChange();
    const root = change.root || stateChanged;
    stateChanged = false;
    if (root || change.rows.length > 0) listener({ rows: change.rows, root });
  }
}

const messageOf = (progress: string | ClusterFailure | undefined): string | undefined =>
  typeof progress === 'object' ? progress.message : progress;
