import type { SchemaDocument } from '../../schema/schema.ts';
import { entry, get, type Node, text } from '../../syntax/node.ts';
import type { Range } from '../../text/document.ts';

/** The run launcher that a dagster.yaml configures. */
export interface RunLauncher {
  /** Its `config`, where there is one. */
  readonly config: Node | undefined;
  /** The name of its class. */
  readonly at: Range;
}

/** The `K8sRunLauncher` of a dagster.yaml; undefined for other documents and other launchers. */
export function runLauncher({ id, node }: SchemaDocument): RunLauncher | undefined {
  if (id !== 'dagster-yaml') return undefined;
  const launcher = get(node, 'run_launcher');
  const name = entry(launcher, 'class')?.value;
  const isOurs =
    text(name) === 'K8sRunLauncher' &&
    /^dagster_k8s(?:\.launcher)?$/.test(text(get(launcher, 'module')) ?? '');
  return isOurs && name ? { config: get(launcher, 'config'), at: name } : undefined;
}
