import type { LauncherFacts } from '../model/launchers/facts.ts';
import { type Callable, callableOf } from '../model/launchers/parameters.ts';
import type { InstalledVersions } from '../model/versions.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/**
 * What an argument of a launcher or of a model of the Kubernetes client is: its type and default, its field in manifests,
 * or that nothing comes of it. Undefined where the offset, which counts in the region, is not on the name of one.
 */
export function pythonHover(
  { model }: Region,
  offset: number,
  facts: LauncherFacts,
  versions?: InstalledVersions,
): { readonly range: Range; readonly markdown: string } | undefined {
  for (const found of model.launchers) {
    if (found.kind === 'import' || !covers(found.call, offset)) continue;
    const argument = found.call.keywords.find(
      ({ nameRange, spread }) => !spread && covers(nameRange, offset),
    );
    const callable = argument && callableOf(found.call.callee, facts, versions);
    if (!callable) continue;
    const markdown = describe(argument.name, callable, facts);
    return markdown === undefined ? undefined : { range: argument.nameRange, markdown };
  }
  return undefined;
}

function describe(name: string, callable: Callable, { pythonModels }: LauncherFacts): string | undefined {
  const known = Object.hasOwn(callable.parameters, name) ? callable.parameters[name] : undefined;
  if (!known) {
    return callable.ignoresOthers
      ? `**${name}**\n\n${callable.name} accepts this argument and ignores it.`
      : undefined;
  }
  const field = pythonModels.models[callable.name]?.fields[name]?.[0];
  return [
    `**${name}** of ${callable.name} (${callable.source})`,
    [
      known.type === undefined ? '' : `- Type: \`${known.type}\``,
      known.required ? '- Required' : '',
      known.default === undefined ? '' : `- Default: \`${known.default}\``,
      field === undefined || field === name ? '' : `- In manifests: \`${field}\``,
    ]
      .filter((it) => it !== '')
      .join('\n'),
  ].join('\n\n');
}
