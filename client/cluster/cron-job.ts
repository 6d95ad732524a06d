import { record, type Json } from './difference.ts';

/**
 * The Job that `kubectl create job --from=cronjob/…` would make of a CronJob, which must be raw JSON from the server:
 * typed models drop fields. Its name is that of the CronJob, `-manual-` and the time in base 36.
 */
export function jobFromCronJob(cronJob: Json, now: Date): Json {
  const { name, namespace, uid } = record(cronJob.metadata);
  const template = record(record(cronJob.spec).jobTemplate);
  const { labels, annotations } = record(template.metadata);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: manualJobName(String(name), now),
      namespace,
      ...(labels !== undefined && { labels }),
      annotations: { ...record(annotations), 'cronjob.kubernetes.io/instantiate': 'manual' },
      // Without blockOwnerDeletion, which would need the right to change the CronJob's finalizers.
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true }],
    },
    spec: template.spec,
  };
}

/** A name that a Job and its pods may have: a DNS-1123 label of at most 63 characters. */
export function manualJobName(cronJob: string, now: Date): string {
  const suffix = `-manual-${now.getTime().toString(36)}`;
  const stem = cronJob.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return stem.slice(0, 63 - suffix.length).replace(/-+$/, '') + suffix;
}

/**
 * Why a run now would meet another one that the CronJob wants to be alone with; `jobs` are those of its namespace. Its
 * own list of active Jobs lacks those that were run by hand.
 */
export function concurrencyWarning(cronJob: Json, jobs: readonly Json[]): string | undefined {
  const { uid } = record(cronJob.metadata);
  const active = jobs.filter((it) => isOwnedBy(it, uid) && !isFinished(it));
  if (active.length === 0) return undefined;
  const names = active.map((it) => `"${String(record(it.metadata).name)}"`).join(', ');
  return `the CronJob forbids concurrent runs, and ${names} ${active.length === 1 ? 'is' : 'are'} still active`;
}

export const forbidsConcurrency = ({ spec }: Json): boolean => record(spec).concurrencyPolicy === 'Forbid';

const isOwnedBy = ({ metadata }: Json, uid: unknown): boolean =>
  records(record(metadata).ownerReferences).some((it) => it.uid === uid);

const isFinished = ({ status }: Json): boolean =>
  records(record(status).conditions).some(
    (it) => (it.type === 'Complete' || it.type === 'Failed') && it.status === 'True',
  );

const records = (value: unknown): Json[] => (Array.isArray(value) ? value.map(record) : []);
