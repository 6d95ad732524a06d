import type { Facts } from './model/facts.ts';
import type { LauncherCall } from './model/launchers/launcher.ts';
import type { Container, EnvVar, PodSpec } from './model/pod.ts';
import type { RegionModel, Versions } from './model/region.ts';
import type { Resource } from './model/resource.ts';
import type { Context, Finding, Level, Rule } from './rules/rule.ts';
import type { SchemaId } from './schema/schema.ts';
import { type SchemaProblem, validate } from './schema/validate.ts';
import { firstLine, type Range } from './text/document.ts';
import type { Region } from './workspace/region.ts';
import { schemasKey } from './workspace/lookups.ts';
import type { RuleLevel } from './workspace/settings.ts';
import { readSilence } from './workspace/silence.ts';
import type { ChangedKeys, Workspace } from './workspace/workspace.ts';

/** A finding with its place in the file. */
export interface Diagnostic extends Finding {
  readonly rule: Rule;
  readonly level: Level;
  readonly region: Region;
  /** Other files were asked for it, so it may change when they do. */
  readonly looked: boolean;
  /** In the file, on one line. */
  readonly range: Range;
}

/** What may differ from file to file. */
export interface FileOptions {
  readonly versions: Versions;
  readonly levels: Readonly<Record<string, RuleLevel>>;
  /** Those of `levels` that comments in the file do not silence, such as the command line's. */
  readonly insisted?: Readonly<Record<string, RuleLevel>>;
}

interface Checked {
  readonly findings: readonly Found[];
  /** The lookups that the findings rest on. */
  readonly keys: ReadonlySet<string>;
}

/**
 * Runs the rules and remembers, region by region, what they found and what they asked of other files. After an edit only
 * new regions and those whose questions may have other answers are run again.
 */
export class Diagnoser {
  readonly #workspace: Workspace;
  readonly #facts: Facts;
  readonly #ruleIds: readonly string[];
  readonly #handlers: Handlers;
  readonly #optionsOf: (uri: string) => FileOptions;
  readonly #checked = new Map<Region, Checked>();
  /** Those of the handlers of objects that are about a kind. */
  readonly #byKind = new Map<string, readonly Handler<Resource>[]>();
  /** How many regions were run, ever: what tests count. */
  runs = 0;

  constructor(
    workspace: Workspace,
    tools: { readonly facts: Facts },
    rules: readonly Rule[],
    optionsOf: (uri: string) => FileOptions,
  ) {
    this.#workspace = workspace;
    this.#facts = tools.facts;
    this.#ruleIds = rules.map((it) => it.id);
    this.#handlers = {
      region: rules.flatMap((rule) => (rule.region ? { rule, handle: rule.region } : [])),
      schemaProblem: rules.flatMap((rule) =>
        rule.schemaProblem ? { rule, handle: rule.schemaProblem } : [],
      ),
      resource: rules.flatMap((rule) => (rule.resource ? { rule, handle: rule.resource } : [])),
      pod: rules.flatMap((rule) => (rule.pod ? { rule, handle: rule.pod } : [])),
      container: rules.flatMap((rule) => (rule.container ? { rule, handle: rule.container } : [])),
      env: rules.flatMap((rule) => (rule.env ? { rule, handle: rule.env } : [])),
      launcher: rules.flatMap((rule) => (rule.launcher ? { rule, handle: rule.launcher } : [])),
    };
    this.#optionsOf = optionsOf;
  }

  /** All findings in one file, in the order in which a reader meets them. */
  diagnose(uri: string): Diagnostic[] {
    const file = this.#workspace.file(uri);
    if (!file) return [];
    const options = this.#optionsOf(uri);
    const silence = readSilence(file.text);
    const found = file.regions.flatMap((region) =>
      this.#check(region, options).findings.flatMap((finding) => {
        const level = levelOf(finding, options);
        const range = region.toFile(firstLine(region.text, finding.at));
        if (level === 'off') return [];
        if (!options.insisted?.[finding.rule.id] && silence.covers(finding.rule.id, range)) return [];
        return [{ ...finding, level, region, range }];
      }),
    );
    return found.sort(byPlace);
  }

  /**
   * Forgets what rests on lookups that may answer differently now, and regions that are gone.
   * Gives the files whose findings may have changed for that reason.
   */
  invalidate(changed: ChangedKeys): ReadonlySet<string> {
    const uris = new Set<string>();
    for (const [region, { keys }] of this.#checked) {
      const gone = !this.#workspace.file(region.uri)?.regions.includes(region);
      const stale = !gone && changed.size > 0 && intersects(keys, changed);
      if (stale) uris.add(region.uri);
      if (gone || stale) this.#checked.delete(region);
    }
    return uris;
  }

  /** Forgets all findings, as after a change of settings. */
  reset(): void {
    this.#checked.clear();
  }

  /** Forgets the findings of one file, as when it is closed. */
  forget(uri: string): void {
    for (const region of this.#workspace.file(uri)?.regions ?? []) this.#checked.delete(region);
  }

  #resourceHandlers(kind: string): readonly Handler<Resource>[] {
    let known = this.#byKind.get(kind);
    if (!known) {
      known = this.#handlers.resource.filter(({ rule }) => rule.kinds?.includes(kind) !== false);
      this.#byKind.set(kind, known);
    }
    return known;
  }

  #regionHandlers({ text, uri }: Region): readonly Handler<RegionModel>[] {
    const has = new Map<string, boolean>();
    const isThere = (word: string): boolean => {
      let there = has.get(word);
      if (there === undefined) has.set(word, (there = text.includes(word) || uri.includes(word)));
      return there;
    };
    return this.#handlers.region.filter(({ rule }) => rule.words?.some(isThere) !== false);
  }

  #check(region: Region, options: FileOptions): Checked {
    const known = this.#checked.get(region);
    if (known) return known;
    this.runs++;
    const keys = new Set<string>();
    let lookups = 0;
    const record = (key: string): void => {
      lookups++;
      keys.add(key);
    };
    const { schemas } = this.#workspace;
    const context: Context = {
      uri: region.uri,
      text: region.text,
      region: region.model,
      lookups: this.#workspace.lookups(record),
      facts: this.#facts,
      schemas,
      versions: options.versions,
    };
    const found: Found[] = [];
    /** Problems by schemas that another file may bring. */
    const borrowed = new Set<unknown>();
    const run = <P>(handlers: readonly Handler<P>[], parts: readonly P[]): void => {
      if (parts.length === 0) return;
      // Those that are off run too: what they know to say better, the schema's rules must not say instead.
      for (const { rule, handle } of handlers) {
        for (const part of parts) {
          const before = lookups;
          for (const it of handle(part, context))
            found.push({ ...it, rule, looked: lookups > before || borrowed.has(part) });
        }
      }
    };
    const { model, text } = region;
    const containers = model.pods.flatMap((it) => [...it.initContainers, ...it.containers]);
    const problems: SchemaProblem[] = [];
    for (const document of model.documents) {
      const its = validate(document, schemas, { text, ruleIds: this.#ruleIds });
      problems.push(...its);
      if (!mayBeCustom(document.id)) continue;
      keys.add(schemasKey(document.id));
      for (const problem of its) borrowed.add(problem);
    }
    run(this.#regionHandlers(region), [model]);
    run(this.#handlers.schemaProblem, problems);
    for (const resource of model.resources) run(this.#resourceHandlers(resource.kind), [resource]);
    run(this.#handlers.pod, model.pods);
    run(this.#handlers.container, containers);
    run(
      this.#handlers.env,
      containers.flatMap((it) => it.env),
    );
    run(this.#handlers.launcher, model.launchers);
    const checked = { findings: oneFaultOneFinding(found), keys };
    this.#checked.set(region, checked);
    return checked;
  }
}

type Found = Finding & Pick<Diagnostic, 'rule' | 'looked'>;

interface Handler<P> {
  readonly rule: Rule;
  readonly handle: (part: P, context: Context) => Iterable<Finding>;
}

/** The handlers of all rules by what they are handed, so that nobody is asked about what a region does not have. */
interface Handlers {
  readonly region: readonly Handler<RegionModel>[];
  readonly schemaProblem: readonly Handler<SchemaProblem>[];
  readonly resource: readonly Handler<Resource>[];
  readonly pod: readonly Handler<PodSpec>[];
  readonly container: readonly Handler<Container>[];
  readonly env: readonly Handler<EnvVar>[];
  readonly launcher: readonly Handler<LauncherCall>[];
}

/** Groups of custom resources have a dot. */
const mayBeCustom = (id: SchemaId): boolean => /^[^/]*\.[^/]*\//.test(id);

/** Where a rule of its own calls a place wrong, the schema is silent there; and nothing is said twice. */
function oneFaultOneFinding(found: readonly Found[]): Found[] {
  if (found.length < 2) return [...found];
  const isSchema = ({ rule }: Found): boolean => rule.id.startsWith('schema-');
  const isError = ({ rule, level }: Found): boolean => (level ?? rule.severity) === 'error';
  const specific = new Set(found.filter((it) => !isSchema(it) && isError(it)).map((it) => it.at.start));
  const said = new Set<string>();
  return found.filter((it) => {
    if (isSchema(it) && specific.has(it.at.start)) return false;
    const key = `${it.rule.id} ${it.at.start} ${it.message}`;
    return said.size < said.add(key).size;
  });
}

/** A level set by a user replaces every level of that rule. */
const levelOf = ({ rule, level }: Found, { levels }: FileOptions): RuleLevel =>
  levels[rule.id] ?? level ?? rule.severity;

const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const it of a.size < b.size ? a : b) if ((a.size < b.size ? b : a).has(it)) return true;
  return false;
};

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  a.range.start - b.range.start ||
  a.range.end - b.range.end ||
  (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id));
