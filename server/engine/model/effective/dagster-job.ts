import type { Json } from '../../syntax/edit.ts';
import {
  at,
  entriesIn,
  itemsOf,
  type Layered,
  type LayeredMap,
  listOf,
  made,
  mapOf,
  over,
  plain,
  withEntries,
  withoutEntries,
} from './layered.ts';

/** Raw Kubernetes configuration by its parts (`container_config`, `pod_spec_config`…), each in the shape of manifests. */
export interface K8sConfig {
  readonly parts: LayeredMap;
  /** How it is merged over what is below it. */
  readonly isShallow: boolean;
}

export const noConfig: K8sConfig = { parts: mapOf([], 'Dagster'), isShallow: false };

/**
 * Two configurations, the second over the first (`K8sContainerContext._merge_k8s_config` of dagster-k8s 0.29): deep, so that
 * maps are merged and lists put together without doubles, or shallow, so that a key of a part replaces that key.
 */
export function mergeConfig(onto: K8sConfig, from: K8sConfig): K8sConfig {
  const parts = new Map(onto.parts.entries);
  for (const [part, value] of from.parts.entries) {
    const there = parts.get(part);
    if (there?.kind !== 'map' || value.kind !== 'map') parts.set(part, value);
    else parts.set(part, from.isShallow ? withEntries(there, value.entries) : deepMerge(there, value));
  }
  return { parts: { ...onto.parts, entries: parts }, isShallow: from.isShallow };
}

function deepMerge(onto: LayeredMap, from: LayeredMap): LayeredMap {
  const found = new Map(onto.entries);
  for (const [key, value] of from.entries) {
    const there = found.get(key);
    if (there?.kind === 'list' && value.kind === 'list' && key !== 'command' && key !== 'args') {
      found.set(key, { ...value, items: withoutDoubles([...there.items, ...value.items]) });
    } else if (there?.kind === 'map' && value.kind === 'map') found.set(key, deepMerge(there, value));
    else found.set(key, over(value, there));
  }
  return { ...onto, entries: found };
}

function withoutDoubles(all: readonly Layered[]): Layered[] {
  const seen = new Set<string>();
  return all.filter((it) => seen.size < seen.add(JSON.stringify(sorted(plain(it)))).size);
}

/** Equal values written in another order are equal. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const ordered = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(ordered.map(([key, it]) => [key, sorted(it)]));
}

/** What does not stand in raw configuration: settings of the launcher or of an op. */
export interface JobSettings {
  readonly image?: Layered | undefined;
  readonly dagsterHome?: Layered | undefined;
  readonly postgresPasswordSecret?: Layered | undefined;
  /** What is run; undefined where the container's own arguments stay. */
  readonly args?: Layered | undefined;
  /** Variables that Dagster sets. */
  readonly env?: readonly Layered[];
  readonly name: Layered;
  readonly labels: Layered;
}

const dagster = 'Dagster';

/** The Job that Dagster makes of it (`construct_dagster_k8s_job` of dagster-k8s 0.29). */
export function constructJob({ parts }: K8sConfig, settings: JobSettings): LayeredMap {
  const { name, labels } = settings;
  const part = (key: string): LayeredMap => {
    const found = at(parts, key);
    return found?.kind === 'map' ? found : mapOf([], dagster);
  };
  const podMetadata = part('pod_template_spec_metadata');
  const jobMetadata = part('job_metadata');
  const template = mapOf(
    [
      [
        'metadata',
        withEntries(podMetadata, [
          ['name', name],
          ['labels', merged(labels, at(podMetadata, 'labels'))],
        ]),
      ],
      ['spec', podSpec(part('pod_spec_config'), container(part('container_config'), settings))],
    ],
    dagster,
  );
  const spec = withEntries(withEntries(defaultJobSpec, part('job_spec_config').entries), [
    ['template', template],
  ]);
  return withEntries(part('job_config'), [
    ['apiVersion', made('batch/v1', dagster)],
    ['kind', made('Job', dagster)],
    [
      'metadata',
      withEntries(jobMetadata, [
        ['name', name],
        ['labels', merged(labels, at(jobMetadata, 'labels'))],
      ]),
    ],
    ['spec', spec],
  ]);
}

const defaultJobSpec = made(
  { ttlSecondsAfterFinished: 24 * 60 * 60, backoffLimit: 0 },
  dagster,
) as LayeredMap;

function container(config: LayeredMap, settings: JobSettings): LayeredMap {
  const { image, args, dagsterHome, postgresPasswordSecret, env = [] } = settings;
  const own = [
    ...env,
    dagsterHome &&
      mapOf(
        [
          ['name', made('DAGSTER_HOME', dagster)],
          ['value', dagsterHome],
        ],
        dagster,
      ),
    postgresPasswordSecret && passwordVariable(postgresPasswordSecret),
  ];
  const variables = [...own.filter((it) => it !== undefined), ...itemsOf(at(config, 'env'))];
  return withEntries(withArguments(config, args), [
    ['name', at(config, 'name') ?? made('dagster', dagster)],
    ['image', at(config, 'image') ?? image],
    ['imagePullPolicy', at(config, 'imagePullPolicy') ?? made('Always', dagster)],
    ['env', variables.length > 0 ? listOf(variables, dagster) : undefined],
  ]);
}

const withArguments = (config: LayeredMap, args: Layered | undefined): LayeredMap =>
  args ? withEntries(config, [['args', args]]) : config;

function passwordVariable(secret: Layered): Layered {
  const reference = mapOf(
    [
      ['name', secret],
      ['key', made('postgresql-password', dagster)],
    ],
    dagster,
  );
  return mapOf(
    [
      ['name', made('DAGSTER_PG_PASSWORD', dagster)],
      ['valueFrom', mapOf([['secretKeyRef', reference]], dagster)],
    ],
    dagster,
  );
}

function podSpec(config: LayeredMap, first: LayeredMap): LayeredMap {
  const others = itemsOf(at(config, 'containers'));
  return withEntries(withoutEntries(config, 'containers'), [
    ['restartPolicy', at(config, 'restartPolicy') ?? made('Never', dagster)],
    ['automountServiceAccountToken', at(config, 'automountServiceAccountToken') ?? made(true, dagster)],
    ['containers', listOf([first, ...others], dagster)],
  ]);
}

const merged = (base: Layered, above: Layered | undefined): Layered =>
  base.kind === 'map' ? withEntries(base, entriesIn(above)) : base;
