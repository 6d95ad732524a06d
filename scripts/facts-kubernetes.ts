import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes `schemas/kubernetes/since.json` and `list-keys.json` from the OpenAPI documents of Kubernetes itself, and their
 * hashes into `schemas/sources.json`. For maintainers, with Go and 150 MB of disk: `node scripts/facts-kubernetes.ts`.
 */
const releases = [
  '1.27.16',
  '1.28.15',
  '1.29.15',
  '1.30.14',
  '1.31.14',
  '1.32.13',
  '1.33.13',
  '1.34.4',
  '1.35.4',
  '1.36.3',
];

/** What one minor of Kubernetes 1 has. */
interface Api {
  readonly minor: number;
  /** As `apps/v1/Deployment`. */
  readonly kinds: ReadonlySet<string>;
  /** Names of fields by definition, named as the compiled schemas name them. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** What makes the items of a list one, by `definition#field`. */
  readonly listKeys: ReadonlyMap<string, readonly string[]>;
}

/** The part of a document of `api/openapi-spec/v3` that is read. */
interface OpenApi {
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

interface OpenApiSchema {
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

const apis = releases.map(apiOf);
const origin = 'Go: k8s.io/kubernetes api/openapi-spec/v3';
const span = `${releases[0] ?? ''} to ${releases.at(-1) ?? ''}`;
write('kubernetes/since.json', span, {
  format:
    'the first minor of Kubernetes 1 that has it, 0 if the oldest one read does; the first without it again, 0 if none. A definition that is new is told by the fields that lead to it.',
  kinds: lifetimes(kindLives()),
  fields: lifetimes(fieldLives()),
});
write('kubernetes/list-keys.json', releases.at(-1) ?? '', {
  format: 'definition#field of each list whose items are told apart by these of their fields',
  listKeys: Object.fromEntries([...(apis.at(-1)?.listKeys ?? [])].sort(byFirst)),
});

/** Downloads one release into a folder of its own and reads it; nothing stays behind. */
function apiOf(release: string): Api {
  const folder = mkdtempSync(join(tmpdir(), 'podium-facts-'));
  try {
    const env = { ...process.env, GOMODCACHE: folder, GOFLAGS: '-modcacherw' };
    const module = `k8s.io/kubernetes@v${release}`;
    const answer = execFileSync('go', ['mod', 'download', '-json', module], { cwd: folder, env });
    const { Dir } = JSON.parse(answer.toString('utf8')) as { readonly Dir: string };
    const api = readApi(Number(release.split('.')[1]), join(Dir, 'api', 'openapi-spec', 'v3'));
    console.log(`${module}: ${api.kinds.size} kinds, ${api.fields.size} definitions`);
    return api;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readApi(minor: number, folder: string): Api {
  const kinds = new Set<string>();
  const fields = new Map<string, Set<string>>();
  const listKeys = new Map<string, readonly string[]>();
  for (const file of readdirSync(folder).sort()) {
    const { components } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as OpenApi;
    for (const [path, schema] of Object.entries(components?.schemas ?? {})) {
      const definition = definitionName(path);
      const properties = Object.entries(schema.properties ?? {});
      fields.set(definition, new Set(properties.map(([name]) => name)));
      for (const [name, property] of properties) {
        const keys = property['x-kubernetes-list-map-keys'];
        if (keys && property['x-kubernetes-list-type'] === 'map') listKeys.set(`${definition}#${name}`, keys);
      }
      // What stands in a file has metadata of its own; lists and options of requests are not written there.
      if (!schema.properties?.metadata || schema.properties.items) continue;
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        if (kind !== 'Status') kinds.add([...(group === '' ? [] : [group]), version, kind].join('/'));
    }
  }
  return { minor, kinds, fields, listKeys };
}

/** `io.k8s.api.core.v1.Pod` is `core.v1.Pod`, as the `kubernetes-models` packages are laid out. */
function definitionName(path: string): string {
  return path
    .replace(/^io\.k8s\.(api|apimachinery\.pkg)\./, '')
    .replace(/^io\.k8s\.(apiextensions-apiserver|kube-aggregator)\.pkg\.apis\./, '');
}

/** In which of the releases something is there, by its name. */
type Lives = ReadonlyMap<string, readonly boolean[]>;

function kindLives(): Lives {
  const names = new Set(apis.flatMap((api) => [...api.kinds]));
  return new Map([...names].map((name) => [name, apis.map((api) => api.kinds.has(name))]));
}

/** Fields that came or went while their definition was there. */
function fieldLives(): Lives {
  const lives = new Map<string, readonly boolean[]>();
  for (const definition of new Set(apis.flatMap((api) => [...api.fields.keys()]))) {
    const having = apis.map((api) => api.fields.get(definition));
    const [first, last] = [having.findIndex(Boolean), having.findLastIndex(Boolean)];
    for (const name of new Set(having.flatMap((it) => [...(it ?? [])]))) {
      const life = having.map((it, i) =>
        Boolean((i < first ? having[first] : i > last ? having[last] : it)?.has(name)),
      );
      if (life.includes(false)) lives.set(`${definition}#${name}`, life);
    }
  }
  return lives;
}

function lifetimes(lives: Lives): Readonly<Record<string, readonly [number, number]>> {
  return Object.fromEntries(
    [...lives].sort(byFirst).map(([name, life]) => {
      const [first, last] = [life.indexOf(true), life.lastIndexOf(true)];
      return [name, [first === 0 ? 0 : (apis[first]?.minor ?? 0), apis[last + 1]?.minor ?? 0]];
    }),
  );
}

function write(
  file: string,
  version: string,
  facts: Readonly<Record<string, string | Readonly<Record<string, readonly (number | string)[]>>>>,
): void {
  const lines = Object.entries(facts).map(([name, value]) =>
    typeof value === 'string' ? `"${name}": ${JSON.stringify(value)}` : `"${name}": ${table(value)}`,
  );
  const text = `{\n${lines.join(',\n')}\n}\n`;
  writeFileSync(`schemas/${file}`, text);
  const path = 'schemas/sources.json';
  const sources = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
  sources[file] = {
    origin: `${origin}; names of kinds and fields, and versions`,
    version,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  const sorted = Object.fromEntries(Object.entries(sources).sort(byFirst));
  writeFileSync(path, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

function table(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(
    ([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
