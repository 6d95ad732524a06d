import assert from 'node:assert/strict';
import process from 'node:process';
import { commands, ConfigurationTarget, Position, workspace } from 'vscode';
import { diagnosticsOf, openSample, until } from './editor.ts';
import { drivenWindow, screenshot } from './window.ts';
import type { DrivenWindow } from './window.ts';

const isFromCluster = ({ source }: { readonly source?: string | undefined }) => source === 'podium (cluster)';

describe('cluster', () => {
  const window = drivenWindow();
  const missing = !window ? 'a driven window' : process.env.PODIUM_HOST_CLUSTER ? undefined : 'a cluster';

  beforeEach(() => commands.executeCommand('notifications.clearAll'));

  inWindow('asks for a target before anything else', async ({ see }) => {
    await commands.executeCommand('podium.runs.focus');
    await see('No target is selected for this window.');
    await screenshot('target-none');
  });

  inWindow('pins the window to a context and a namespace', async ({ press, see, type }) => {
    const context = commands.executeCommand('podium.selectContext');
    await see('Target of this window');
    await screenshot('target-context', 'podium-test');
    await press('Enter');
    await context;
    await see('There are no CronJobs, Jobs or orchestrated pods in this namespace.');

    const namespace = commands.executeCommand('podium.selectNamespace');
    await see('Namespace in "podium-test"');
    await type('data-platform');
    await press('Enter');
    await namespace;
    await screenshot('target-pinned', 'podium-test / data-platform');
  });

  inWindow('shows a refusal of the server at its field', async ({ see }) => {
    const editor = await openSample('kubernetes-cronjob.yaml');
    await editor.edit((edit) => {
      edit.insert(new Position(6, '  schedule: "'.length), '6');
    });
    await commands.executeCommand('podium.dryRunOnServer');
    const [refusal] = (await diagnosticsOf(editor, (all) => all.some(isFromCluster))).filter(isFromCluster);
    assert.equal(refusal && editor.document.getText(refusal.range), '"60 0 * * *"');
    await see('above maximum');
    await screenshot('dry-run-refused');

    await commands.executeCommand('workbench.action.files.revert');
    await diagnosticsOf(editor, (all) => !all.some(isFromCluster));
  });

  inWindow('applies a manifest after asking', async ({ click, see }) => {
    await openSample('kubernetes-cronjob.yaml');
    const applied = commands.executeCommand('podium.applyToCluster');
    await see('Apply 1 object (1 create) to context "podium-test", namespace "data-platform"');
    await screenshot('apply-asked');
    await click('button', 'Apply');
    await applied;
    await see('CronJob "daily-etl-job" created');
    await see('daily-etl-job');
    await screenshot('applied');
  });

  inWindow('says that there is nothing to change', async ({ see }) => {
    await openSample('kubernetes-cronjob.yaml');
    await commands.executeCommand('podium.applyToCluster');
    await see('Nothing to change in podium-test / data-platform');
  });

  inWindow('runs a CronJob now and shows it complete', async ({ click, press, see }) => {
    const started = commands.executeCommand('podium.runCronJobNow');
    await see('CronJob in "data-platform"');
    await press('Enter');
    await see('Run CronJob "daily-etl-job" now');
    await screenshot('run-now-asked');
    await click('button', 'Run Now');
    await started;
    await click('treeitem', 'CronJob, daily-etl-job');
    await see('manual-');
    await see('succeeded · ');
    await screenshot('run-complete');
  });

  inWindow('lets the user read the differences first', async ({ click, press, see }) => {
    const suspended = commands.executeCommand('podium.suspendSchedule');
    await see('CronJob in "data-platform"');
    await press('Enter');
    await see('Suspend CronJob "daily-etl-job"');
    await click('button', 'Review Changes');
    await suspended;
    await screenshot('review', 'suspend: true');
    await press('Escape');
  });

  inWindow('asks for the name of a protected context', async ({ click, press, see, type }) => {
    const settings = workspace.getConfiguration('podium.contexts');
    await settings.update('protected', ['podium-*'], ConfigurationTarget.Global);
    const isKnown = () =>
      workspace.getConfiguration('podium.contexts').get<string[]>('protected')?.[0] === 'podium-*';
    await until('the setting is known', isKnown, workspace.onDidChangeConfiguration);
    const started = commands.executeCommand('podium.runCronJobNow');
    await see('CronJob in "data-platform"');
    await press('Enter');
    await click('button', 'Run Now');
    await see('The context is protected: type its name, podium-test');
    await type('podium-live');
    await see('Not the name of the context');
    await screenshot('protected');
    await press('Escape');
    await started;
    await settings.update('protected', undefined, ConfigurationTarget.Global);
  });

  inWindow('says why there is nothing to apply in Python', async ({ see }) => {
    await openSample('dagster_k8s_assets.py');
    await commands.executeCommand('podium.applyToCluster');
    await see('"dagster_k8s_assets.py" is Python');
    await screenshot('nothing-to-apply');
  });

  function inWindow(title: string, test: (window: DrivenWindow) => Promise<void>): void {
    if (missing || !window) it.skip(`${title} (needs ${missing})`);
    else it(title, () => test(window));
  }
});
