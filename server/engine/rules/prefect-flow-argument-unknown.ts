import type { LauncherUse } from '../model/launchers/launcher.ts';
import { moveToWorkPool } from '../model/launchers/work-pool.ts';
import { nearestNames } from '../schema/nearest.ts';
import { removeListed } from '../syntax/python-edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const prefectFlowArgumentUnknown = defineRule({
  id: 'prefect-flow-argument-unknown',
  severity: 'error',
  summary: 'A flow takes no such argument',
  why: 'Python raises TypeError when the file is loaded, with Prefect 2 and 3 alike. Where a flow runs is not said in its decorator: that belongs to a deployment and its work pool.',

  *launcher(found, { facts, region, text, uri }) {
    const { kind } = found;
    if (kind !== 'flow' && kind !== 'flow.deploy' && kind !== 'flow.to_deployment') return;
    if (kind === 'flow' && isPrefect1(found)) return;
    const known = facts.prefect.parameters[kind];
    for (const argument of found.call.keywords) {
      const { name, nameRange, range, spread } = argument;
      if (Object.hasOwn(known, name) || name === 'fn') continue;
      const free = Object.keys(known).filter((it) => !found.call.keywords.some((other) => other.name === it));
      const meant = [renamed[name] ?? '', ...nearestNames(name, free)].find((it) => free.includes(it));
      const remove: Fix = { title: `Remove "${name}"`, edits: () => removeListed(text, range) };
      const rename: Fix = {
        title: `Use "${meant ?? ''}"`,
        edits: () => [{ range: nameRange, newText: meant ?? '' }],
      };
      const move =
        name === 'infrastructure' ? moveToWorkPool(region.launchers, { uri, text, facts }) : undefined;
      const fixes = [...(move ? [move] : []), ...(meant === undefined ? [] : [rename]), remove];
      yield {
        at: nameRange,
        message: `${kind === 'flow' ? 'a flow' : kind} has no argument "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`,
        ...(spread ? {} : { fix: fixes }),
      };
    }
  },

  before: `
from prefect import flow


@flow(name="nightly", infrastructure="kubernetes-job/prod", log_prints=True)
#                     ^^^^^^^^^^^^^^ prefect-flow-argument-unknown: a flow has no argument "infrastructure"
def nightly():
    print("Running on Kubernetes")
`,
  after: `
from prefect import flow


@flow(name="nightly", log_prints=True)
def nightly():
    print("Running on Kubernetes")
`,
});

/** What deployments called their job variables before. */
const renamed: Readonly<Record<string, string>> = { infra_overrides: 'job_variables' };

/** `Flow("name", storage=...)` of Prefect 1, whose flows are not made of a function. */
function isPrefect1({ call }: LauncherUse): boolean {
  if (!call.callee.endsWith('.Flow') || call.keywords.some(({ name }) => name === 'fn')) return false;
  return call.positional[0]?.kind !== 'unknown';
}
