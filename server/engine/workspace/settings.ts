import { entries, get, items, type Node, text } from '../syntax/node.ts';

export type RuleLevel = 'off' | 'hint' | 'info' | 'warning' | 'error';

/** What a user chose: the same in `.podium.yaml`, in the editor's settings and on the command line. */
export interface Settings {
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** Globs of files that are not checked. */
  readonly exclude: readonly string[];
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, RuleLevel>>;
  }[];
  readonly kubernetesVersion: string | undefined;
  readonly airflowVersion: string | undefined;
  /** Of `apache-airflow-providers-cncf-kubernetes`. */
  readonly airflowProviderVersion: string | undefined;
  readonly dagsterVersion: string | undefined;
  readonly prefectVersion: string | undefined;
  readonly defaultNamespace: string | undefined;
  /** Path of a file of findings to pass over. */
  readonly baseline: string | undefined;
}

export const noSettings: Settings = {
  rules: {},
  exclude: [],
  overrides: [],
  kubernetesVersion: undefined,
  airflowVersion: undefined,
  airflowProviderVersion: undefined,
  dagsterVersion: undefined,
  prefectVersion: undefined,
  defaultNamespace: undefined,
  baseline: undefined,
};

/** Reads `.podium.yaml`. What has the wrong shape is left out: the schema of that file reports it. */
export function readSettings(root: Node | undefined): Settings {
  const one = (key: string): string | undefined => text(get(root, key));
  return {
    rules: levels(get(root, 'rules')),
    exclude: strings(get(root, 'exclude')),
    overrides: items(get(root, 'overrides')).map((it) => ({
      files: strings(get(it, 'files')),
      rules: levels(get(it, 'rules')),
    })),
    kubernetesVersion: one('kubernetesVersion'),
    airflowVersion: one('airflowVersion'),
    airflowProviderVersion: one('airflowProviderVersion'),
    dagsterVersion: one('dagsterVersion'),
    prefectVersion: one('prefectVersion'),
    defaultNamespace: one('defaultNamespace'),
    baseline: one('baseline'),
  };
}

export const isLevel = (value: unknown): value is RuleLevel =>
  value === 'off' || value === 'hint' || value === 'info' || value === 'warning' || value === 'error';

const strings = (node: Node | undefined): string[] =>
  node?.kind === 'scalar' ? [text(node) ?? ''] : items(node).map((it) => text(it) ?? '');

/** YAML reads a bare `off` as false; the text as written is what counts here. */
function levels(node: Node | undefined): Record<string, RuleLevel> {
  return Object.fromEntries(
    entries(node).flatMap(({ key, value }) =>
      isLevel(value.value) ? [[key.value, value.value] as const] : [],
    ),
  );
}
