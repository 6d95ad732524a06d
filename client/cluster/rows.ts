import type { Orchestrator, RunState } from './cluster.ts';
import type { ApiObject } from './watch.ts';

/** What the tree keeps of a CronJob, Job or pod. */
export interface RunObject {
  readonly id: string;
  readonly kind: 'CronJob' | 'Job' | 'Pod';
  readonly name: string;
  readonly label: string;
  readonly namespace: string;
  readonly orchestrator?: Orchestrator;
  readonly state: RunState;
  readonly reason?: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly started?: number;
  readonly finished?: number;
  /** The uid of the Job or CronJob that made it. */
  readonly owner?: string;
  /** What its labels say it is part of, outermost first. */
  readonly groups: readonly RunGroup[];
  /** The same for all tries of one task. */
  readonly task?: string;
}

/** A row that stands for labels: an Airflow DAG and a run of it, a Dagster job and a run of it, a Prefect flow. */
export interface RunGroup {
  readonly id: string;
  readonly kind: 'Group' | 'Run';
  readonly name: string;
}

interface RawObject extends ApiObject {
  readonly metadata: ApiObject['metadata'] & {
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
    readonly ownerReferences?: readonly { readonly kind: string; readonly uid: string }[];
  };
}

type Labels = Readonly<Record<string, string>>;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

export interface RawCronJob extends RawObject {
  readonly spec?: { readonly suspend?: boolean };
  readonly status?: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

export interface RawJob extends RawObject {
  readonly spec?: { readonly suspend?: boolean };
  readonly status?: {
    readonly active?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface RawPod extends RawObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: {
      readonly reason?: string;
      readonly exitCode?: number;
      readonly finishedAt?: string;
    };
  };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}

/** A CronJob's own state; what its last run came to is known from that run. */
export function cronJobObject(cronJob: RawCronJob): RunObject {
  const { spec, status } = cronJob;
  const state = spec?.suspend ? 'suspended' : status?.active?.length ? 'running' : 'unknown';
  return { ...common(cronJob, 'CronJob'), state, ...times(status?.lastScheduleTime, undefined) };
}

export function jobObject(job: RawJob): RunObject {
  const { spec, status } = job;
  const condition = (type: string) =>
    status?.conditions?.find((it) => it.type === type && it.status === 'True');
  const failed = condition('Failed');
  const complete = condition('Complete');
  const state = complete
    ? 'succeeded'
    : failed
      ? 'failed'
      : spec?.suspend
        ? 'suspended'
        : status?.active
          ? 'running'
          : 'pending';
  return {
    ...common(job, 'Job'),
    state,
    ...(failed?.reason !== undefined && { reason: failed.reason }),
    ...times(status?.startTime, status?.completionTime ?? failed?.lastTransitionTime),
  };
}

export function podObject(pod: RawPod): RunObject {
  const { status } = pod;
  const state = podState(pod);
  const reason = podReason(pod, state);
  const ends = (status?.containerStatuses ?? []).map((it) => it.state?.terminated?.finishedAt ?? '').sort();
  const isOver = state === 'succeeded' || state === 'failed';
  return {
    ...common(pod, 'Pod'),
    state,
    ...(reason !== undefined && { reason }),
    ...times(status?.startTime, isOver ? ends.at(-1) : undefined),
  };
}

/** True for a pod that is a run or part of one; pods of services are none. */
export function isRun({ kind, owner, groups }: RunObject): boolean {
  return kind !== 'Pod' || owner !== undefined || groups.length > 0;
}

/** A line such as `failed · OOMKilled · 3m 12s · 14:05`, in local time. The duration of what still runs is up to `now`. */
export function detailOf({ state, reason, created, started, finished }: Timed, now: number): string {
  const begin = started ?? created;
  const end = finished ?? (state === 'running' && started !== undefined ? now : undefined);
  const parts = [
    state === 'unknown' ? undefined : state,
    state === 'succeeded' || state === 'suspended' ? undefined : reason,
    end === undefined || state === 'suspended' ? undefined : durationText(end - begin),
    timeText(finished ?? begin, now),
  ];
  return parts.filter((it) => it !== undefined).join(' · ');
}

export type Timed = Pick<RunObject, 'state' | 'reason' | 'created' | 'started' | 'finished'>;

/** `850ms` is `0s`; then `12s`, `3m 12s`, `2h 5m`, `3d 4h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0s';
  const shown = units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(' ');
}

/** The time of day, with the day where that is not today's. */
function timeText(time: number, now: number): string {
  const date = new Date(time);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (date.toDateString() === new Date(now).toDateString()) return clock;
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')} ${clock}`;
}

function podState({ metadata, status }: RawPod): RunState {
  switch (status?.phase) {
    case 'Succeeded':
      return 'succeeded';
    case 'Failed':
      return 'failed';
    case 'Running':
      return 'running';
    case 'Pending':
      return 'pending';
    default:
      return metadata.deletionTimestamp === undefined ? 'pending' : 'unknown';
  }
}

/** Waiting for these is how a pod starts in good order. */
const ordinaryWaits = new Set(['ContainerCreating', 'PodInitializing']);

/** Why a pod failed, or what keeps it from running. */
function podReason({ status }: RawPod, state: RunState): string | undefined {
  if (state === 'succeeded') return undefined;
  // Such as Evicted or DeadlineExceeded, which concern the pod as a whole.
  if (status?.reason !== undefined) return status.reason;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const ended = containers
    .map((it) => it.state?.terminated)
    .find((it) => it?.exitCode !== undefined && it.exitCode !== 0);
  if (ended && state === 'failed') return exitReason(ended);
  const waiting = containers.find(
    (it) => it.state?.waiting?.reason && !ordinaryWaits.has(it.state.waiting.reason),
  );
  const wait = waiting?.state?.waiting?.reason;
  if (wait === 'CrashLoopBackOff' && waiting?.lastState?.terminated) {
    return `${wait}, ${exitReason(waiting.lastState.terminated)}`;
  }
  if (wait !== undefined) return wait;
  const scheduled = status?.conditions?.find((it) => it.type === 'PodScheduled' && it.status === 'False');
  return scheduled?.reason;
}

/** `Error` and `Completed` say less than the exit code. */
function exitReason({ reason, exitCode }: { readonly reason?: string; readonly exitCode?: number }): string {
  if (reason !== undefined && reason !== 'Error' && reason !== 'Completed') return reason;
  return `exit code ${exitCode ?? 'unknown'}`;
}

function times(start: string | undefined, end: string | undefined): Pick<RunObject, 'started' | 'finished'> {
  const started = Date.parse(start ?? '');
  const finished = Date.parse(end ?? '');
  return { ...(!Number.isNaN(started) && { started }), ...(!Number.isNaN(finished) && { finished }) };
}

function common({ metadata }: RawObject, kind: RunObject['kind']): Omit<RunObject, 'state'> {
  const { uid, name, namespace = '', creationTimestamp, ownerReferences = [] } = metadata;
  const owner = ownerReferences.find((it) => it.kind === 'Job' || it.kind === 'CronJob')?.uid;
  return {
    id: uid,
    kind,
    name,
    label: name,
    namespace,
    created: Date.parse(creationTimestamp ?? '') || 0,
    ...(owner !== undefined && { owner }),
    groups: [],
    ...(kind !== 'CronJob' && partOf(metadata)),
  };
}

type Part = Pick<RunObject, 'orchestrator' | 'label' | 'groups' | 'task'>;

/** What an orchestrator's labels say of a Job or pod. */
function partOf({ labels = {}, annotations = {}, namespace = '' }: RawObject['metadata']): Part | undefined {
  return (
    airflowPart(labels, annotations, namespace) ??
    dagsterPart(labels, namespace) ??
    prefectPart(labels, namespace)
  );
}

/** Pods of KubernetesExecutor and KubernetesPodOperator. Labels are cut and hashed; annotations, where there are any, are not. */
function airflowPart(labels: Labels, annotations: Labels, namespace: string): Part | undefined {
  const dag = annotations.dag_id ?? labels.dag_id;
  const taskId = annotations.task_id ?? labels.task_id;
  const run = annotations.run_id ?? labels.run_id;
  if (dag === undefined || taskId === undefined || run === undefined) return undefined;
  const index = labels.map_index ?? annotations.map_index;
  const task = index === undefined || index === '-1' ? taskId : `${taskId}[${index}]`;
  const attempt = Number(labels.try_number ?? 1);
  return {
    orchestrator: 'airflow',
    label: attempt > 1 ? `${task} (try ${attempt})` : task,
    groups: groups('airflow', namespace, dag, run),
    task,
  };
}

/** Jobs and pods of K8sRunLauncher (one per run) and of k8s_job_executor (one per step). */
function dagsterPart(labels: Labels, namespace: string): Part | undefined {
  const job = labels['dagster/job'];
  const run = labels['dagster/run-id'];
  if (job === undefined || run === undefined) return undefined;
  const task = labels['dagster/op'] ?? 'run worker';
  return { orchestrator: 'dagster', label: task, groups: groups('dagster', namespace, job, run), task };
}

/** Jobs and pods of a Kubernetes worker; one Job is one flow run. */
function prefectPart(labels: Labels, namespace: string): Part | undefined {
  const flow = labels['prefect.io/flow-name'];
  const run = labels['prefect.io/flow-run-name'] ?? labels['prefect.io/flow-run-id'];
  if (flow === undefined || run === undefined) return undefined;
  return { orchestrator: 'prefect', label: run, groups: groups('prefect', namespace, flow), task: run };
}

function groups(orchestrator: Orchestrator, namespace: string, group: string, run?: string): RunGroup[] {
  const id = [orchestrator, namespace, group].map(encodeURIComponent).join('/');
  const outer: RunGroup = { id, kind: 'Group', name: group };
  return run === undefined
    ? [outer]
    : [outer, { id: `${id}/${encodeURIComponent(run)}`, kind: 'Run', name: run }];
}
