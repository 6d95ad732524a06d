import type { SchemaDocument } from '../../schema/schema.ts';
import type { Node } from '../../syntax/node.ts';
import type { Range } from '../../text/document.ts';
import { type Arguments, dictArguments } from './arguments.ts';
import { argumentsOf, taggedConfigs } from './dagster.ts';
import { runLauncher } from './dagster-instance.ts';
import type { DagsterCallable, LauncherFacts } from './facts.ts';
import type { LauncherCall } from './launcher.ts';
import { argumentType, k8sConfig } from './parameters.ts';
import { type TypedValue, typedValues } from './raw-config.ts';

/** What one place says of the pods that Dagster starts. */
export interface DagsterSettings {
  readonly callable: Exclude<DagsterCallable, 'Definitions'> | typeof k8sConfig;
  readonly given: Arguments;
  /** The dict that they stand in, where it is not a call that takes them. */
  readonly dict: Node | undefined;
  /** Where to point when all of it is meant. */
  readonly at: Range;
}

/** The places of a region that say something of Dagster's pods: calls, `.configured`, tags, a dagster.yaml. */
export function dagsterSettings(
  region: { readonly launchers: readonly LauncherCall[]; readonly documents: readonly SchemaDocument[] },
  facts: LauncherFacts,
): DagsterSettings[] {
  const called = region.launchers.flatMap((it): DagsterSettings[] => {
    if (it.kind === 'import' || it.kind === 'Definitions') return [];
    if (it.kind === 'dagster tags') {
      return taggedConfigs(it.call).map((config) => ({
        callable: k8sConfig,
        given: dictArguments(config),
        dict: config,
        at: it.call.calleeRange,
      }));
    }
    if (!Object.hasOwn(facts.dagster.parameters, it.kind)) return [];
    const callable = it.kind as Exclude<DagsterCallable, 'Definitions'>;
    const dict = it.call.callee.endsWith('.configured') ? it.call.positional[0] : undefined;
    return [{ callable, given: argumentsOf(callable, it.call, facts), dict, at: it.call.calleeRange }];
  });
  const written = region.documents.flatMap((document): DagsterSettings[] => {
    const launcher = runLauncher(document);
    if (!launcher) return [];
    const { config, at } = launcher;
    return [{ callable: 'K8sRunLauncher', given: dictArguments(config), dict: config, at }];
  });
  return [...called, ...written];
}

/** The raw Kubernetes configuration in settings, whole and in parts. */
export function rawConfig({ callable, given, dict }: DagsterSettings, facts: LauncherFacts): TypedValue[] {
  if (callable === k8sConfig) return dict ? [...typedValues(dict, k8sConfig, facts)] : [];
  return [...given].flatMap(([name, { value }]) => {
    const type = argumentType(callable, name);
    return type === undefined ? [] : [...typedValues(value, type, facts)];
  });
}
