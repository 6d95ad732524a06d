import type { LauncherCall } from '../model/launchers/launcher.ts';
import type { Container, EnvVar, PodSpec } from '../model/pod.ts';
import type { RegionModel, Versions } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import type { Facts } from '../model/facts.ts';
import type { SchemaSet } from '../schema/schema.ts';
import type { SchemaProblem } from '../schema/validate.ts';
import type { FileChange, Range, TextEdit } from '../text/document.ts';
import type { Lookups } from '../workspace/lookups.ts';

export type Level = 'error' | 'warning' | 'info' | 'hint';

export interface Fix {
  /** What it does, as a command: `Quote "yes"`. */
  readonly title: string;
  /** No choice, no new file, no change of meaning: what `--fix` and `source.fixAll.podium` may apply. */
  readonly safe?: boolean;
  /** Edits to the region of the finding, made when asked for; empty where the text does not let it be done. */
  readonly edits?: () => readonly TextEdit[];
  /** Changes to other files, new files, or text appended to a file (a document of its own: begin it with `---`). */
  readonly files?: () => readonly FileChange[];
}

export interface Finding {
  /** The shortest text to change, in offsets of the region. Only its first line is shown. */
  readonly at: Range;
  readonly message: string;
  /** Only where it differs from the rule's own. */
  readonly level?: Level;
  readonly fix?: Fix | readonly Fix[];
}

/** What a handler may use beside the part it was handed. */
export interface Context {
  readonly uri: string;
  /** Text of the region, for fixes. */
  readonly text: string;
  readonly region: RegionModel;
  readonly lookups: Lookups;
  readonly facts: Facts;
  readonly schemas: SchemaSet;
  readonly versions: Versions;
}

/** A handler receives one part of the model and yields what is wrong with it, and with nothing else. */
interface Handlers {
  /** Once a region: a YAML document or a Python file. */
  readonly region?: (region: RegionModel, context: Context) => Iterable<Finding>;
  /** Each disagreement with the schema of the document. */
  readonly schemaProblem?: (problem: SchemaProblem, context: Context) => Iterable<Finding>;
  /** Each Kubernetes object. */
  readonly resource?: (resource: Resource, context: Context) => Iterable<Finding>;
  /** Each pod spec: of a Pod, a workload's template, a launcher call. */
  readonly pod?: (pod: PodSpec, context: Context) => Iterable<Finding>;
  /** Each container, init containers included. */
  readonly container?: (container: Container, context: Context) => Iterable<Finding>;
  /** Each environment variable of a container. */
  readonly env?: (variable: EnvVar, context: Context) => Iterable<Finding>;
  /** Each launcher call in Python. */
  readonly launcher?: (call: LauncherCall, context: Context) => Iterable<Finding>;
}

export interface Rule extends Handlers {
  /** Names the fault, subject first; also file name, fixture name, anchor in the manual and key in the settings. */
  readonly id: string;
  readonly severity: Level;
  /** The kinds that `resource` is about, so that it is not asked about others; absent means any. */
  readonly kinds?: readonly string[];
  /** Words of which the text or the name of a file must have one for `region` to find anything; absent means any text. */
  readonly words?: readonly string[];
  /** One sentence without a full stop: what is wrong. */
  readonly summary: string;
  /** What happens because of it, for the manual and `podium explain`. */
  readonly why: string;
  /**
   * The fault, marked with `# ^^^ rule-id: message` lines. The first test of the rule and its page in the manual. May
   * hold several files (`# -- path --`).
   */
  readonly before: string;
  /** The same without the fault. Where the rule has a fix, this is what its first fix makes. */
  readonly after: string;
}

export const defineRule = (rule: Rule): Rule => rule;
