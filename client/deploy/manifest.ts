import { Uri, l10n, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { Cluster, ManifestDocument } from '../cluster/cluster.ts';
import type { Connection } from '../target/connection.ts';
import { connectedCluster } from '../target/connected-cluster.ts';
import { whyNotDeployable } from './not-deployable.ts';

/** A file that can be applied, and where it would go. */
export interface Manifest {
  readonly cluster: Cluster;
  readonly file: TextDocument;
  readonly documents: readonly ManifestDocument[];
}

/** The given file, else the one in the editor. Throws with the reason where it is none that a cluster could be given. */
export async function openManifest(connection: Connection, uri?: Uri): Promise<Manifest> {
  const file = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  if (!file) throw new Error(l10n.t('No file is open'));
  const why = whyNotDeployable(file.uri.path.slice(file.uri.path.lastIndexOf('/') + 1), file.languageId);
  if (why !== undefined) throw new Error(why);

  const cluster = await connectedCluster(connection);
  const { splitDocuments } = await connection.bundle();
  const documents = splitDocuments(file.getText());
  if (documents.length === 0) throw new Error(l10n.t('The file holds no document'));
  return { cluster, file, documents };
}
