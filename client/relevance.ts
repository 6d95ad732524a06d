/** A document of the editor, cut down to what tells whose it is. */
export interface Candidate {
  readonly languageId: string;
  /** The last part of its path. */
  readonly fileName: string;
  readonly text: string;
}

/**
 * Whether Podium has something to say about a document: it is a Kubernetes manifest, a configuration file of an
 * orchestrator, or Python that imports one. Reads the text once, without parsing; other files must not even
 * start the language server.
 */
export function isRelevant({ languageId, fileName, text }: Candidate): boolean {
  if (languageId === 'python') return importsOrchestrator.test(text);
  if (ownFiles.has(fileName)) return true;
  if (languageId === 'dockerfile') return setsOption.test(text);
  if (languageId !== 'yaml') return false;
  return namesKind.test(text) || setsOption.test(text) || isAirflowChart(text);
}

const ownFiles = new Set([
  'airflow.cfg',
  '.podium.yaml',
  'dagster.yaml',
  'workspace.yaml',
  'prefect.yaml',
  'kustomization.yaml',
  'prometheus.yml',
  'prometheus.yaml',
]);

/** `apiVersion` or `kind` as a key, in block or flow style, at whatever depth: a List or a patch counts too. */
const namesKind = /(?:^|[{,])[ \t]*(?:- +)?["']?(?:apiVersion|kind)["']?[ \t]*:/m;

/** A variable named like an option of Airflow, in a Dockerfile or a Compose file. */
const setsOption = /\bAIRFLOW__[A-Z]/;

/** Values of Airflow's chart. */
const isAirflowChart = (text: string): boolean => /^executor[ \t]*:[ \t]*["']?\w*Executor\b/m.test(text);

const importsOrchestrator = /^[ \t]*(?:from|import)[ \t]+(?:airflow|dagster|prefect|kubernetes)(?:_\w+)*\b/m;
