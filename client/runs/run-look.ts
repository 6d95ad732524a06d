import type { RunRow, RunState } from '../cluster/cluster.ts';

/** How a row looks in the tree, without anything of VS Code. */
export interface RunLook {
  readonly label: string;
  readonly description: string;
  /** A product icon and a theme colour. */
  readonly icon: { readonly id: string; readonly color?: string };
  /** What menus go by: the kind, then facts, such as `CronJob suspended`. */
  readonly contextValue: string;
  /** The row in a sentence, for those who hear it. */
  readonly spoken: string;
}

/** `parent` is the row above it, whose name need not be said again. */
export function runLook(row: RunRow, parent?: RunRow): RunLook {
  const { kind, state, detail, reason } = row;
  const label = shortLabel(row, parent);
  return {
    label,
    description: [reason, detail].filter(Boolean).join(' · '),
    icon: iconOf(row),
    contextValue: state === 'suspended' ? `${kind} suspended` : kind,
    spoken: spoken(row),
  };
}

function spoken({ kind, label, state, reason, detail }: RunRow): string {
  const details = detail.split(' · ').filter((it) => it !== state);
  return [kind, label, state, reason, ...details].filter(Boolean).join(', ');
}

/** What controllers name after their owner, without the owner's name: `daily-report-29123456` is `29123456`. */
function shortLabel({ label, name }: RunRow, parent?: RunRow): string {
  const prefix = `${parent?.name ?? ''}-`;
  return parent && label === name && name.startsWith(prefix) ? name.slice(prefix.length) : label;
}

/** What has no state worth a look of its own shows its kind. */
function iconOf({ kind, state }: RunRow): RunLook['icon'] {
  if (state !== 'failed' && state !== 'suspended') {
    if (kind === 'CronJob') return { id: 'calendar' };
    if (kind === 'Group') return { id: 'type-hierarchy' };
  }
  return stateIcons[state];
}

const stateIcons: Readonly<Record<RunState, RunLook['icon']>> = {
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  running: { id: 'play-circle', color: 'charts.blue' },
  pending: { id: 'clock', color: 'testing.iconQueued' },
  suspended: { id: 'debug-pause', color: 'disabledForeground' },
  unknown: { id: 'question', color: 'disabledForeground' },
};
