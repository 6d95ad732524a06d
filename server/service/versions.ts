import { isRuffFile, ruffChecksAirflow } from '../engine/model/ruff.ts';
import {
  isDependencyFile,
  type Package,
  type PackageVersions,
  readVersions,
  versionsTogether,
} from '../engine/model/versions.ts';

/** A version and the file that names it. */
export interface VersionOrigin {
  readonly version: string;
  readonly uri: string;
}

/** Whether a file says which versions are installed, or what else looks at imports: such files are read, never checked. */
export const isEnvironmentFile = (uri: string): boolean =>
  isDependencyFile(nameOf(uri)) || isRuffFile(nameOf(uri));

/** Those files as a client watches them. */
export const environmentGlob =
  '**/{*requirements*.txt,*requirements*.in,*constraints*.txt,pyproject.toml,*.lock,ruff.toml,.ruff.toml,Dockerfile*,Containerfile*,*.Dockerfile,airflow.cfg}';

/** Names of the files worth a look in a folder above those that are checked. */
export const environmentFiles: readonly string[] = [
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'requirements.txt',
  'constraints.txt',
  'pyproject.toml',
  'ruff.toml',
  '.ruff.toml',
  'Dockerfile',
];

/** What dependency files say of the packages around a file: the nearest folder upwards counts, for each package by itself. */
export class Environment {
  readonly #files = new Map<string, Map<string, PackageVersions>>();
  readonly #ruff = new Map<string, Map<string, boolean>>();
  readonly #known = new Map<string, Readonly<Partial<Record<Package, VersionOrigin>>>>();

  /** Takes over a file, undefined where it is gone. Gives whether that changed anything. */
  set(uri: string, text: string | undefined): boolean {
    const [folder, name] = [folderOf(uri), nameOf(uri)];
    const versions = text === undefined ? {} : readVersions(name, text);
    const ruff = text === undefined || !isRuffFile(name) ? undefined : ruffChecksAirflow(name, text);
    const before = JSON.stringify([
      this.#files.get(folder)?.get(name) ?? {},
      this.#ruff.get(folder)?.get(name),
    ]);
    if (before === JSON.stringify([versions, ruff])) return false;
    put(this.#files, folder, name, Object.keys(versions).length > 0 ? versions : undefined);
    put(this.#ruff, folder, name, ruff);
    this.#known.clear();
    return true;
  }

  /** The packages whose versions are settled for a file. */
  versions(uri: string): Readonly<Partial<Record<Package, VersionOrigin>>> {
    return this.#versionsIn(folderOf(uri));
  }

  /** Whether Ruff checks the imports from Airflow in a file. */
  ruffChecksAirflow(uri: string): boolean {
    for (let folder = folderOf(uri); folder !== ''; folder = folderOf(folder)) {
      const said = this.#ruff.get(folder);
      if (said && said.size > 0) return [...said.values()].includes(true);
    }
    return false;
  }

  #versionsIn(folder: string): Readonly<Partial<Record<Package, VersionOrigin>>> {
    if (this.#files.size === 0 || folder === '') return {};
    const known = this.#known.get(folder);
    if (known) return known;
    const own = Object.entries(
      versionsTogether(this.#files.get(folder) ?? new Map<string, PackageVersions>()),
    );
    const made = {
      ...this.#versionsIn(folderOf(folder)),
      ...Object.fromEntries(
        own.map(([name, { version, file }]) => [name, { version, uri: `${folder}/${file}` }]),
      ),
    };
    this.#known.set(folder, made);
    return made;
  }
}

function put<T>(
  folders: Map<string, Map<string, T>>,
  folder: string,
  name: string,
  value: T | undefined,
): void {
  const files = folders.get(folder) ?? new Map<string, T>();
  if (value === undefined) files.delete(name);
  else files.set(name, value);
  if (files.size > 0) folders.set(folder, files);
  else folders.delete(folder);
}

const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);
