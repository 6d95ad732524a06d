/** What a call to the cluster gives: a value, or a failure that the user can act on. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ClusterFailure };

/**
 * The ways a call to the cluster fails that a user can do something about. Anything else is thrown.
 * `message` is a whole sentence in the server's own words where it has some; it never holds a credential.
 */
export type ClusterFailure =
  | { readonly kind: 'unreachable'; readonly message: string; readonly server: string }
  | { readonly kind: 'signed-out'; readonly message: string; readonly context: string }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string; readonly conflicts: readonly FieldConflict[] }
  | { readonly kind: 'invalid'; readonly message: string; readonly problems: readonly FieldProblem[] }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly by: 'quota' | 'limit-range' | 'admission';
      readonly problems: readonly FieldProblem[];
    }
  | { readonly kind: 'misconfigured'; readonly message: string; readonly file?: string };

/** What the server has against one field of a document. */
export interface FieldProblem {
  /** In the API's own notation, such as `spec.containers[0].env[name="A"].value`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  /** Where to show it: offsets (UTF-16) into the document's text, never over more than one line. */
  readonly range: TextRange;
}

/** Offsets in UTF-16 units, the end excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A field that another manager owns with another value. */
export interface FieldConflict {
  /** The field manager, such as `kubectl-client-side-apply` or `helm`. */
  readonly manager: string;
  readonly path: string;
  readonly range: TextRange;
}

/** What the bundle `dist/cluster.cjs` exports; nothing of it is loaded before it is needed. */
export interface ClusterBundle {
  /** Reads and merges kubeconfig files as kubectl does. No file at all gives no contexts; a broken file is a failure. */
  readonly readKubeconfig: (options?: KubeconfigOptions) => Result<Kubeconfig>;
  /** Prepares calls to one context. Nothing is sent yet; fails only where the kubeconfig is wrong. */
  readonly connect: (options: ConnectOptions) => Result<Cluster>;
  /** Cuts a YAML file at its document markers. Documents without content are left out. */
  readonly splitDocuments: (text: string) => readonly ManifestDocument[];
}

export interface KubeconfigOptions {
  /** Files in order of precedence; default: `KUBECONFIG`, else `~/.kube/config`. */
  readonly paths?: readonly string[];
  /** Default: the environment of this process. Also handed to sign-in programs. */
  readonly environment?: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Kubeconfig {
  /** The files that were looked for, in order of precedence; also those that do not exist (yet). */
  readonly paths: readonly string[];
  /** The files that were read. */
  readonly files: readonly string[];
  readonly contexts: readonly KubeContext[];
  /** The context kubectl would use; Podium only offers it first. */
  readonly currentContext?: string;
}

export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
  readonly server?: string;
}

export interface ConnectOptions extends KubeconfigOptions {
  readonly context: string;
  /** The pinned namespace; default: the context's own, else `default`. */
  readonly namespace?: string;
  readonly protection: Protection;
}

/** `typed-name`: a write needs the context's name typed by the user. `read-only`: there are no writes. */
export type Protection = 'none' | 'typed-name' | 'read-only';

export interface ProtectionSettings {
  /** Globs over context names, such as `*prod*`; a glob without wildcard matches whole words only. */
  readonly protected: readonly string[];
  readonly level: 'readOnly' | 'typedConfirm' | 'confirm';
}

/** Where reads come from and writes go to. */
export interface Target {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  readonly protection: Protection;
}

/** One context of a kubeconfig. Every call has a time limit; none is repeated without need. */
export interface Cluster {
  readonly target: Target;

  /** The server's version as `1.36`. */
  version(): Promise<Result<string>>;
  /** Who the server says the user is; the kubeconfig's own name for the user where the server cannot say. */
  user(): Promise<Result<string>>;
  namespaces(): Promise<Result<readonly string[]>>;
  /** The names of the CronJobs of a namespace (default: the target's). */
  cronJobs(namespace?: string): Promise<Result<readonly string[]>>;
  /** What the language server may know of the cluster: names and keys, never values. Kinds that may not be listed are absent. */
  facts(namespace?: string): Promise<Result<ClusterFacts>>;

  /**
   * Follows the CronJobs, Jobs and pods of the target's namespace until closed. The listener is called at most
   * once per 250 ms, and once at the beginning when the first rows or the first failure are there.
   */
  watchRuns(listener: RunsListener): Runs;

  /** What the change would do, by the server's own dry run. Writes nothing. */
  plan(change: Change, options?: GateOptions): Promise<Result<Plan>>;
  /**
   * The gate: the only way to write. Plans anew, asks `confirm` with what the server says would happen, then writes
   * exactly that. Nobody is asked and nothing is written where the dry run finds fault or nothing would change.
   */
  write(change: Change, confirm: Confirm, options?: GateOptions): Promise<Result<Outcome>>;

  /** Throws away open connections (after sleep or a change of network); calls and watches go on over new ones. */
  dropConnections(): void;
  /** Ends everything that runs. */
  close(): void;
}

export interface GateOptions {
  /** Ends the planning; the call then throws the signal's reason. A write that has begun goes on to its end. */
  readonly signal?: AbortSignal;
}

/** A change that a user can ask for. */
export type Change =
  /** Server-side apply of the documents' own text. `force` takes fields over from other managers. */
  | { readonly kind: 'apply'; readonly documents: readonly ManifestDocument[]; readonly force?: boolean }
  /** A Job from a CronJob, as `kubectl create job --from` makes it. */
  | { readonly kind: 'run-cron-job'; readonly name: string; readonly namespace?: string }
  | {
      readonly kind: 'suspend-cron-job';
      readonly name: string;
      readonly namespace?: string;
      /** False resumes it. */
      readonly suspend: boolean;
    };

/** One document of a YAML file. */
export interface ManifestDocument {
  readonly text: string;
  /** Offset of `text` in its file. */
  readonly start: number;
}

/** What the modal must show, and the user agree to. */
export interface Plan {
  readonly target: Target;
  /** Who would write. */
  readonly user: string;
  readonly force: boolean;
  readonly objects: readonly PlannedObject[];
}

export interface PlannedObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined where the server will make one from `generateName`. */
  readonly name?: string;
  /** Undefined for a cluster-scoped object. */
  readonly namespace?: string;
  /** Index into the change's documents; undefined where the change has none. */
  readonly document?: number;
  readonly action: 'create' | 'configure' | 'unchanged' | 'failed';
  /** YAML for a diff: as it is (empty if there is none yet) and as it would be, without what the server keeps for itself and without values of Secrets. */
  readonly before: string;
  readonly after: string;
  /** Set where the manifest's namespace is not the target's: the object goes to the manifest's, and the user must see it. */
  readonly namespaceMismatch?: { readonly manifest: string; readonly target: string };
  /** Set where the server can check the object only after another of the same change is there; names that one. */
  readonly waitsFor?: string;
  /** With `force`: what other managers lose. */
  readonly takesOver: readonly FieldConflict[];
  /** Deprecations, refusals that its pods would meet, other owners such as Helm or Argo CD. */
  readonly warnings: readonly string[];
  /** Why `action` is `failed`. */
  readonly failure?: ClusterFailure;
}

/**
 * Asks the user. True agrees; on a target with protection `typed-name` only the exact name of the context does
 * (a string; true is not enough). Anything else declines.
 */
export type Confirm = (plan: Plan) => Promise<boolean | string>;

export type Outcome =
  /** The dry run found fault with at least one object. Nothing was written. */
  | { readonly kind: 'rejected'; readonly plan: Plan }
  /** The target is read-only. Nothing was written. */
  | { readonly kind: 'read-only'; readonly plan: Plan }
  /** Nothing would change. */
  | { readonly kind: 'unchanged'; readonly plan: Plan }
  /** The user did not agree, or typed another name. Nothing was written. */
  | { readonly kind: 'declined'; readonly plan: Plan }
  /** An object changed between the dry run and the answer. Nothing was written; `changed` names them. */
  | { readonly kind: 'outdated'; readonly plan: Plan; readonly changed: readonly string[] }
  /** Written, object by object, in the plan's order. */
  | { readonly kind: 'written'; readonly plan: Plan; readonly results: readonly WriteResult[] };

export interface WriteResult {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly document?: number;
  /** `skipped`: not sent, because the connection was lost before its turn. */
  readonly action: 'created' | 'configured' | 'unchanged' | 'failed' | 'skipped';
  readonly failure?: ClusterFailure;
}

/** Data for the language server. */
export interface ClusterFacts {
  readonly context: string;
  /** As `1.36`. */
  readonly version: string;
  readonly objects: readonly ObjectFact[];
  /** Of kinds that CustomResourceDefinitions define, as many as fit into a message. */
  readonly schemas: readonly KindSchema[];
}

export interface KindSchema {
  /** As `keda.sh/v1alpha1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Its `openAPIV3Schema`, as JSON. */
  readonly schema: string;
}

export interface ObjectFact {
  readonly kind: 'ServiceAccount' | 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'Role';
  readonly namespace: string;
  readonly name: string;
  /** Of a ConfigMap or Secret: the names of its keys; undefined where the server does not tell them. */
  readonly keys?: readonly string[];
}

/** The live tree of a namespace. */
export interface Runs {
  /** The rows below a row, or the topmost ones: CronJobs and groups by name, the rest newest first. */
  rows(parent?: string): readonly RunRow[];
  row(id: string): RunRow | undefined;
  /** `loading` until the first complete list; `stale` while the connection is lost (rows stay as they were). */
  readonly state: 'loading' | 'live' | 'stale';
  /** Why rows are missing or stale. */
  readonly failure: ClusterFailure | undefined;
  close(): void;
}

export type RunsListener = (change: RunsChange) => void;

export interface RunsChange {
  /** Rows that differ from before, or whose list of children does. */
  readonly rows: readonly string[];
  /** True if the list of topmost rows, the state or the failure changed. */
  readonly root: boolean;
}

/**
 * One line of the tree. CronJob, Job and Pod are objects; a Group stands for an Airflow DAG, a Dagster job or a
 * Prefect flow, a Run for one DAG run or Dagster run of it. These two exist only as labels of Jobs and pods.
 */
export interface RunRow {
  /** Stable as long as the object lives. */
  readonly id: string;
  readonly kind: 'CronJob' | 'Job' | 'Pod' | 'Group' | 'Run';
  /** The object's name; of a Group or Run, the name of what it stands for. */
  readonly name: string;
  /** What to show: the task, step or flow run where the labels tell one, else the name. */
  readonly label: string;
  readonly namespace: string;
  readonly orchestrator?: Orchestrator;
  readonly state: RunState;
  /** Such as `succeeded · 3m 12s · 14:05`, in local time, made when asked for. */
  readonly detail: string;
  /** Why it failed or waits: `OOMKilled`, `exit code 7`, `ImagePullBackOff`, `Unschedulable`. */
  readonly reason?: string;
  readonly parent?: string;
  readonly hasChildren: boolean;
}

export type RunState = 'succeeded' | 'failed' | 'running' | 'pending' | 'suspended' | 'unknown';

export type Orchestrator = 'airflow' | 'dagster' | 'prefect';
