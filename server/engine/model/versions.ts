import { compareVersions, minorOf } from './airflow-facts.ts';
import { imageVersion } from './airflow-image.ts';
import { baseImages } from './dockerfile.ts';

/** The packages whose versions decide what is right. `airflowProvider` is `apache-airflow-providers-cncf-kubernetes`. */
export type Package = 'airflow' | 'airflowProvider' | 'dagster' | 'prefect';

/** The versions in force; undefined where nothing settles one. */
export type InstalledVersions = Readonly<Record<Package, string | undefined>>;

export type PackageVersions = Readonly<Partial<Record<Package, string>>>;

/** Whether a file may say which versions of packages are installed, by its name alone. */
export const isDependencyFile = (name: string): boolean => kindOf(name) !== undefined;

/**
 * The versions that a dependency file settles, without running anything: pins, locked versions, and ranges that lie within
 * one minor version (of Prefect, one major version), for which their lower end stands. Where a file says two things of a
 * package it says nothing.
 */
export function readVersions(name: string, text: string): PackageVersions {
  const kind = kindOf(name);
  return kind ? settled(readers[kind](text)) : {};
}

/**
 * What the files of one folder say together, by name. A lock file counts before what people write, and that before images;
 * files of one kind that disagree say nothing.
 */
export function versionsTogether(
  files: ReadonlyMap<string, PackageVersions>,
): Readonly<Partial<Record<Package, { readonly version: string; readonly file: string }>>> {
  const found: Partial<Record<Package, { version: string; file: string }>> = {};
  for (const it of packages) {
    const saying = [...files].flatMap(([file, versions]) => {
      const version = versions[it];
      return version === undefined ? [] : [{ file, version, rank: ranks.indexOf(kindOf(file) ?? 'image') }];
    });
    const best = Math.min(...saying.map(({ rank }) => rank));
    const [first, ...others] = saying.filter(({ rank }) => rank === best);
    if (first && others.every(({ version }) => version === first.version)) {
      found[it] = { version: first.version, file: first.file };
    }
  }
  return found;
}

type Kind = 'lock' | 'requirements' | 'project' | 'constraints' | 'image';

/** Kinds of files, the surest first. */
const ranks: readonly Kind[] = ['lock', 'requirements', 'project', 'constraints', 'image'];

function kindOf(name: string): Kind | undefined {
  if (/^(?:uv|poetry|pdm)\.lock$/.test(name)) return 'lock';
  if (/requirements[^/]*\.(?:txt|in)$/i.test(name)) return 'requirements';
  if (/constraints[^/]*\.txt$/i.test(name)) return 'constraints';
  if (name === 'pyproject.toml') return 'project';
  return /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.Dockerfile$/.test(name) ? 'image' : undefined;
}

interface Said {
  readonly package: Package;
  readonly version: string;
}

const readers: Readonly<Record<Kind, (text: string) => Said[]>> = {
  lock: readLock,
  requirements: readRequirements,
  constraints: readRequirements,
  project: readProject,
  image: readImages,
};

const packages: readonly Package[] = ['airflow', 'airflowProvider', 'dagster', 'prefect'];

const packageNames: Readonly<Record<string, Package>> = {
  'apache-airflow': 'airflow',
  'apache-airflow-core': 'airflow',
  'apache-airflow-providers-cncf-kubernetes': 'airflowProvider',
  dagster: 'dagster',
  prefect: 'prefect',
};

/** Names of packages are compared as PEP 503 says. */
const packageOf = (name: string): Package | undefined => {
  const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
  return Object.hasOwn(packageNames, normal) ? packageNames[normal] : undefined;
};

function settled(said: readonly Said[]): PackageVersions {
  const versions: Partial<Record<Package, string>> = {};
  for (const it of packages) {
    const [first, ...others] = new Set(said.flatMap((one) => (one.package === it ? [one.version] : [])));
    if (first !== undefined && others.length === 0) versions[it] = first;
  }
  return versions;
}

/** `[[package]]` tables with a name and a version, as uv, Poetry and PDM write them. */
function readLock(text: string): Said[] {
  return text.split(/^\[\[package\]\]\s*$/m).flatMap((table) => {
    const name = /^name\s*=\s*"([^"]*)"/m.exec(table)?.[1] ?? '';
    const version = /^version\s*=\s*"([^"]*)"/m.exec(table)?.[1] ?? '';
    return saidOf(name, `==${version}`);
  });
}

/** Lines of pip: a requirement each, or the address of the constraints that Airflow publishes for one of its versions. */
function readRequirements(text: string): Said[] {
  return text.split('\n').flatMap((line) => {
    const version = /^\s*(?:-c|--constraint)\b.*\/constraints-(\d+(?:\.\d+)+)\//.exec(line)?.[1];
    return version === undefined
      ? requirement(line.replace(/\s#.*$/, ''))
      : [{ package: 'airflow', version }];
  });
}

/** Requirements in quotes, as PEP 621 has them, and the tables of Poetry, whose keys are names. */
function readProject(text: string): Said[] {
  let isPoetry = false;
  return text.split('\n').flatMap((line) => {
    const table = /^\s*\[{1,2}([\w.\s"'-]+)\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1];
    if (table !== undefined) isPoetry = /^tool\.poetry\..*dependencies$/.test(table.trim());
    if (/^\s*#/.test(line)) return [];
    if (!isPoetry)
      return [...line.matchAll(/"([^"]*)"|'([^']*)'/g)].flatMap((it) => requirement(it[1] ?? it[2] ?? ''));
    const [, name = '', value = ''] = /^\s*["']?([\w.-]+)["']?\s*=\s*(.*)$/.exec(line) ?? [];
    const written = /^["']([^"']*)["']/.exec(value) ?? /\bversion\s*=\s*["']([^"']*)["']/.exec(value);
    return saidOf(name, poetrySpecifier(written?.[1] ?? ''));
  });
}

/** The images that a Dockerfile starts from. */
function readImages(text: string): Said[] {
  return baseImages(text).flatMap((image): Said[] => {
    const airflow = imageVersion(image);
    if (airflow !== undefined) return [{ package: 'airflow', version: airflow }];
    const prefect = /(?:^|\/)prefecthq\/prefect:(\d+(?:\.\d+)*)/.exec(image)?.[1];
    return prefect === undefined ? [] : [{ package: 'prefect', version: prefect }];
  });
}

/** `apache-airflow[celery]==2.7.0 ; python_version < "3.12"` */
function requirement(written: string): Said[] {
  const [, name = '', specifier = ''] =
    /^\s*([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@)\\]*)/.exec(written) ?? [];
  return saidOf(name, specifier);
}

function saidOf(name: string, specifier: string): Said[] {
  const known = packageOf(name);
  const version = known && versionIn(specifier, known === 'prefect' ? majorOf : minorOf);
  return known && version !== undefined ? [{ package: known, version }] : [];
}

const majorOf = (version: string): string => version.split('.')[0] ?? version;

/** Poetry takes a bare version for that one alone, and `^`, `~` and `*` beside what pip takes. */
const poetrySpecifier = (written: string): string =>
  /^\d[\d.]*$/.test(written)
    ? `==${written}`
    : written
        .replace(/^(\d[\d.]*)\.\*$/, '==$1.*')
        .replace(/\^\s*/g, '^')
        .replace(/~\s*(?=\d)/g, '~');

/** The version that a specifier comes down to, where everything it allows is the same by `series`. */
function versionIn(specifier: string, series: (version: string) => string): string | undefined {
  let lower: string | undefined;
  let upper: string | undefined;
  for (const clause of specifier.split(',')) {
    const [, operator = '', written = '', star] = clausePattern.exec(clause.trim()) ?? [];
    const parts = written.split('.');
    switch (operator) {
      case '==':
      case '===':
        if (star === undefined) return written;
        lower = written;
        upper = lastOf(written);
        break;
      case '~=':
        lower = written;
        upper = lastOf(parts.slice(0, -1).join('.'));
        break;
      case '^':
        lower = written;
        upper = lastOf(parts[0] ?? '');
        break;
      case '~':
        lower = written;
        upper = lastOf(parts.slice(0, 2).join('.'));
        break;
      case '>=':
      case '>':
        lower = written;
        break;
      case '<=':
        upper = written;
        break;
      case '<':
        upper = before(written);
        break;
    }
  }
  if (lower === undefined || upper === undefined) return undefined;
  return series(lower) === series(upper) && compareVersions(lower, upper) <= 0 ? lower : undefined;
}

/** A version and whatever marks it as a pre-release or a local build, which is left out. */
const clausePattern = /^(===?|~=|\^|~|>=|<=|>|<)\s*v?(\d+(?:\.\d+)*)(\.\*)?/;

/** The end of the series that a version names: of `2.7` it is the last 2.7. */
const lastOf = (series: string): string =>
  `${series}${'.9999'.repeat(Math.max(0, 3 - series.split('.').length))}`;

/** The last version before one: of `2.8` it is the last 2.7, of `2.8.3` another 2.8. */
function before(version: string): string {
  const parts = version.split('.').map(Number);
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  const last = parts.pop() ?? 0;
  return lastOf([...parts, Math.max(0, last - 1)].join('.'));
}
