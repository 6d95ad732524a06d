import type { Change, Plan, PlannedObject } from '../cluster/cluster.ts';

/** What the modal asks. It names everything that matters: what, how many, where, and as whom. */
export function question(change: Change, plan: Plan): string {
  const { context, namespace } = plan.target;
  const where = `context "${context}", namespace "${namespace}", as "${plan.user}"`;
  switch (change.kind) {
    case 'apply':
      return `${plan.force ? 'Apply and take over' : 'Apply'} ${counted(plan)} to ${where}?`;
    case 'run-cron-job':
      return `Run CronJob "${change.name}" now in ${where}?`;
    case 'suspend-cron-job':
      return `${change.suspend ? 'Suspend' : 'Resume'} CronJob "${change.name}" in ${where}?`;
  }
}

/** The button that agrees. */
export function consent(change: Change): string {
  switch (change.kind) {
    case 'apply':
      return 'Apply';
    case 'run-cron-job':
      return 'Run Now';
    case 'suspend-cron-job':
      return change.suspend ? 'Suspend' : 'Resume';
  }
}

/** The objects of a plan, one per line, each followed by what the user should know about it. */
export function objectLines({ objects }: Plan): string {
  return objects
    .flatMap((object) => [`${object.action} ${objectName(object)}`, ...remarks(object)])
    .join('\n');
}

/** Such as `3 objects (1 create, 2 configure)`, or `no change`; objects that stay as they are do not count. */
export function counted({ objects }: Plan): string {
  const actions = (['create', 'configure', 'failed'] as const).flatMap((action) => {
    const count = objects.filter((it) => it.action === action).length;
    return count > 0 ? [{ count, text: `${count} ${action}` }] : [];
  });
  const total = actions.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 'no change';
  return `${total} ${total === 1 ? 'object' : 'objects'} (${actions.map((it) => it.text).join(', ')})`;
}

/** Such as `CronJob "daily-etl-job"`. */
export function objectName({ kind, name }: { readonly kind: string; readonly name?: string }): string {
  return name === undefined ? kind : `${kind} "${name}"`;
}

function remarks({ namespaceMismatch, takesOver, waitsFor, warnings }: PlannedObject): string[] {
  const lines = [...warnings];
  if (namespaceMismatch) {
    const { manifest, target } = namespaceMismatch;
    lines.unshift(`goes to namespace "${manifest}" of its manifest, not to "${target}"`);
  }
  if (waitsFor !== undefined) lines.push(`checked only once ${waitsFor} is there`);
  for (const { manager, path } of takesOver) lines.push(`takes ${path} from "${manager}"`);
  return lines.map((line) => `    ${line}`);
}
