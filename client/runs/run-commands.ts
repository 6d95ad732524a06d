import { env } from 'vscode';
import type { CommandFamily } from '../commands.ts';
import type { Connection } from '../target/connection.ts';
import type { RunNode, RunTree } from './run-tree.ts';

/** What the tree can do that changes nothing in the cluster. */
export const runCommands = (tree: RunTree, connection: Connection): CommandFamily => ({
  /** Reads the kubeconfig and all that follows from it again, over a new connection. */
  async refreshRuns() {
    await connection.refresh();
  },

  async copyName(node: RunNode) {
    const row = tree.row(node);
    if (row) await env.clipboard.writeText(row.name);
  },
});
