import { launcherNames } from '../model/launchers/dagster-yaml.ts';
import type { DagsterCallable, Parameters } from '../model/launchers/facts.ts';
import type { LauncherUse } from '../model/launchers/launcher.ts';
import { nearestNames } from '../schema/nearest.ts';
import { entries, type Node } from '../syntax/node.ts';
import type { PythonKeyword } from '../syntax/python-values.ts';
import type { Range, TextEdit } from '../text/document.ts';
import { defineRule, type Finding, type Fix } from './rule.ts';

export const dagsterArgumentUnknown = defineRule({
  id: 'dagster-argument-unknown',
  severity: 'error',
  summary: 'A callable of Dagster has no such argument',
  why: 'Python raises TypeError when the code location is loaded (DagsterInvalidConfigError for `.configured`), so none of its assets, jobs and schedules are there.',

  *launcher(found, { facts, text }) {
    if (found.kind === 'import' || !Object.hasOwn(facts.dagster.parameters, found.kind)) return;
    const callable = found.kind as DagsterCallable;
    const known = facts.dagster.parameters[callable];
    for (const given of argumentsOf(found, callable)) {
      if (Object.hasOwn(known, given.name) || isMisplaced(callable, given.name)) continue;
      yield finding(callable, given, known, found, text);
    }
  },

  before: `
from dagster_k8s import K8sRunLauncher

launcher = K8sRunLauncher(
    image="my-company/dagster:1.13.27",
#   ^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "image", did you mean "job_image"?
    service_account_name="dagster-worker",
    instance_config_map="dagster-instance",
    namespace="dagster",
#   ^^^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "namespace", did you mean "job_namespace"?
    job_image_pull_policy="Always",
#   ^^^^^^^^^^^^^^^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "job_image_pull_policy", did you mean "image_pull_policy"?
    env={
#   ^^^ dagster-argument-unknown: K8sRunLauncher has no argument "env", did you mean "env_vars"?
        "LOG_LEVEL": "INFO",  # for all runs
        'REGION': 'eu',
    },
)
`,
  after: `
from dagster_k8s import K8sRunLauncher

launcher = K8sRunLauncher(
    job_image="my-company/dagster:1.13.27",
    service_account_name="dagster-worker",
    instance_config_map="dagster-instance",
    job_namespace="dagster",
    image_pull_policy="Always",
    env_vars=[
        "LOG_LEVEL=INFO",  # for all runs
        "REGION=eu",
    ],
)
`,
});

/** A name given to a call, or a key of the dict given to `.configured`. */
type Given = Pick<PythonKeyword, 'name' | 'nameRange' | 'value' | 'written' | 'spread'>;

function argumentsOf({ call }: LauncherUse, callable: DagsterCallable): readonly Given[] {
  if (callable !== 'k8s_job_executor' && callable !== 'k8s_job_op') return call.keywords;
  return entries(call.positional[0]).map(({ key, value }) => ({
    name: key.value,
    nameRange: key,
    value,
    written: value,
    spread: true,
  }));
}

const isMisplaced = (callable: DagsterCallable, name: string): boolean =>
  callable === 'Definitions' && name === 'launcher';

function finding(
  callable: DagsterCallable,
  given: Given,
  known: Parameters,
  { call }: LauncherUse,
  text: string,
): Finding {
  const translated = launcherNames[given.name] ?? inverse[given.name] ?? '';
  const free = Object.keys(known).filter((name) => !call.keywords.some((it) => it.name === name));
  const meant = free.includes(translated) ? translated : nearestNames(given.name, free)[0];
  const what = callable.startsWith('k8s_job') ? 'option' : 'argument';
  const message = `${callable} has no ${what} "${given.name}"`;
  if (meant === undefined) return { at: given.nameRange, message };
  const fix: Fix = {
    title: `Use "${meant}"`,
    safe: meant === translated,
    edits: () => rename(given, meant, text),
  };
  return {
    at: given.nameRange,
    message: `${message}, did you mean "${meant}"?`,
    ...(given.spread ? {} : { fix }),
  };
}

const inverse: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(launcherNames).map(([wrong, right]) => [right, wrong]),
);

function rename({ name, nameRange, value, written }: Given, meant: string, text: string): TextEdit[] {
  const renamed = { range: nameRange, newText: meant };
  if (name !== 'env' || value.kind !== 'map') return [renamed];
  const list = asList(value, written, text);
  return list ? [renamed, ...list] : [];
}

/** A dict of variables as a list of `"NAME=value"`, entry by entry, so that layout and comments stay. */
function asList(dict: Node, written: Range, text: string): TextEdit[] | undefined {
  const variables = entries(dict);
  const isInPlace = dict.start === written.start && text[dict.start] === '{' && !dict.open;
  const areTexts = variables.every(
    ({ key, value }) =>
      key.start > dict.start && value.end < dict.end && value.start > key.end && value.style === 'double',
  );
  if (!isInPlace || !areTexts) return undefined;
  return [
    { range: { start: dict.start, end: dict.start + 1 }, newText: '[' },
    ...variables.map(({ key, value }) => ({
      range: { start: key.start, end: value.end },
      newText: JSON.stringify(`${key.value}=${value.value}`),
    })),
    { range: { start: dict.end - 1, end: dict.end }, newText: ']' },
  ];
}
