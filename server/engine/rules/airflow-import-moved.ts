import { compareVersions } from '../model/airflow-facts.ts';
import { isProviderFrom, type MovedName, type OperatorFacts } from '../model/airflow-operators.ts';
import type { InstalledVersions } from '../model/versions.ts';
import type { PythonImport } from '../syntax/python-bindings.ts';
import { defineRule, type Fix } from './rule.ts';

export const airflowImportMoved = defineRule({
  id: 'airflow-import-moved',
  severity: 'warning',
  summary: 'A name for Kubernetes is imported from where Airflow once had it',
  why: "The old place works with a warning in some versions and is gone from others: airflow.kubernetes and airflow.contrib left with Airflow 3, operators.kubernetes_pod with version 10 of the provider. There the import fails, and none of the file's DAGs are there. Ruff's rules AIR301 and AIR302 say the same, so this is silent where they are on.",

  *launcher(found, { facts, versions }) {
    if (found.kind !== 'import' || found.import.guarded) return;
    const taken = found.import;
    const moved = movedName(taken, facts.airflowOperators);
    if (!moved || !isMovedBy(moved.move, facts.airflowOperators, versions)) return;
    const { move } = moved;
    const gone =
      move.gone.airflow === undefined
        ? `cncf-kubernetes ${move.gone.provider ?? ''}`
        : `Airflow ${move.gone.airflow}`;
    const place =
      move.to !== undefined
        ? `import it from ${move.to}`
        : move.model === undefined
          ? 'nothing took its place'
          : `use ${move.model} of kubernetes.client`;
    const fix = fromNewModule(taken, move, found.file.imports);
    yield {
      at: taken.range,
      message: `${gone} has no "${moved.name}" in ${moved.module}, ${place}`,
      ...(fix && { fix }),
    };
  },

  before: `
from airflow.kubernetes.secret import Secret
#                                     ^^^^^^ airflow-import-moved: Airflow 3.0 has no "Secret" in airflow.kubernetes.secret, import it from airflow.providers.cncf.kubernetes.secret
from airflow.providers.cncf.kubernetes.operators.kubernetes_pod import KubernetesPodOperator
#                                                                      ^^^^^^^^^^^^^^^^^^^^^ airflow-import-moved: cncf-kubernetes 10.0.0 has no "KubernetesPodOperator" in airflow.providers.cncf.kubernetes.operators.kubernetes_pod, import it from airflow.providers.cncf.kubernetes.operators.pod

load = KubernetesPodOperator(task_id="load", secrets=[Secret("env", "TOKEN", "load", "token")])
`,
  after: `
from airflow.providers.cncf.kubernetes.secret import Secret
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

load = KubernetesPodOperator(task_id="load", secrets=[Secret("env", "TOKEN", "load", "token")])
`,
});

interface Moved {
  readonly module: string;
  readonly name: string;
  readonly move: MovedName;
}

/** What an import takes from an old place: a name of a module, or the module itself, for which one of its names stands. */
function movedName({ module, name, qualified }: PythonImport, { moves }: OperatorFacts): Moved | undefined {
  const own = name === undefined ? undefined : moves[`${module}:${name}`];
  if (own && name !== undefined) return { module, name, move: own };
  const path = name === undefined ? module : qualified;
  const ofModule = Object.entries(moves).flatMap(([key, it]) => (key.startsWith(`${path}:`) ? [it] : []));
  const dot = path.lastIndexOf('.');
  const last = path.slice(dot + 1);
  const move =
    ofModule.find((it) => it.to?.endsWith(`.${last}`)) ?? ofModule.find((it) => it.to) ?? ofModule[0];
  return move && { module: path.slice(0, dot), name: last, move };
}

/** Not where the versions in use have no other place yet. */
function isMovedBy({ since, to }: MovedName, facts: OperatorFacts, versions: InstalledVersions): boolean {
  if (since !== undefined) return isProviderFrom(facts, versions, since) !== false;
  // Providers are packages of their own since 2.0; the executors moved into them with 2.7.
  const first = to?.includes('.executors.') ? '2.7' : '2.0';
  return versions.airflow === undefined || compareVersions(versions.airflow, first) >= 0;
}

/** Takes the name from its new module, where the statement takes no other. */
function fromNewModule(
  taken: PythonImport,
  { to, name }: MovedName,
  imports: readonly PythonImport[],
): Fix | undefined {
  const isAlone = imports.filter((it) => it.statement.start === taken.statement.start).length === 1;
  if (to === undefined || taken.name === undefined || taken.name === '*' || !isAlone) return undefined;
  const isModule = taken.module.split('.').length < 3;
  if (isModule) return undefined;
  const renamed = name === undefined ? [] : [{ range: taken.range, newText: `${name} as ${taken.local}` }];
  if (renamed.length > 0 && taken.local !== taken.name) return undefined;
  return {
    title: `Import from ${to}`,
    edits: () => [{ range: taken.moduleRange, newText: to }, ...renamed],
  };
}
