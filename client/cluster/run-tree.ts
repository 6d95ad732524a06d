import type { RunRow, RunState, RunsChange } from './cluster.ts';
import { detailOf, isRun, type RunGroup, type RunObject, type Timed } from './rows.ts';

/**
 * CronJobs, Jobs and pods as a tree, kept up to date one object at a time. The cost of a change is that of the row,
 * its ancestors and their direct children, whatever the size of the whole.
 */
export class RunTree {
  readonly #objects = new Map<string, RunObject>();
  readonly #groups = new Map<string, GroupNode>();
  /** Parent → children; the topmost rows are the children of `root`. */
  readonly #children = new Map<string, Set<string>>();
  /** Child → parent, as it stands in `#children`. */
  readonly #parents = new Map<string, string>();
  /** Owner → objects that name it, whether it is known or not. */
  readonly #owned = new Map<string, Set<string>>();
  /** What was worked out for a row, until something below it changes. */
  readonly #summaries = new Map<string, Summary>();
  #changed = new Set<string>();
  #rootChanged = false;

  upsert(object: RunObject): void {
    if (!isRun(object)) {
      this.remove(object.id);
      return;
    }
    const known = this.#objects.get(object.id);
    this.#objects.set(object.id, object);
    if (known?.owner !== object.owner) this.#own(known, object);
    this.#place(object);
    this.#touch(object.id);
    // Pods may be told before their Job.
    if (!known) this.#placeOwned(object.id);
  }

  remove(id: string): void {
    const object = this.#objects.get(id);
    if (!object) return;
    this.#touch(id);
    this.#own(object, undefined);
    this.#objects.delete(id);
    this.#unlink(id);
    this.#placeOwned(id);
  }

  /** What changed since the last time this was asked. */
  takeChange(): RunsChange {
    // What is gone by now is told by the change of its parent.
    const rows = [...this.#changed].filter((it) => this.#objects.has(it) || this.#groups.has(it));
    const change = { rows, root: this.#rootChanged };
    this.#changed = new Set();
    this.#rootChanged = false;
    return change;
  }

  rows(parent: string | undefined, now: number): RunRow[] {
    const children = [...(this.#children.get(parent ?? root) ?? [])];
    const rows = children.map((id) => ({ row: this.row(id, now), created: this.#summary(id).created }));
    const listed = rows.filter((it): it is { row: RunRow; created: number } => it.row !== undefined);
    return listed
      .sort((a, b) => byPlace(a.row, b.row) || b.created - a.created || compare(a.row.name, b.row.name))
      .map((it) => it.row);
  }

  row(id: string, now: number): RunRow | undefined {
    const node = this.#objects.get(id) ?? this.#groups.get(id);
    if (!node) return undefined;
    const summary = this.#summary(id);
    const parent = this.#parents.get(id);
    return {
      id,
      kind: node.kind,
      name: node.name,
      label: 'label' in node ? node.label : node.name,
      namespace: node.namespace,
      ...(node.orchestrator !== undefined && { orchestrator: node.orchestrator }),
      state: summary.state,
      detail: detailOf(summary, now),
      ...(summary.reason !== undefined && { reason: summary.reason }),
      ...(parent !== undefined && parent !== root && { parent }),
      hasChildren: this.#children.has(id),
    };
  }

  /** Puts an object where it belongs now: below its owner, else its group, else at the top. */
  #place(object: RunObject): void {
    const { id, owner, groups } = object;
    const parent = owner !== undefined && this.#objects.has(owner) ? owner : this.#groupFor(groups, object);
    if (this.#parents.get(id) === parent) return;
    this.#unlink(id);
    this.#link(id, parent);
  }

  #placeOwned(owner: string): void {
    for (const id of this.#owned.get(owner) ?? []) {
      const object = this.#objects.get(id);
      if (!object) continue;
      this.#place(object);
      this.#touch(id);
    }
  }

  #groupFor(groups: readonly RunGroup[], { namespace, orchestrator }: RunObject): string {
    let parent = root;
    for (const group of groups) {
      if (!this.#groups.has(group.id)) {
        this.#groups.set(group.id, {
          ...group,
          namespace,
          ...(orchestrator !== undefined && { orchestrator }),
        });
        this.#link(group.id, parent);
      }
      parent = group.id;
    }
    return parent;
  }

  #link(id: string, parent: string): void {
    this.#parents.set(id, parent);
    const siblings = this.#children.get(parent) ?? new Set();
    this.#children.set(parent, siblings.add(id));
    this.#listChanged(parent);
  }

  #unlink(id: string): void {
    const parent = this.#parents.get(id);
    if (parent === undefined) return;
    this.#parents.delete(id);
    this.#summaries.delete(id);
    const siblings = this.#children.get(parent);
    siblings?.delete(id);
    this.#listChanged(parent);
    if (siblings?.size !== 0) return;
    this.#children.delete(parent);
    // A group is nothing but its members.
    if (!this.#groups.delete(parent)) return;
    this.#unlink(parent);
  }

  #own(before: RunObject | undefined, after: RunObject | undefined): void {
    if (before?.owner !== undefined) {
      const others = this.#owned.get(before.owner);
      others?.delete(before.id);
      if (others?.size === 0) this.#owned.delete(before.owner);
    }
    if (after?.owner !== undefined) {
      this.#owned.set(after.owner, (this.#owned.get(after.owner) ?? new Set()).add(after.id));
    }
  }

  #listChanged(parent: string): void {
    if (parent === root) this.#rootChanged = true;
    else this.#touch(parent);
  }

  /** A row changed, and with it what its ancestors say about it. */
  #touch(id: string): void {
    for (let it: string | undefined = id; it !== undefined && it !== root; it = this.#parents.get(it)) {
      this.#changed.add(it);
      this.#summaries.delete(it);
    }
  }

  #summary(id: string): Summary {
    const known = this.#summaries.get(id);
    if (known) return known;
    const summary = this.#summarise(id);
    this.#summaries.set(id, summary);
    return summary;
  }

  #summarise(id: string): Summary {
    const object = this.#objects.get(id);
    const children = [...(this.#children.get(id) ?? [])].map((it) => ({
      ...this.#summary(it),
      task: this.#objects.get(it)?.task,
    }));
    if (!object) return this.#groups.get(id)?.kind === 'Run' ? runSummary(children) : groupSummary(children);
    if (object.kind === 'CronJob') return cronJobSummary(object, children);
    return object.kind === 'Job' ? jobSummary(object, children) : object;
  }
}

/** Not an id of anything. */
const root = '';

type GroupNode = RunGroup & Pick<RunObject, 'namespace' | 'orchestrator'>;

type Summary = Timed;

type ChildSummary = Summary & { readonly task: string | undefined };

const nothing: Summary = { state: 'unknown', created: 0 };

/** A CronJob is doing what its newest run does. */
function cronJobSummary(cronJob: RunObject, children: readonly ChildSummary[]): Summary {
  const newest = newestOf(children);
  if (cronJob.state === 'suspended' || !newest) return cronJob;
  return { ...groupSummary(children), created: cronJob.created };
}

/** Pods know better than their Job why it fails, and whether it runs or only tries to. */
function jobSummary(job: RunObject, children: readonly ChildSummary[]): Summary {
  if (job.state === 'succeeded' || job.state === 'suspended') return job;
  const isStuck =
    job.state === 'running' &&
    children.some((it) => it.state === 'pending') &&
    !children.some((it) => it.state === 'running');
  const reason = newestOf(children.filter((it) => it.reason !== undefined))?.reason ?? job.reason;
  return { ...job, state: isStuck ? 'pending' : job.state, ...(reason !== undefined && { reason }) };
}

/** A group is doing what its newest run does, but runs while any of them does. */
function groupSummary(children: readonly ChildSummary[]): Summary {
  const running = newestOf(children.filter((it) => it.state === 'running'));
  return running ?? newestOf(children) ?? nothing;
}

/** A run is what the last tries of its tasks are. */
function runSummary(children: readonly ChildSummary[]): Summary {
  const lastTries = new Map<string | undefined, ChildSummary>();
  for (const it of [...children].sort((a, b) => a.created - b.created)) lastTries.set(it.task, it);
  const tries = [...lastTries.values()];
  const order: readonly RunState[] = ['running', 'pending', 'failed', 'suspended', 'succeeded', 'unknown'];
  const state = order.find((it) => tries.some((last) => last.state === it)) ?? 'unknown';
  const created = least(children.map((it) => it.created)) ?? 0;
  const started = least(children.map((it) => it.started));
  const finished =
    state === 'running' || state === 'pending' ? undefined : most(children.map((it) => it.finished));
  const reason = newestOf(tries.filter((it) => it.state === state))?.reason;
  return {
    state,
    created,
    ...(reason !== undefined && { reason }),
    ...(started !== undefined && { started }),
    ...(finished !== undefined && { finished }),
  };
}

function newestOf<T extends { readonly created: number }>(summaries: readonly T[]): T | undefined {
  return summaries.reduce<T | undefined>(
    (newest, it) => (newest && newest.created > it.created ? newest : it),
    undefined,
  );
}

const least = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);

const most = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);

/** What lasts comes first, by name; the rest follows by age. */
function byPlace(a: RunRow, b: RunRow): number {
  const lasts = (it: RunRow) => it.kind === 'CronJob' || it.kind === 'Group';
  if (lasts(a) !== lasts(b)) return lasts(a) ? -1 : 1;
  return lasts(a) ? compare(a.label, b.label) : 0;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
