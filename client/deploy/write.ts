import { ProgressLocation, l10n, window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { Change, Cluster, Outcome, Plan, Result } from '../cluster/cluster.ts';
import { hasCurrentProtection } from '../target/connection.ts';
import type { PlanPreview } from './plan-preview.ts';
import { consent, objectLines, objectName, question } from './plan-words.ts';

/** Where a write is shown and written down. */
export interface WriteParts {
  readonly preview: PlanPreview;
  readonly log: LogOutputChannel;
}

/**
 * The client's only way to the gate: shows what would change, asks, and says what came of it. A user who wants to
 * read the differences first declines for now; `again` is what the preview's button does then.
 */
export async function write(
  { preview, log }: WriteParts,
  cluster: Cluster,
  change: Change,
  again: () => Promise<void>,
): Promise<Outcome> {
  const confirm = async (plan: Plan): Promise<boolean | string> => {
    await preview.show(plan);
    const answer = await ask(change, plan);
    if (answer === review) {
      await preview.offer(again);
      return false;
    }
    // While the question stood, the context may have become a protected one.
    if (!hasCurrentProtection(cluster))
      throw new Error(
        l10n.t('The protection of "{0}" has changed, nothing was written', plan.target.context),
      );
    return answer;
  };
  const outcome = await asking(() => cluster.write(change, confirm));

  if (!preview.isOnOffer) await preview.close();
  if (outcome.kind === 'written') {
    for (const { action, namespace, ...object } of outcome.results) {
      const place = namespace === undefined ? '' : ` in namespace "${namespace}"`;
      log.info(
        `${objectName(object)}${place} of "${cluster.target.context}": ${action} as "${outcome.plan.user}"`,
      );
    }
  }
  tell(outcome);
  return outcome;
}

/** Shows that the server is being asked. A failure becomes an error: there is nothing to show instead. */
export async function asking<T>(call: () => Promise<Result<T>>): Promise<T> {
  const progress = { location: ProgressLocation.Window, title: l10n.t('Asking the server') };
  const result = await window.withProgress(progress, call);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** The answer of a user who wants to read the differences first. */
const review = Symbol('review');

async function ask(change: Change, plan: Plan): Promise<boolean | string | typeof review> {
  const agree = consent(change);
  const readFirst = l10n.t('Review Changes');
  const sentence = question(change, plan);
  const options = { modal: true, detail: objectLines(plan) };
  const answer = await window.showWarningMessage(sentence, options, agree, readFirst);
  if (answer === readFirst) return review;
  if (answer !== agree) return false;
  if (plan.target.protection === 'none') return true;

  const { context } = plan.target;
  const typed = await window.showInputBox({
    title: sentence,
    prompt: l10n.t('The context is protected: type its name, {0}', context),
    ignoreFocusOut: true,
    validateInput: (text) => (text === context ? undefined : l10n.t('Not the name of the context')),
  });
  return typed ?? false;
}

/** Says how it went, but for what was refused: that is shown at its fields. */
function tell(outcome: Outcome): void {
  const { context, namespace } = outcome.plan.target;
  switch (outcome.kind) {
    case 'declined':
    case 'rejected':
      return;
    case 'read-only':
      throw new Error(l10n.t('Context "{0}" is protected, nothing is written to it', context));
    case 'outdated':
      throw new Error(
        l10n.t('Changed by others meanwhile, so nothing was written: {0}', outcome.changed.join(', ')),
      );
    case 'unchanged':
      void window.showInformationMessage(l10n.t('Nothing to change in {0} / {1}', context, namespace));
      return;
    case 'written': {
      const done = outcome.results.filter(({ action }) => action !== 'failed' && action !== 'skipped');
      if (done.length === 0) return;
      const what = done.map((it) => `${objectName(it)} ${it.action}`).join(', ');
      void window.showInformationMessage(l10n.t('{0} in {1} / {2}', what, context, namespace));
    }
  }
}
