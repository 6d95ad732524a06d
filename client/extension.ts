import { window } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { shareClusterFacts } from './cluster-facts.ts';
import { registerCommands } from './commands.ts';
import { deployCommands } from './deploy/deploy-commands.ts';
import { PlanPreview } from './deploy/plan-preview.ts';
import { Rejections } from './deploy/rejections.ts';
import { LanguageServer } from './language-server.ts';
import { showReferences } from './navigation/show-references.ts';
import { EffectivePreview } from './preview/effective-preview.ts';
import { previewCommands } from './preview/preview-commands.ts';
import { runCommands } from './runs/run-commands.ts';
import { RunTree } from './runs/run-tree.ts';
import { showLanguageStatus } from './status/language-status.ts';
import { showVersionStatus } from './status/version-status.ts';
import { Connection } from './target/connection.ts';
import { targetCommands } from './target/target-commands.ts';
import { showTargetStatus } from './target/target-status.ts';
import { TargetPin } from './target/target.ts';

/** What the extension tells others, for tests and other extensions; nothing of it changes anything. */
export interface Podium {
  readonly languageServer: () => 'idle' | 'starting' | 'running' | 'failed';
}

/** Builds the long-lived parts. None of them loads a parser, starts a process or asks a cluster before it must. */
export function activate(context: ExtensionContext): Podium {
  const log = window.createOutputChannel('Podium', { log: true });
  const server = new LanguageServer(context, log);
  const target = new TargetPin(context.workspaceState);
  const connection = new Connection(context.extensionUri, target);
  const tree = new RunTree(connection);
  const preview = new PlanPreview();
  const rejections = new Rejections();
  const effective = new EffectivePreview();

  context.subscriptions.push(
    ...[log, server, target, connection, tree, preview, rejections, effective],
    showLanguageStatus(server),
    showVersionStatus(server),
    shareClusterFacts(server, connection, log),
    showTargetStatus(target, connection),
    registerCommands(log, targetCommands(target, connection)),
    registerCommands(log, runCommands(tree, connection)),
    registerCommands(log, previewCommands(server, effective)),
    registerCommands(
      log,
      deployCommands({ connection, preview, rejections, log, row: (node) => tree.row(node) }),
    ),
    registerCommands(log, {
      showLog: () => {
        log.show();
      },
      restartLanguageServer: () => server.restart(),
      showReferences,
    }),
  );
  return { languageServer: () => server.state.kind };
}
