import { moveToWorkPool } from '../model/launchers/work-pool.ts';
import { nearestNames } from '../schema/nearest.ts';
import { removeListed } from '../syntax/python-edit.ts';
import { defineRule, type Fix } from './rule.ts';

export const prefectArgumentUnknown = defineRule({
  id: 'prefect-argument-unknown',
  severity: 'warning',
  summary: 'KubernetesJob accepts this argument and ignores it',
  why: 'Blocks of Prefect 2 store any argument, so nothing fails: the job is just made without it. A job with ignored `resources` runs without requests and limits.',

  *launcher(found, { facts, region, text, uri }) {
    if (found.kind !== 'KubernetesJob') return;
    const known = facts.prefect.parameters.KubernetesJob;
    const { keywords } = found.call;
    for (const { name, nameRange, range, spread } of keywords) {
      if (Object.hasOwn(known, name)) continue;
      const free = Object.keys(known).filter((it) => !keywords.some((other) => other.name === it));
      const meant = [renamed[name] ?? '', ...nearestNames(name, free)].find((it) => free.includes(it));
      const fixes: Fix[] = [{ title: `Remove "${name}"`, edits: () => removeListed(text, range) }];
      const move = moveToWorkPool(region.launchers, { uri, text, facts });
      if (move) fixes.unshift(move);
      if (meant !== undefined) {
        fixes.unshift({ title: `Use "${meant}"`, edits: () => [{ range: nameRange, newText: meant }] });
      }
      yield {
        at: nameRange,
        message: `KubernetesJob ignores "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`,
        ...(spread ? {} : { fix: fixes }),
      };
    }
  },

  before: `
from prefect.infrastructure import KubernetesJob

job = KubernetesJob(
    image="my-company/prefect-flow:1.4.0",
    job_name="nightly",
#   ^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "job_name", did you mean "name"?
)
`,
  after: `
from prefect.infrastructure import KubernetesJob

job = KubernetesJob(
    image="my-company/prefect-flow:1.4.0",
    name="nightly",
)
`,
});

const renamed: Readonly<Record<string, string>> = { job_name: 'name', env_vars: 'env', job_manifest: 'job' };
