import picomatch from 'picomatch';
import type { FileOptions } from '../engine/diagnose.ts';
import type { Package } from '../engine/model/versions.ts';
import { parseYaml } from '../engine/syntax/yaml.ts';
import {
  isLevel,
  noSettings,
  readSettings,
  type RuleLevel,
  type Settings,
} from '../engine/workspace/settings.ts';
import { Environment, type VersionOrigin } from './versions.ts';

/** What holds for one file after all settings are put together. */
export interface FileSettings {
  readonly options: FileOptions;
  /** Files that name versions in `options`; absent for those that a setting or the cluster names. */
  readonly origins: Readonly<Partial<Record<Package, VersionOrigin>>>;
  readonly excluded: boolean;
  readonly defaultNamespace: string | undefined;
  /** The file of findings to pass over, and the folder that its paths count from. */
  readonly baseline: { readonly uri: string; readonly folder: string } | undefined;
}

/** Name of the settings file of a folder. */
export const isSettingsFile = (uri: string): boolean => /(?:^|\/)\.podium\.ya?ml$/.test(uri);

/**
 * All settings that are known: of the command line, of the `.podium.yaml` of folders, and of the editor by workspace
 * folder. The nearest folder above a file counts.
 */
export class SettingsTree {
  readonly #commandLine: Settings;
  readonly #files = new Map<string, Settings>();
  readonly #environment = new Environment();
  #editor: ReadonlyMap<string, Settings> = new Map();
  #clusterVersion: string | undefined;
  /** By folder and by file: both are asked for again and again. */
  readonly #layers = new Map<string, Layers>();
  readonly #known = new Map<string, FileSettings>();

  constructor(commandLine: Settings) {
    this.#commandLine = commandLine;
  }

  /** What decides which files belong to the workspace, and in which namespace: equal texts decide alike. */
  get scope(): string {
    const scopes = [...this.#files, ...this.#editor].map(([folder, it]) => [
      folder,
      it.exclude,
      it.defaultNamespace,
    ]);
    return JSON.stringify(
      scopes.filter(([, exclude, namespace]) => (exclude ?? []).length > 0 || namespace !== undefined),
    );
  }

  /** Takes over the `.podium.yaml` of a folder, undefined where it is gone. Gives whether that changed anything. */
  setFile(uri: string, text: string | undefined): boolean {
    const folder = folderOf(uri);
    const settings = text === undefined ? undefined : readSettings(parseYaml(text).root);
    if (JSON.stringify(settings) === JSON.stringify(this.#files.get(folder))) return false;
    if (settings) this.#files.set(folder, settings);
    else this.#files.delete(folder);
    this.#forget();
    return true;
  }

  /** Takes over a dependency file, undefined where it is gone. Gives whether that changed anything. */
  setEnvironmentFile(uri: string, text: string | undefined): boolean {
    if (!this.#environment.set(uri, text)) return false;
    this.#forget();
    return true;
  }

  /** Replaces the editor's settings, by the URI of the workspace folder; those of '' hold everywhere else. */
  setEditor(settings: ReadonlyMap<string, Settings>): void {
    this.#editor = settings;
    this.#forget();
  }

  /** The version that counts where no setting names one. Gives whether it is another than before. */
  setClusterVersion(version: string | undefined): boolean {
    const minor = minorVersion(version);
    if (minor === this.#clusterVersion) return false;
    this.#clusterVersion = minor;
    this.#forget();
    return true;
  }

  of(uri: string): FileSettings {
    let known = this.#known.get(uri);
    if (!known) this.#known.set(uri, (known = this.#settle(uri)));
    return known;
  }

  #settle(uri: string): FileSettings {
    const { file, editor } = this.#layersOf(folderOf(uri));
    const [own, theirs] = [within(file, uri), within(editor, uri)];
    const command = this.#commandLine;
    const first = <T>(pick: (settings: Settings) => T | undefined): T | undefined =>
      pick(command) ?? pick(own.settings) ?? pick(theirs.settings);
    const baseline = own.settings.baseline;
    const found = this.#environment.versions(uri);
    const chosen: Readonly<Record<Package, string | undefined>> = {
      airflow: first((it) => it.airflowVersion),
      airflowProvider: first((it) => it.airflowProviderVersion),
      dagster: first((it) => it.dagsterVersion),
      prefect: first((it) => it.prefectVersion),
    };
    const installed = (name: Package): string | undefined => chosen[name] ?? found[name]?.version;
    return {
      options: {
        versions: {
          kubernetes: minorVersion(first((it) => it.kubernetesVersion)) ?? this.#clusterVersion,
          airflow: installed('airflow'),
          airflowProvider: installed('airflowProvider'),
          dagster: installed('dagster'),
          prefect: installed('prefect'),
        },
        levels: {
          ...(this.#environment.ruffChecksAirflow(uri) && movedImportsOff),
          ...theirs.levels,
          ...own.levels,
          ...command.rules,
        },
        insisted: command.rules,
      },
      origins: Object.fromEntries(
        Object.entries(found).filter(([name]) => chosen[name as Package] === undefined),
      ),
      excluded: own.excluded || theirs.excluded,
      defaultNamespace: first((it) => it.defaultNamespace),
      baseline:
        baseline === undefined || !file
          ? undefined
          : { uri: below(file.folder, baseline), folder: file.folder },
    };
  }

  #layersOf(folder: string): Layers {
    let known = this.#layers.get(folder);
    if (!known) {
      const editor = nearest(this.#editor, folder) ?? layer(this.#editor.get(''), '');
      this.#layers.set(folder, (known = { file: nearest(this.#files, folder), editor }));
    }
    return known;
  }

  #forget(): void {
    this.#known.clear();
    this.#layers.clear();
  }
}

/** Ruff says the same, with fixes of its own. */
const movedImportsOff: Levels = { 'airflow-import-moved': 'off' };

/** Reads settings as an editor sends them: the names below `podium.`, nested at their dots. Wrong shapes are left out. */
export function editorSettings(sent: unknown): Settings {
  const root = record(sent);
  const validate = record(root.validate);
  return {
    rules: levels(root.rules),
    exclude: [
      ...strings(root.exclude),
      ...strings(validate.exclude),
      ...(validate.enable === false ? ['**'] : []),
    ],
    overrides: list(root.overrides).map((it) => ({
      files: strings(record(it).files),
      rules: levels(record(it).rules),
    })),
    kubernetesVersion: setting(root.kubernetesVersion) ?? setting(record(root.schema).kubernetesVersion),
    airflowVersion: setting(root.airflowVersion) ?? setting(record(root.airflow).version),
    airflowProviderVersion: setting(record(root.airflow).providers),
    dagsterVersion: setting(record(root.dagster).version),
    prefectVersion: setting(record(root.prefect).version),
    defaultNamespace: setting(root.defaultNamespace),
    baseline: undefined,
  };
}

interface Layer {
  readonly settings: Settings;
  readonly folder: string;
  readonly isExcluded: (path: string) => boolean;
  readonly overrides: readonly { readonly matches: (path: string) => boolean; readonly rules: Levels }[];
}

interface Layers {
  readonly file: Layer | undefined;
  readonly editor: Layer | undefined;
}

type Levels = Readonly<Record<string, RuleLevel>>;

function nearest(settings: ReadonlyMap<string, Settings>, folder: string): Layer | undefined {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    const found = settings.get(at);
    if (found) return layer(found, at);
  }
  return undefined;
}

function layer(settings: Settings | undefined, folder: string): Layer | undefined {
  return (
    settings && {
      settings,
      folder,
      isExcluded: matcher(settings.exclude),
      overrides: settings.overrides.map((it) => ({ matches: matcher(it.files), rules: it.rules })),
    }
  );
}

function within(
  at: Layer | undefined,
  uri: string,
): { settings: Settings; levels: Levels; excluded: boolean } {
  if (!at) return { settings: noSettings, levels: {}, excluded: false };
  const path = decoded(uri.slice(at.folder === '' ? 0 : at.folder.length + 1));
  const matching = at.overrides.filter((it) => it.matches(path)).map((it) => it.rules);
  return {
    settings: at.settings,
    levels: Object.assign({}, at.settings.rules, ...matching) as Levels,
    excluded: at.isExcluded(path),
  };
}

/** As in `.gitignore`: a glob without a slash matches a name anywhere, and a folder's glob all that is in it. */
function matcher(globs: readonly string[]): (path: string) => boolean {
  const whole = globs.flatMap((glob) => {
    const path = glob.replace(/^\.?\/|\/$/g, '');
    const anchored = path.includes('/') || glob.startsWith('/') ? path : `**/${path}`;
    return path === '' ? [] : [anchored, `${anchored}/**`];
  });
  return whole.length === 0 ? () => false : picomatch(whole, { dot: true });
}

const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

const below = (folder: string, path: string): string => new URL(path, `${folder}/`).href;

/** `1.36` of `v1.36.2`. */
const minorVersion = (version: string | undefined): string | undefined =>
  /^v?(\d+\.\d+)/.exec(version ?? '')?.[1];

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray percent sign: then the URI is no more than a name.
    return path;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const strings = (value: unknown): string[] =>
  (typeof value === 'string' ? [value] : list(value)).filter((it): it is string => typeof it === 'string');

/** A text that says something: editors send '' and `auto` for what was not chosen. */
const setting = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'auto' ? value : undefined;

const levels = (value: unknown): Record<string, RuleLevel> =>
  Object.fromEntries(
    Object.entries(record(value)).flatMap(([id, level]) => (isLevel(level) ? [[id, level]] : [])),
  );
