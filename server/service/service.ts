import { Diagnoser, type Diagnostic } from '../engine/diagnose.ts';
import type { Language, Versions } from '../engine/model/region.ts';
import type { Package } from '../engine/model/versions.ts';
import { fixTogether } from '../engine/features/fix-all.ts';
import type { SchemaBundle, SchemaId } from '../engine/schema/schema.ts';
import { rules } from '../engine/rules/index.ts';
import { applyEdits, difference, type TextEdit } from '../engine/text/document.ts';
import { schemasKey } from '../engine/workspace/lookups.ts';
import type { Region } from '../engine/workspace/region.ts';
import type { Settings } from '../engine/workspace/settings.ts';
import {
  type ChangedKeys,
  type ClusterObject,
  type ClusterSchema,
  Workspace,
} from '../engine/workspace/workspace.ts';
import type { PythonParser } from '../engine/syntax/python.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { concernsUs, languageOf as languageOfName } from './file-kinds.ts';
import type { FileContent, Host } from './host.ts';
import { isSettingsFile, SettingsTree } from './settings.ts';
import { isEnvironmentFile, type VersionOrigin } from './versions.ts';
import { loadSchemaDocs, loadTools } from './tools.ts';

/** A file or folder that could not be taken in, in words that fit behind its path. */
export interface Notice {
  readonly uri: string;
  readonly kind: Exclude<FileContent['kind'], 'text'> | 'no-baseline';
  readonly message: string;
}

export interface ServiceOptions {
  /** Settings that win over all others. */
  readonly commandLine: Settings;
  /** Told about open files whose findings may have changed. */
  readonly onStale?: (uris: ReadonlySet<string>) => void;
  readonly onNotice?: (notice: Notice) => void;
  /** Told about what should not have happened while files were read or parsers loaded. */
  readonly onError: (error: unknown) => void;
}

export interface FixedText {
  readonly text: string;
  /** What makes it of the text as it is. */
  readonly edits: readonly TextEdit[];
  /** How many findings were fixed on the way. */
  readonly fixed: number;
}

/** The engine with files, settings and what is loaded late: what LSP server and CLI share. URIs are canonical. */
export class Service {
  readonly host: Host;
  readonly workspace: Workspace;
  readonly tools: Readonly<Tools>;
  readonly #lateTools: Tools;
  readonly #diagnoser: Diagnoser;
  readonly #settings: SettingsTree;
  readonly #options: ServiceOptions;
  readonly #open = new Map<string, OpenDocument>();
  readonly #folders = new Set<string>();
  readonly #files = new Set<string>();
  readonly #baselines = new Map<string, Baseline>();
  readonly #pending = new Set<Promise<unknown>>();
  /** Folders are read one after the other. */
  #reading: Promise<void> = Promise.resolve();
  #unread = 0;
  #python: Promise<void> | undefined;
  readonly #docs = new Map<string, Promise<SchemaBundle>>();

  static async start(host: Host, options: ServiceOptions): Promise<Service> {
    // No schema is asked for before there is a service.
    const started: { service?: Service } = {};
    const tools = await loadTools(host, (schemas) => {
      started.service?.awaitSchemas(schemas);
    });
    return (started.service = new Service(host, tools, options));
  }

  private constructor(host: Host, tools: Tools, options: ServiceOptions) {
    this.host = host;
    this.tools = this.#lateTools = { ...tools };
    this.#options = options;
    this.#settings = new SettingsTree(options.commandLine);
    this.workspace = new Workspace(this.tools);
    this.workspace.useDefaultNamespace((uri) => this.#settings.of(uri).defaultNamespace);
    this.#diagnoser = new Diagnoser(this.workspace, tools, rules, (uri) => this.#settings.of(uri).options);
  }

  /** Every file that was read as text and is not excluded, in the order read. */
  files(): IterableIterator<string> {
    return this.#files.values();
  }

  /** Resolves when nothing is being read or loaded any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  get isSettled(): boolean {
    return this.#pending.size === 0;
  }

  /** What a file is read as: an editor may know better than its name. */
  languageOf(uri: string): Language {
    return this.#open.get(uri)?.language ?? languageOfName(uri);
  }

  /** The versions that a file is checked against. */
  versions(uri: string): Versions {
    return this.#settings.of(uri).options.versions;
  }

  /** The files that name them; absent for those that a setting or the cluster names. */
  versionOrigins(uri: string): Readonly<Partial<Record<Package, VersionOrigin>>> {
    return this.#settings.of(uri).origins;
  }

  /** What the fields of a bundle of schemas mean, in words. Loaded when first asked for. */
  schemaDocs(bundle: string): Promise<SchemaBundle> {
    let docs = this.#docs.get(bundle);
    if (!docs) this.#docs.set(bundle, (docs = loadSchemaDocs(this.host, bundle)));
    return docs;
  }

  /** Whether all folders have been read, so that what is not found is not there. */
  get isIndexed(): boolean {
    return this.#unread === 0;
  }

  /** Takes the text of an editor, which counts in place of the disk's until the document is closed. */
  setDocument(uri: string, text: string, language: Language): void {
    this.#open.set(uri, { text, language });
    this.#announce(this.#take(uri, text), [uri]);
  }

  /** Goes back to what is on disk; a file outside of all folders is forgotten. */
  closeDocument(uri: string): void {
    this.#open.delete(uri);
    this.#diagnoser.forget(uri);
    if (this.#isInFolder(uri)) this.filesChanged([uri]);
    else this.#announce(this.#drop(uri), []);
  }

  /** Reads files again that were made, changed or removed on disk. Documents that are open stay as they are. */
  filesChanged(uris: readonly string[]): void {
    const ours = uris.filter((it) => !this.#open.has(it) && (this.#files.has(it) || this.#isInFolder(it)));
    if (ours.length > 0) this.#track(this.#readAll(ours));
  }

  /** Reads all files of a folder. */
  addFolder(uri: string): void {
    this.#folders.add(uri);
    this.#unread++;
    this.#queue(async () => {
      await this.#readFolder(uri);
      this.#unread--;
      if (this.isIndexed) this.#announce([], this.#open.keys());
    });
  }

  removeFolder(uri: string): void {
    this.#folders.delete(uri);
    const gone = [...this.#files].filter(
      (it) => !this.#open.has(it) && it.startsWith(`${uri}/`) && !this.#isInFolder(it),
    );
    this.#announce(
      gone.flatMap((it) => [...this.#drop(it)]),
      [],
    );
  }

  /** Reads a file whatever its name. */
  addFile(uri: string): void {
    this.#queue(() => this.#readAll([uri]));
  }

  /** Reads settings or dependencies of a folder that is not among those added, such as one above them. */
  addSettings(uri: string): void {
    this.#queue(() => this.#readSettings([uri]));
  }

  /** Takes over what an editor's settings say, by workspace folder; those of '' hold everywhere else. */
  setEditorSettings(settings: ReadonlyMap<string, Settings>): void {
    const before = this.#settings.scope;
    this.#settings.setEditor(settings);
    this.#diagnoser.reset();
    this.#announce([], this.#open.keys());
    if (this.#settings.scope !== before) this.#queue(() => this.#rereadAll());
  }

  /** Replaces what is known of the connected cluster. */
  setCluster(
    objects: readonly ClusterObject[],
    version: string | undefined,
    schemas: readonly ClusterSchema[] = [],
  ): void {
    if (this.#settings.setClusterVersion(version)) this.#diagnoser.reset();
    this.#announce(this.workspace.setCluster(objects, schemas), this.#open.keys());
  }

  /**
   * All findings in a file that was read, in order. While folders are still being read only those are given that need no
   * other file.
   */
  diagnose(uri: string): readonly Diagnostic[] {
    const file = this.workspace.file(uri);
    const settings = this.#settings.of(uri);
    if (!file || settings.excluded || !concernsUs(this.languageOf(uri), uri, file.text)) return [];
    const found = this.#diagnoser.diagnose(uri);
    const { baseline } = settings;
    const known = baseline && this.#baselines.get(baseline.uri);
    const fresh = known ? known.newOnes(uri.slice(baseline.folder.length + 1), found) : found;
    return this.isIndexed ? fresh : fresh.filter((it) => !it.looked);
  }

  /**
   * The text of a file after fixing its findings step by step until nothing more can be: all that have a safe fix, or with
   * a rule those of that rule, each by its first fix. Nothing is changed.
   */
  fixAll(uri: string, rule?: string): FixedText | undefined {
    const before = this.workspace.file(uri)?.text;
    if (before === undefined) return undefined;
    const replace = (text: string): void => {
      this.#diagnoser.invalidate(this.workspace.update(uri, text, this.languageOf(uri)));
    };
    let text = before;
    let fixed = 0;
    let edits: readonly TextEdit[] = [];
    for (let step = 0; step < fixSteps; step++) {
      const findings = this.diagnose(uri).filter((it) => rule === undefined || it.rule.id === rule);
      const together = fixTogether(this.workspace, findings, rule === undefined ? 'safe' : 'first');
      if (together.fixed === 0) break;
      text = applyEdits(text, together.edits);
      fixed += together.fixed;
      edits = step === 0 ? together.edits : [difference(before, text)];
      replace(text);
    }
    replace(before);
    return { text, edits, fixed };
  }

  /** Frees what was worked out for a file that nobody looks at any more; it is worked out again when asked for. */
  release(uri: string): void {
    this.#diagnoser.forget(uri);
    for (const region of this.workspace.file(uri)?.regions ?? []) region.release();
  }

  /** The region around an offset of a file, and the offset in it; between two documents, the one that ends there. */
  regionAt(uri: string, offset: number): { readonly region: Region; readonly offset: number } | undefined {
    const region = this.workspace
      .file(uri)
      ?.regions.find((it) => it.start <= offset && offset <= it.start + it.text.length);
    return region && { region, offset: offset - region.start };
  }

  #isInFolder(uri: string): boolean {
    return [...this.#folders].some((folder) => uri.startsWith(`${folder}/`));
  }

  async #readFolder(folder: string): Promise<void> {
    const { uris, unreadable } = await this.host.list(folder);
    for (const { uri, reason } of unreadable) this.#notice({ uri, kind: 'unreadable', message: reason });
    const before = this.#settings.scope;
    await this.#readSettings(uris.filter((it) => isSettingsFile(it) || isEnvironmentFile(it)));
    if (this.#settings.scope !== before) this.#retakeOpen();
    await this.#readAll(uris);
  }

  /** Reads in slices, so that an editor's requests are answered in between. */
  async #readAll(uris: readonly string[]): Promise<void> {
    let sliceEnd = performance.now() + sliceLength;
    for (let i = 0; i < uris.length; i += batchSize) {
      await this.#readBatch(uris.slice(i, i + batchSize));
      if (performance.now() < sliceEnd) continue;
      await this.host.pause();
      sliceEnd = performance.now() + sliceLength;
    }
  }

  async #readBatch(uris: readonly string[]): Promise<void> {
    const changed: string[] = [];
    const texts: ReadText[] = [];
    for (const uri of uris) {
      const content = this.#open.has(uri) ? undefined : await this.host.read(uri);
      // It may have been opened meanwhile.
      if (!content || this.#open.has(uri)) continue;
      if (content.kind === 'text') {
        if (this.#admit(uri, content.text))
          texts.push({ uri, text: content.text, language: this.languageOf(uri) });
        else changed.push(...this.workspace.remove(uri));
      } else {
        this.#notice({ uri, kind: content.kind, message: messageOf(content) });
        changed.push(...this.#drop(uri));
      }
    }
    changed.push(...this.workspace.updateAll(texts));
    for (const { uri } of texts) this.release(uri);
    this.#announce(changed, []);
  }

  #take(uri: string, text: string): ChangedKeys {
    if (!this.#admit(uri, text)) return this.workspace.remove(uri);
    return this.workspace.update(uri, text, this.languageOf(uri));
  }

  /** Whether a text is to be parsed; prepares what that takes. */
  #admit(uri: string, text: string): boolean {
    if (isEnvironmentFile(uri)) {
      this.#takeEnvironment(uri, text);
      // Most of these are read for the versions in them alone.
      if (this.languageOf(uri) !== 'dockerfile' || !concernsUs('dockerfile', uri, text)) return false;
    }
    if (isSettingsFile(uri)) this.#settingsChanged(uri, text);
    const isOpen = this.#open.has(uri);
    if (!isOpen && this.#settings.of(uri).excluded) {
      this.#files.delete(uri);
      return false;
    }
    this.#files.add(uri);
    const language = this.languageOf(uri);
    const ours = concernsUs(language, uri, text);
    if (ours && language === 'python' && !this.tools.python) this.#loadPython();
    return ours || isOpen;
  }

  #drop(uri: string): ChangedKeys {
    if (isEnvironmentFile(uri)) this.#takeEnvironment(uri, undefined);
    if (isSettingsFile(uri)) this.#settingsChanged(uri, undefined);
    this.#files.delete(uri);
    return this.workspace.remove(uri);
  }

  /** Settings that change while files are known may exclude some of them, or put them in another namespace. */
  #settingsChanged(uri: string, text: string | undefined): void {
    const before = this.#settings.scope;
    this.#takeSettings(uri, text);
    if (this.#settings.scope !== before) this.#queue(() => this.#rereadAll());
  }

  async #readSettings(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      const content = await this.host.read(uri);
      if (content.kind !== 'text' || this.#open.has(uri)) continue;
      if (isEnvironmentFile(uri)) this.#takeEnvironment(uri, content.text);
      else this.#takeSettings(uri, content.text);
    }
  }

  #takeSettings(uri: string, text: string | undefined): void {
    if (!this.#settings.setFile(uri, text)) return;
    const { baseline } = this.#settings.of(uri);
    if (baseline) this.#track(this.#readBaseline(baseline.uri));
    this.#diagnoser.reset();
    this.#announce([], this.#open.keys());
  }

  #takeEnvironment(uri: string, text: string | undefined): void {
    if (!this.#settings.setEnvironmentFile(uri, text)) return;
    this.#diagnoser.reset();
    this.#announce([], this.#open.keys());
  }

  async #readBaseline(uri: string): Promise<void> {
    const content = await this.host.read(uri);
    const baseline = content.kind === 'text' ? readBaseline(content.text) : undefined;
    if (baseline) this.#baselines.set(uri, baseline);
    else {
      this.#baselines.delete(uri);
      const message =
        content.kind === 'text' ? 'not what "podium check --format json" writes' : messageOf(content);
      this.#notice({ uri, kind: 'no-baseline', message });
    }
    this.#announce([], this.#open.keys());
  }

  async #rereadAll(): Promise<void> {
    const known = [...this.#files];
    const changed = known.flatMap((uri) => [...this.workspace.remove(uri)]);
    this.#files.clear();
    this.#announce(changed, []);
    this.#retakeOpen();
    await this.#readAll(known.filter((it) => !this.#isInFolder(it)));
    for (const folder of this.#folders) await this.#readFolder(folder);
    this.#announce([], this.#open.keys());
  }

  #retakeOpen(): void {
    for (const [uri, { text }] of this.#open) {
      this.#announce([...this.workspace.remove(uri), ...this.#take(uri, text)], [uri]);
    }
  }

  /** Takes note of schemas that have to be fetched first: objects of these kinds were not checked until now. */
  awaitSchemas(arrival: Promise<readonly SchemaId[]>): void {
    this.#track(
      arrival.then((ids) => {
        this.#announce(ids.map(schemasKey), []);
      }),
    );
  }

  #loadPython(): void {
    if (this.#python) return;
    this.#python = this.#startPython();
    this.#track(this.#python);
  }

  async #startPython(): Promise<void> {
    const [{ loadPythonParser }, runtime, language] = await Promise.all([
      import('./python-parser.ts'),
      this.host.asset('web-tree-sitter.wasm'),
      this.host.asset('tree-sitter-python.wasm'),
    ]);
    this.#lateTools.python = await loadPythonParser({ runtime, language });
    // Until now these read as empty.
    const files = [...this.workspace.files()].filter(({ uri }) => this.languageOf(uri) === 'python');
    const changed = files.flatMap(({ uri, text }) => {
      const keys = [...this.workspace.remove(uri), ...this.workspace.update(uri, text, 'python')];
      if (!this.#open.has(uri)) this.release(uri);
      return keys;
    });
    this.#announce(
      changed,
      files.map((it) => it.uri),
    );
  }

  #announce(changed: Iterable<string>, uris: Iterable<string>): void {
    const stale = new Set([...this.#diagnoser.invalidate(new Set(changed)), ...uris]);
    const open = new Set([...stale].filter((it) => this.#open.has(it)));
    if (open.size > 0) this.#options.onStale?.(open);
  }

  #notice(notice: Notice): void {
    this.#options.onNotice?.(notice);
  }

  #queue(work: () => Promise<void>): void {
    this.#reading = this.#reading.then(work);
    this.#track(this.#reading);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      // The work runs on its own, so this is its only way to the fences.
      .catch((error: unknown) => {
        this.#options.onError(error);
      })
      .finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }
}

interface OpenDocument {
  readonly text: string;
  readonly language: Language;
}

interface ReadText extends OpenDocument {
  readonly uri: string;
}

/** What the engine's tools become once the Python parser is there. */
type Tools = Awaited<ReturnType<typeof loadTools>> & { python?: PythonParser };

/** More steps than one fix has ever needed after another. */
const fixSteps = 20;

/** How many files are taken in at once: enough to share what every change costs, few enough to stop in time. */
const batchSize = 32;

/** How long events may have to wait while folders are read, in milliseconds. */
const sliceLength = 25;

function messageOf(content: Exclude<FileContent, { kind: 'text' }>): string {
  switch (content.kind) {
    case 'absent':
      return 'no such file or folder';
    case 'binary':
      return 'not text';
    case 'too-large':
      return 'larger than 5 MB, so it is not checked';
    case 'unreadable':
      return content.reason;
  }
}
