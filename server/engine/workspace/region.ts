import { readRegion, type Language, type RegionModel, type Tools } from '../model/region.ts';
import { runLauncher } from '../model/launchers/dagster-instance.ts';
import { jobTemplate } from '../model/launchers/job-template.ts';
import type { Resource } from '../model/resource.ts';
import { definedKinds, definedSchema } from '../schema/crd.ts';
import type { CustomKind } from '../schema/schema.ts';
import { podTemplates } from '../model/airflow-templates.ts';
import { shift, type Range } from '../text/document.ts';
import { type FileContext, generatedObjects, isKustomization } from './kustomization.ts';
import {
  dagsterInstanceFact,
  generatedFact,
  jobTemplateFact,
  type ObjectFact,
  objectFact,
  podTemplateFact,
} from './object-fact.ts';
import { type Use, usesOf } from './uses.ts';

/**
 * One YAML document of a file, or one Python file: the unit that is parsed, checked and cached. Places inside it count
 * from its own start, so that it survives edits elsewhere in the file.
 */
export class Region {
  readonly uri: string;
  readonly text: string;
  readonly language: Language;
  readonly context: FileContext;
  /** Offset in the file. The one thing that changes: edits above move a region. */
  start: number;
  readonly facts: readonly ObjectFact[];
  /** What its pods need by name, of this file or others. */
  readonly uses: readonly Use[];
  /** The kinds that CustomResourceDefinitions in it define. */
  readonly customKinds: readonly CustomKind[];
  readonly #tools: Tools;
  #model: RegionModel | undefined;

  constructor(
    place: {
      readonly uri: string;
      readonly start: number;
      readonly text: string;
      readonly language: Language;
      readonly context: FileContext;
    },
    tools: Tools,
  ) {
    this.uri = place.uri;
    this.start = place.start;
    this.text = place.text;
    this.language = place.language;
    this.context = place.context;
    this.#tools = tools;
    const generated = isKustomization(this.uri) ? generatedObjects(this.model.root) : [];
    this.facts = [
      // A patch changes an object that is defined elsewhere.
      ...(this.context.partial ? [] : this.model.resources.flatMap((it) => objectFact(it, this) ?? [])),
      ...generated.map((it) => generatedFact(it, this)),
      ...podTemplates(this.model, this.uri).map((it) => podTemplateFact(it, this)),
      ...this.model.documents
        .flatMap((it) => runLauncher(it) ?? [])
        .map((it) => dagsterInstanceFact(it, this)),
      ...this.model.documents.flatMap((it) => jobTemplate(it) ?? []).map((it) => jobTemplateFact(it, this)),
    ];
    this.uses = usesOf(this.model.pods);
    this.customKinds = this.#customKinds();
  }

  /** What the text means; read again after `release`. */
  get model(): RegionModel {
    return (this.#model ??= readRegion(this, this.#tools));
  }

  /** What `look` finds in the model, which is let go again where it was not at hand. */
  glance<T>(look: (model: RegionModel) => T): T {
    const isAtHand = this.#model !== undefined;
    const found = look(this.model);
    if (!isAtHand) this.release();
    return found;
  }

  /** What the region would mean with another text. */
  reading(text: string): RegionModel {
    const { uri, language, context } = this;
    return readRegion({ uri, language, context, text }, this.#tools);
  }

  /** Lets the tree go; facts stay. */
  release(): void {
    this.#model = undefined;
  }

  #customKinds(): CustomKind[] {
    const origin = `${this.uri} ${String(this.start).padStart(8, '0')}`;
    return definitionsIn(this.model).flatMap(({ node }, i) =>
      definedKinds(node).map(({ id, index }) => ({
        id,
        layer: 'workspace' as const,
        origin,
        load: () =>
          this.glance((model) => {
            const definition = definitionsIn(model)[i];
            return definition ? definedSchema(definition.node, index) : {};
          }),
      })),
    );
  }

  toFile(range: Range): Range {
    return shift(range, this.start);
  }
}

/** CustomResourceDefinitions of the one version that is still served, patches of them not among them. */
const definitionsIn = ({ resources }: RegionModel): Resource[] =>
  resources.filter(
    ({ kind, apiVersion, partial }) =>
      kind === 'CustomResourceDefinition' && apiVersion?.value === 'apiextensions.k8s.io/v1' && !partial,
  );
