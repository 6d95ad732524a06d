import { Disposable } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { LanguageServer } from './language-server.ts';
import type { Connection } from './target/connection.ts';

/** Keeps the language server informed about what the connected cluster has; both may come and go. */
export function shareClusterFacts(
  server: LanguageServer,
  connection: Connection,
  log: LogOutputChannel,
): Disposable {
  const share = async () => {
    const { state } = connection;
    const language = server.state;
    if (language.kind !== 'running') return;
    if (state.kind !== 'connected') return language.server.tell({ objects: [] });

    const facts = await state.cluster.facts();
    // Meanwhile the user may have gone to another cluster.
    if (connection.state !== state) return;
    if (facts.ok) await language.server.tell(facts.value);
    else log.info(`nothing is known of "${state.cluster.target.context}": ${facts.failure.message}`);
  };
  const shareNow = () => {
    share().catch((error: unknown) => {
      // Completion knows less then, which is nothing to interrupt the user for.
      log.warn('the language server was not told about the cluster', String(error));
    });
  };
  return Disposable.from(server.onDidChange(shareNow), connection.onDidChange(shareNow));
}
