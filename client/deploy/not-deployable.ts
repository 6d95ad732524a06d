/**
 * Why there is nothing in a file that a cluster could be given, in the user's words; undefined for a manifest.
 * `fileName` is the last part of its path.
 */
export function whyNotDeployable(fileName: string, languageId: string): string | undefined {
  const reason = configurationFiles[fileName];
  if (reason !== undefined) return `"${fileName}" ${reason}`;
  if (languageId === 'python') {
    return `"${fileName}" is Python: its pods are made by the orchestrator at each run, so there is nothing to apply`;
  }
  if (languageId !== 'yaml') return `"${fileName}" is not a Kubernetes manifest`;
  return undefined;
}

const configurationFiles: Readonly<Record<string, string>> = {
  'dagster.yaml':
    'is read by the Dagster instance, which makes the pods of its runs: there is nothing to apply',
  'workspace.yaml': 'is read by the Dagster instance: there is nothing to apply',
  'prefect.yaml':
    'is read by "prefect deploy", which hands it to the Prefect server: there is nothing to apply',
  '.podium.yaml': 'is read by Podium: there is nothing to apply',
  'kustomization.yaml': 'has to be built first: apply what "kustomize build" prints',
};
