import { Uri, commands, l10n, window } from 'vscode';
import type { Change, Cluster, ClusterFailure, Outcome, Plan, RunRow } from '../cluster/cluster.ts';
import type { CommandFamily } from '../commands.ts';
import { connectedCluster } from '../target/connected-cluster.ts';
import type { Connection } from '../target/connection.ts';
import { openManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { counted, objectName } from './plan-words.ts';
import type { Rejections } from './rejections.ts';
import { asking, write } from './write.ts';
import type { WriteParts } from './write.ts';

/** What the commands of this family work with. */
export interface DeployParts extends WriteParts {
  readonly connection: Connection;
  readonly rejections: Rejections;
  /** The row that a menu of the tree was opened on. */
  readonly row: (node: string) => RunRow | undefined;
}

/** Everything that asks the server to check or to change something. Each write goes through the cluster's one gate. */
export const deployCommands = (parts: DeployParts): CommandFamily => ({
  /** Shows what applying a file would change, or what the server has against it. */
  async dryRunOnServer(file?: unknown) {
    const manifest = await openManifest(parts.connection, fileOf(file));
    const plan = await asking(() => manifest.cluster.plan({ kind: 'apply', documents: manifest.documents }));
    if (showRefused(parts, manifest, plan, [])) return;
    await parts.preview.show(plan);
    const { context, namespace } = plan.target;
    void window.showInformationMessage(
      l10n.t('Dry run in {0} / {1}: {2}', context, namespace, counted(plan)),
    );
  },

  /** Applies a file's own text, after the user has seen what would change and agreed. */
  async applyToCluster(file?: unknown) {
    await apply(parts, fileOf(file), false);
  },

  /** Asks again about what the user wanted to review first. */
  async confirmReviewed() {
    await parts.preview.goOn();
  },

  /** Makes a Job from a CronJob, as its schedule would. */
  async runCronJobNow(node?: unknown) {
    await changeCronJob(parts, node, (cronJob) => ({ kind: 'run-cron-job', ...cronJob }));
  },

  async suspendSchedule(node?: unknown) {
    await changeCronJob(parts, node, (cronJob) => ({ kind: 'suspend-cron-job', suspend: true, ...cronJob }));
  },

  async resumeSchedule(node?: unknown) {
    await changeCronJob(parts, node, (cronJob) => ({ kind: 'suspend-cron-job', suspend: false, ...cronJob }));
  },
});

async function apply(parts: DeployParts, uri: Uri | undefined, force: boolean): Promise<void> {
  const manifest = await openManifest(parts.connection, uri);
  const { cluster, documents, file } = manifest;
  const again = () => apply(parts, file.uri, force);
  const outcome = await write(parts, cluster, { kind: 'apply', documents, force }, again);
  showRefused(parts, manifest, outcome.plan, outcome.kind === 'written' ? outcome.results : []);
  if (!isConflict(outcome)) return;

  const takeOver = l10n.t('Take Over…');
  const others = l10n.t('Other managers own fields of this file with other values');
  if ((await window.showWarningMessage(others, takeOver)) === takeOver) await apply(parts, file.uri, true);
}

interface CronJobName {
  readonly name: string;
  readonly namespace: string;
}

/** Changes the CronJob that a menu was opened on, else one that the user picks; then shows what runs. */
async function changeCronJob(
  parts: DeployParts,
  node: unknown,
  changeOf: (cronJob: CronJobName) => Change,
): Promise<void> {
  const cluster = await connectedCluster(parts.connection);
  const row = typeof node === 'string' ? parts.row(node) : undefined;
  const cronJob = row?.kind === 'CronJob' ? row : await pickCronJob(cluster);
  if (!cronJob) return;
  const change = changeOf({ name: cronJob.name, namespace: cronJob.namespace });
  const attempt = async (): Promise<void> => {
    const outcome = await write(parts, cluster, change, attempt);
    if (outcome.kind === 'written') await commands.executeCommand('podium.runs.focus');
    const refused = firstFailure(outcome.plan.objects);
    if (refused) throw new Error(refused.message);
  };
  await attempt();
}

async function pickCronJob(cluster: Cluster): Promise<CronJobName | undefined> {
  const { namespace } = cluster.target;
  const names = await asking(() => cluster.cronJobs());
  if (names.length === 0) throw new Error(l10n.t('There is no CronJob in namespace "{0}"', namespace));
  const name = await window.showQuickPick(names, { title: l10n.t('CronJob in "{0}"', namespace) });
  return name === undefined ? undefined : { name, namespace };
}

/** Something of a plan, or of what was written, that can have failed. */
interface Judged {
  readonly kind: string;
  readonly name?: string;
  readonly document?: number;
  readonly failure?: ClusterFailure;
}

/** Shows what the server refused at its fields, the first also as a message. True if there was any. */
function showRefused(
  { rejections }: DeployParts,
  { file, documents }: Manifest,
  plan: Plan,
  results: readonly Judged[],
): boolean {
  const refused = [...plan.objects, ...results].flatMap(({ failure, document, ...object }: Judged) =>
    failure ? [{ failure, object, document: documents[document ?? 0] }] : [],
  );
  rejections.show(
    file,
    refused.flatMap(({ failure, document }) => (document ? [{ failure, document }] : [])),
  );
  const [first] = refused;
  if (first) void window.showErrorMessage(`${objectName(first.object)}: ${briefly(first.failure)}`);
  return first !== undefined;
}

function firstFailure(objects: readonly Judged[]): ClusterFailure | undefined {
  return objects.find(({ failure }) => failure)?.failure;
}

/** The server repeats the object's name before each problem; the problem alone says it shorter. */
function briefly(failure: ClusterFailure): string {
  const problems = failure.kind === 'invalid' || failure.kind === 'refused' ? failure.problems : [];
  return problems.at(0)?.message ?? failure.message;
}

function isConflict({ kind, plan }: Outcome): boolean {
  return kind === 'rejected' && firstFailure(plan.objects)?.kind === 'conflict';
}

/** Menus hand over the file they were opened on, the command palette hands over nothing. */
function fileOf(argument: unknown): Uri | undefined {
  return argument instanceof Uri ? argument : undefined;
}
