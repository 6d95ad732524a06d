import { nearestNames } from '../schema/nearest.ts';
import type { Range } from '../text/document.ts';
import { defineRule, type Finding } from './rule.ts';

export const dagsterImportUnknown = defineRule({
  id: 'dagster-import-unknown',
  severity: 'error',
  summary: 'dagster_k8s has no such name',
  why: 'Python raises ImportError or AttributeError when the code location is loaded, so none of its assets, jobs and schedules are there.',

  *launcher(found, { facts, text }) {
    if (found.kind !== 'import' || found.import.guarded) return;
    const { module, name, local, qualified, range, uses } = found.import;
    const exports = facts.dagster.exports[module];
    if (!exports) return;
    if (name !== undefined) {
      yield* judge(name, exports, module, range, local === name ? uses : []);
    } else if (local === qualified || range.end < found.import.whole.end) {
      // The package itself has a name here: what is called of it.
      for (const { calleeRange } of found.file.calls) {
        const [root, called = ''] = text.slice(calleeRange.start, calleeRange.end).split(/\.|(?=\()/);
        const start = calleeRange.start + local.length + 1;
        if (root === local) yield* judge(called, exports, module, { start, end: start + called.length }, []);
      }
    }
  },

  before: `
from dagster import Definitions
from dagster_k8s import DagsterK8sLauncher, k8s_job_executor
#                       ^^^^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "DagsterK8sLauncher", did you mean "K8sRunLauncher"?

defs = Definitions(executor=k8s_job_executor)
`,
  after: `
from dagster import Definitions
from dagster_k8s import K8sRunLauncher, k8s_job_executor

defs = Definitions(executor=k8s_job_executor)
`,
});

/** Silent where nothing is near: then the name may be one of another version. */
function* judge(
  name: string,
  exports: readonly string[],
  module: string,
  at: Range,
  uses: readonly Range[],
): Iterable<Finding> {
  if (exports.includes(name)) return;
  const meant = nearestNames(name, exports)[0] ?? ofTheSameKind(name, exports);
  if (meant === undefined) return;
  yield {
    at,
    message: `${module} has no "${name}", did you mean "${meant}"?`,
    fix: {
      title: `Use "${meant}"`,
      edits: () => [at, ...uses].map((range) => ({ range, newText: meant })),
    },
  };
}

/** The one name that ends with the same word: `K8sRunLauncher` for any other `…Launcher`. */
function ofTheSameKind(name: string, exports: readonly string[]): string | undefined {
  const word = /[A-Z][a-z]+$/.exec(name)?.[0];
  const [only, ...others] = word === undefined ? [] : exports.filter((it) => it.endsWith(word));
  return others.length === 0 ? only : undefined;
}
