import {
  at,
  entriesIn,
  itemsOf,
  type Layered,
  type LayeredMap,
  listOf,
  made,
  mapOf,
  type Origin,
  over,
  withEntries,
} from './layered.ts';

/** A base job template and the values for its variables. */
export interface JobInput {
  /** `job_configuration`, placeholders as they are written. */
  readonly configuration: LayeredMap;
  /** Schemas of the variables; their `default` counts where a deployment sets nothing. */
  readonly variables: ReadonlyMap<string, Layered>;
  /** What the deployment, or the run, sets. */
  readonly values: ReadonlyMap<string, Layered>;
}

const prefect = 'Prefect';

/**
 * The Job that the Kubernetes worker makes of a flow run, without what only the run knows: its own labels, variables and
 * name (`BaseJobConfiguration.from_template_and_values` of prefect 3.9, `KubernetesWorkerJobConfiguration` of
 * prefect-kubernetes 0.8).
 */
export function renderJob({ configuration, variables, values }: JobInput): LayeredMap | undefined {
  const defaults = new Map<string, Layered>();
  for (const [name, schema] of variables) {
    const standard = at(schema, 'default');
    if (standard && !isNull(standard)) defaults.set(name, standard);
  }
  const given = new Map(defaults);
  for (const [name, value] of nested(values)) given.set(name, over(value, defaults.get(name)));
  const base = withEnvironment(configuration, defaults.get('env'), given.get('env'));
  const filled = fill(base, given);
  const manifest = at(filled, 'job_manifest');
  if (filled?.kind !== 'map' || manifest?.kind !== 'map') return undefined;
  return prepared(manifest, filled);
}

/** `env.NAME` sets one entry of a map, which entries of the map itself win over. */
function nested(values: ReadonlyMap<string, Layered>): Map<string, Layered> {
  const found = new Map<string, Layered>();
  for (const [key, value] of values) {
    const [root = '', ...rest] = key.split('.');
    if (rest.length === 0) continue;
    const inner = rest.reduceRight<Layered>((it, name) => mapOf([[name, it]], value.origin.layer), value);
    found.set(root, deepMerge(found.get(root), inner));
  }
  for (const [key, value] of values) {
    if (key.includes('.')) continue;
    const there = found.get(key);
    found.set(key, there?.kind === 'map' && value.kind === 'map' ? deepMerge(there, value) : value);
  }
  return found;
}

function deepMerge(base: Layered | undefined, above: Layered): Layered {
  if (base?.kind !== 'map' || above.kind !== 'map') return above;
  const changes = [...above.entries].map(
    ([key, value]) => [key, deepMerge(base.entries.get(key), value)] as const,
  );
  return withEntries(base, changes);
}

/** Variables of the environment are merged, those of the deployment over the defaults over the template's own. */
function withEnvironment(
  configuration: LayeredMap,
  standard: Layered | undefined,
  given: Layered | undefined,
): LayeredMap {
  const own = at(configuration, 'env');
  const below = own?.kind === 'map' ? own : undefined;
  const base = below ? withEntries(below, entriesIn(standard)) : (standard ?? own);
  if (base?.kind !== 'map' || given?.kind !== 'map') return replaced(configuration, 'env', base);
  return replaced(configuration, 'env', withEntries(base, given.entries));
}

const replaced = (map: LayeredMap, key: string, value: Layered | undefined): LayeredMap =>
  value ? { ...map, entries: new Map([...map.entries, [key, value]]) } : map;

/** A template with its placeholders filled in; what has no value is left out. */
function fill(template: Layered, values: ReadonlyMap<string, Layered>): Layered | undefined {
  if (template.kind === 'map') {
    const inside = [...template.entries].map(([key, it]) => [key, fill(it, values)] as const);
    return { ...template, entries: new Map(inside.flatMap(([key, it]) => (it ? [[key, it] as const] : []))) };
  }
  if (template.kind === 'list')
    return { ...template, items: template.items.flatMap((it) => fill(it, values) ?? []) };
  if (typeof template.value !== 'string') return template;
  const whole = /^\{\{\s*([\w.\-[\]$]+)\s*\}\}$/.exec(template.value)?.[1];
  if (whole !== undefined && isStandard(whole)) return found(values, whole);
  const unknown: string[] = [];
  const text = template.value.replace(placeholder, (written, name: string) => {
    if (!isStandard(name)) {
      if (name.startsWith('$')) unknown.push(name);
      return written;
    }
    const value = found(values, name);
    if (value?.kind === 'scalar' && value.value === undefined) unknown.push(name);
    return value?.kind === 'scalar' ? pythonText(value.value) : '';
  });
  return { ...template, value: unknown.length === 0 ? text : undefined };
}

const placeholder = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

/** Blocks and variables of the server are filled in later, those of the environment by the worker. */
const isStandard = (name: string): boolean => !/^(?:prefect\.(?:blocks|variables)\.|\$)/.test(name);

const found = (values: ReadonlyMap<string, Layered>, name: string): Layered | undefined => {
  const [root = '', ...rest] = name.split('.');
  return at(values.get(root), ...rest);
};

function pythonText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/** What the worker does to the manifest before it makes the job. */
function prepared(manifest: LayeredMap, configuration: LayeredMap): LayeredMap {
  const metadata = at(manifest, 'metadata');
  const labels = withKeys(at(metadata, 'labels'), at(configuration, 'labels'), labelValue);
  const annotations = withKeys(at(metadata, 'annotations'), at(configuration, 'annotations'), (it) => it);
  const spec = at(manifest, 'spec');
  const template = at(spec, 'template');
  const podMetadata = at(template, 'metadata');
  const podLabels = withKeys(at(podMetadata, 'labels'), at(configuration, 'labels'), labelValue);
  const podAnnotations = withEntries(asMap(at(podMetadata, 'annotations')), annotations.entries);
  return withEntries(manifest, [
    [
      'metadata',
      withEntries(asMap(metadata), [
        [
          'namespace',
          at(metadata, 'namespace') ?? at(configuration, 'namespace') ?? made('default', prefect),
        ],
        ['generateName', generateName(at(metadata, 'generateName'), at(configuration, 'name'))],
        ['labels', labels],
        ['annotations', annotations],
      ]),
    ],
    [
      'spec',
      withEntries(asMap(spec), [
        [
          'template',
          withEntries(asMap(template), [
            [
              'metadata',
              withEntries(asMap(podMetadata), [
                ['labels', podLabels],
                ['annotations', annotations.entries.size > 0 ? podAnnotations : undefined],
              ]),
            ],
            ['spec', podSpec(asMap(at(template, 'spec')), configuration)],
          ]),
        ],
      ]),
    ],
  ]);
}

function podSpec(spec: LayeredMap, configuration: LayeredMap): LayeredMap {
  const [first, ...others] = itemsOf(at(spec, 'containers'));
  if (first?.kind !== 'map') return spec;
  const args = at(first, 'args');
  const isText = args?.kind === 'scalar' && typeof args.value === 'string';
  const container = withEntries(first, [
    ['env', environment(at(first, 'env'), at(configuration, 'env'))],
    ['image', at(first, 'image') ?? made('prefecthq/prefect', prefect)],
    ['args', isText ? words(args.value, args) : (args ?? words('prefect flow-run execute', undefined))],
  ]);
  return withEntries(spec, [['containers', listOf([container, ...others], prefect)]]);
}

/** The variables of the configuration as a list, those that the manifest has beside them behind it. */
function environment(own: Layered | undefined, given: Layered | undefined): Layered {
  const listed =
    given?.kind === 'map'
      ? [...given.entries]
          .filter(([, it]) => !isNull(it))
          .map(([name, value]) =>
            mapOf(
              [
                ['name', variableName(name, value.origin)],
                ['value', textOf(value)],
              ],
              value.origin.layer,
            ),
          )
      : itemsOf(given);
  const names = listed.map((it) => nameOf(it));
  const rest = itemsOf(own).filter((it) => !names.includes(nameOf(it)));
  return listOf([...listed, ...rest], prefect);
}

const variableName = (name: string, { key, ...origin }: Origin): Layered => ({
  kind: 'scalar',
  origin: { ...origin, ...(key ? { at: key } : {}) },
  value: name,
});

const isNull = (value: Layered): boolean => value.kind === 'scalar' && value.value === null;

const nameOf = (variable: Layered): unknown => {
  const name = at(variable, 'name');
  return name?.kind === 'scalar' ? name.value : undefined;
};

/** Values of variables are text. */
const textOf = (value: Layered): Layered =>
  value.kind === 'scalar' && value.value !== null && value.value !== undefined
    ? { ...value, value: pythonText(value.value) }
    : value;

/** A command as `shlex` splits it. */
function words(command: string, from: Layered | undefined): Layered {
  const origin = from?.origin ?? { layer: prefect };
  const parts = command.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  const items = parts.map((it): Layered => ({ kind: 'scalar', origin, value: unquoted(it) }));
  return { kind: 'list', origin, over: from?.over, items };
}

const unquoted = (word: string): string =>
  word.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double: string | undefined, single: string | undefined, escaped: string | undefined) =>
      double?.replace(/\\(["\\])/g, '$1') ?? single ?? escaped ?? '',
  );

function generateName(written: Layered | undefined, name: Layered | undefined): Layered {
  const value = written?.kind === 'scalar' ? written.value : undefined;
  const isEmpty =
    value === '' || value === '-' || value === 'None-' || (typeof value === 'string' && value.includes('{{'));
  if (written && !isEmpty) return written;
  const given = name?.kind === 'scalar' && typeof name.value === 'string' ? name : undefined;
  const slug = given && slugOf(String(given.value), /[^a-z0-9-]+/g, 45);
  if (slug !== undefined && slug !== '' && given) return { ...given, value: `${slug}-` };
  // Without a name the job is called after its run.
  return { kind: 'scalar', origin: { layer: prefect }, value: undefined };
}

/** Maps of labels or annotations, the second over the first, their keys and values made such as Kubernetes takes. */
function withKeys(
  below: Layered | undefined,
  above: Layered | undefined,
  value: (it: Layered) => Layered,
): LayeredMap {
  const all = withEntries(asMap(below), entriesIn(above));
  return { ...all, entries: new Map([...all.entries].map(([key, it]) => [labelKey(key), value(it)])) };
}

function labelKey(key: string): string {
  const [prefix, ...rest] = key.split('/');
  if (prefix === undefined || rest.length === 0) return labelSlug(key) || key;
  return `${slugOf(prefix, /[^a-zA-Z0-9.-]+/g, 253, false)}/${labelSlug(rest.join('/'))}`;
}

const labelValue = (value: Layered): Layered =>
  value.kind === 'scalar' && typeof value.value === 'string'
    ? { ...value, value: labelSlug(value.value) || value.value }
    : value;

const labelSlug = (text: string): string => slugOf(text, /[^a-zA-Z0-9._-]+/g, 63, false);

function slugOf(text: string, others: RegExp, longest: number, lower = true): string {
  return (lower ? text.toLowerCase() : text)
    .replace(others, '-')
    .slice(0, longest)
    .replace(/^[-_.]+|[-_.]+$/g, '');
}

const asMap = (value: Layered | undefined): LayeredMap =>
  value?.kind === 'map' ? value : mapOf([], prefect);
