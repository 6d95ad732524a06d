import { type EmbeddedText, embeddedText, moveTree } from './embedded.ts';
import { entries, type Node } from './node.ts';
import { cutRegions } from './regions.ts';
import { parseYaml } from './yaml.ts';

/** YAML in a block scalar of other YAML, with places in the outer text. */
export interface EmbeddedYaml {
  /** The block scalar. */
  readonly scalar: Node;
  readonly text: EmbeddedText;
  /** One for each document. */
  readonly roots: readonly Node[];
}

/** The texts of a tree whose keys say that they are YAML files, such as those in the data of a ConfigMap. */
export function embeddedYaml(outer: string, root: Node | undefined): EmbeddedYaml[] {
  return entries(root).flatMap(({ key, value }) => {
    if (value.kind === 'map') return embeddedYaml(outer, value);
    const text = /\.ya?ml$/.test(key.value) ? embeddedText(outer, value) : undefined;
    if (!text) return [];
    const roots = cutRegions(text.text).flatMap((part) => {
      const { root: inner } = parseYaml(part.text);
      const moved = { ...text, toOuter: (offset: number) => text.toOuter(part.start + offset) };
      return inner ? [moveTree(inner, moved)] : [];
    });
    return [{ scalar: value, text, roots }];
  });
}
