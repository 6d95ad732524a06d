import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { namedPod, operatorPod } from '../../server/engine/model/effective/airflow-operator.ts';
import { reconcilePods } from '../../server/engine/model/effective/airflow-pod.ts';
import { constructJob, mergeConfig, noConfig } from '../../server/engine/model/effective/dagster-job.ts';
import {
  launcherDefaults,
  pipesPod,
  rawLayer,
  settingsLayer,
} from '../../server/engine/model/effective/dagster-layers.ts';
import {
  at,
  entriesIn,
  type Layered,
  type LayeredMap,
  made,
  plain,
  readLayered,
  readModel,
} from '../../server/engine/model/effective/layered.ts';
import { renderJob } from '../../server/engine/model/effective/prefect-job.ts';
import { prefectCronFault } from '../../server/engine/model/launchers/prefect-cron.ts';
import { dictArguments } from '../../server/engine/model/launchers/arguments.ts';
import type { Json } from '../../server/engine/syntax/edit.ts';
import { get, type Node, text } from '../../server/engine/syntax/node.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { tools } from './support/tools.ts';

/**
 * Cases whose results were made by the orchestrators' own packages: `schemas/<orchestrator>/effective.py` writes
 * `<orchestrator>-results.json` from `<orchestrator>-cases.yaml`.
 */
function compare(orchestrator: string, make: (its: Node) => Layered | undefined): void {
  const golden = read(`test/engine/effective/${orchestrator}-results.json`) as Readonly<Record<string, Json>>;
  const source = readFileSync(`test/engine/effective/${orchestrator}-cases.yaml`, 'utf8');
  describe(orchestrator, () => {
    for (const region of cutRegions(source)) {
      const { root } = parseYaml(region.text);
      assert.ok(root);
      const name = text(get(root, 'name')) ?? '';
      test(name, () => {
        const layered = make(root);
        const expected = golden[name];
        assert.ok(layered && expected !== undefined);
        assert.deepEqual(pruned(known(plain(layered), expected)), pruned(expected));
      });
    }
  });
}

const { models } = tools.facts.pythonModels;
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const isDagster = new Set(['arguments of Pipes', 'instance', 'location', 'tags', 'executor', 'step']);
const from = (layer: string) => ({ layer, uri: `${layer}.yaml`, start: 0, inPython: isDagster.has(layer) });

compare('airflow', (root) => {
  const pod = (key: string, layer: string): LayeredMap | undefined => {
    const node = get(root, key);
    return node && (readModel(node, 'V1Pod', models, from(layer)) as LayeredMap);
  };
  const template = pod('template', 'pod template');
  const given = get(root, 'arguments');
  if (given) {
    const below = reconcilePods(template, pod('full_pod_spec', 'full_pod_spec'), models);
    const whole = reconcilePods(below, operatorPod(dictArguments(given), models, from('arguments')), models);
    return whole && namedPod(whole);
  }
  const golden = read('test/engine/effective/airflow-results.json') as Readonly<Record<string, Json>>;
  const executor = made(golden[''], 'KubernetesExecutor') as LayeredMap;
  const worker = reconcilePods(template, executor, models);
  return reconcilePods(worker, pod('override', 'pod_override'), models);
});

compare('dagster', (root) => {
  const pipes = get(root, 'pipes');
  if (pipes) return pipesPod(dictArguments(pipes), models, from('arguments of Pipes'));
  const launcher = dictArguments(get(root, 'launcher'));
  const location = get(root, 'location');
  const executor = get(root, 'executor');
  let config = mergeConfig(
    mergeConfig(noConfig, launcherDefaults),
    settingsLayer(launcher, models, from('instance')),
  );
  // Code location and tags are merged with each other before they are merged over the instance.
  let above = location ? settingsLayer(dictArguments(location), models, from('location')) : noConfig;
  const tags = rawLayer(get(root, 'tags'), models, from('tags'));
  if (executor) {
    config = mergeConfig(config, above);
    config = mergeConfig(config, settingsLayer(dictArguments(executor), models, from('executor')));
    config = mergeConfig(config, tags);
    const step = get(executor, 'per_step_k8s_config', text(get(root, 'op')) ?? '');
    config = mergeConfig(config, rawLayer(step, models, from('step')));
  } else {
    above = mergeConfig(above, tags);
    config = mergeConfig(config, above);
  }
  const scalar = (
    given: ReadonlyMap<string, { readonly value: Node }>,
    name: string,
  ): Layered | undefined => {
    const found = given.get(name)?.value;
    return found && readLayered(found, from('instance'));
  };
  return constructJob(config, {
    image: scalar(dictArguments(executor), 'job_image') ?? scalar(launcher, 'job_image'),
    dagsterHome: made('/opt/dagster/dagster_home', 'Dagster'),
    postgresPasswordSecret: scalar(launcher, 'postgres_password_secret'),
    args: made(['dagster', 'api', 'execute_run'], 'Dagster'),
    name: made('name', 'Dagster'),
    labels: made(
      {
        'app.kubernetes.io/name': 'dagster',
        'app.kubernetes.io/instance': 'dagster',
        'app.kubernetes.io/part-of': 'dagster',
      },
      'Dagster',
    ),
  });
});

compare('prefect', (root) => {
  const written = get(root, 'template');
  const template = written
    ? readLayered(written, from('template'))
    : made(tools.facts.prefect.baseJobTemplate, 'default template');
  const values = get(root, 'values');
  const configuration = at(template, 'job_configuration');
  assert.ok(values && configuration?.kind === 'map');
  return renderJob({
    configuration,
    variables: entriesIn(at(template, 'variables', 'properties')),
    values: entriesIn(readLayered(values, from('deployment'))),
  });
});

test('cron expressions that Prefect takes', () => {
  const golden = read('test/engine/golden/prefect-cron.json') as Readonly<Record<string, boolean>>;
  const wrong = Object.entries(golden).filter(
    ([expression, isValid]) => (prefectCronFault(expression) === undefined) !== isValid,
  );
  assert.deepEqual(wrong, []);
});

/** The value with what it does not know taken from the other: names that are made when a pod is. */
function known(value: Json, other: Json | undefined): Json {
  if (value === '?') return other ?? value;
  if (Array.isArray(value))
    return value.map((it: Json, i) => known(it, Array.isArray(other) ? (other[i] as Json) : undefined));
  if (typeof value !== 'object' || value === null) return value;
  const others = typeof other === 'object' && other !== null && !Array.isArray(other) ? other : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => [key, known(it, (others as Record<string, Json>)[key])]),
  );
}

/** Without what is empty: the packages set lists and maps that nobody asked for. */
function pruned(value: Json): Json {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.entries(value).map(([key, it]) => [key, pruned(it)] as const);
  return Object.fromEntries(
    inside
      .filter(
        ([, it]) => it !== null && it !== '' && !(typeof it === 'object' && Object.keys(it).length === 0),
      )
      .sort(),
  );
}
