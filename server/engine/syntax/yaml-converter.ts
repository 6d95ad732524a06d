import { isAlias, isMap, isPair, isScalar, isSeq, type Node as YamlNode, type Pair } from 'yaml';
import type { Range } from '../text/document.ts';
import { Node, type NodeStyle } from './node.ts';

/** How many values the aliases of one document may stand for; go-yaml refuses such documents too. */
const aliasBudget = 100_000;
/** Deeper values are unknown: whoever walks a tree may recurse. */
const deepest = 1_000;

/**
 * Copies the tree of `yaml` into ours. Aliases share the node they stand for, so nothing is expanded. Problems are those
 * that `yaml` does not see: an alias that stands for nothing, or for too much.
 */
export class YamlConverter {
  readonly problems: { readonly at: Range; readonly message: string }[] = [];
  readonly #anchors = new Map<string, { readonly node: Node; readonly size: number }>();
  /** Values so far, those behind aliases counted as often as they are named. */
  #size = 0;
  #behindAliases = 0;

  convert(node: YamlNode, depth = 0): Node {
    const before = this.#size++;
    const made = this.#make(node, depth);
    if (!isAlias(node) && node.anchor)
      this.#anchors.set(node.anchor, { node: made, size: this.#size - before });
    return made;
  }

  #make(node: YamlNode, depth: number): Node {
    const [start, end] = node.range ?? [0, 0];
    if (depth > deepest) return new Node('unknown', start, end, '', [], 'plain');
    if (isAlias(node)) return this.#alias(node.source, start, end);
    const tag = writtenTag(node);
    if (isScalar(node))
      return new Node('scalar', start, end, scalarText(node), [], styles[node.type ?? ''] ?? 'plain', tag);
    const children: Node[] = [];
    if (isMap(node)) {
      for (const pair of node.items) {
        const key = this.#child(pair.key, start, depth);
        children.push(key, this.#child(pair.value, key.end, depth));
      }
    } else if (isSeq(node)) {
      for (const item of node.items)
        children.push(isPair(item) ? this.#pair(item, start, depth) : this.#child(item, start, depth));
    }
    const kind = isMap(node) ? 'map' : 'seq';
    const flow = 'flow' in node && node.flow;
    const last = children.at(-1)?.end ?? start;
    return new Node(
      kind,
      start,
      flow ? end : Math.max(start, last),
      '',
      children,
      flow ? 'flow' : 'block',
      tag,
    );
  }

  #alias(name: string, start: number, end: number): Node {
    const anchor = this.#anchors.get(name);
    this.#size += anchor?.size ?? 0;
    this.#behindAliases += anchor?.size ?? 0;
    if (anchor && this.#behindAliases <= aliasBudget) {
      return new Node('alias', start, end, name, [anchor.node], 'plain');
    }
    const message = anchor
      ? 'from here on the aliases stand for more values than any real file has'
      : `no anchor "&${name}" stands above`;
    if (this.problems.length === 0) this.problems.push({ at: { start, end }, message });
    return new Node('unknown', start, end, '', [], 'plain');
  }

  /** An item of `!!omap` or `!!pairs`, in which `yaml` gives no map but its one entry. */
  #pair(pair: Pair, place: number, depth: number): Node {
    const key = this.#child(pair.key, place, depth);
    const value = this.#child(pair.value, key.end, depth);
    return new Node('map', key.start, Math.max(key.end, value.end), '', [key, value], 'block');
  }

  #child(value: unknown, place: number, depth: number): Node {
    return value ? this.convert(value as YamlNode, depth + 1) : empty(place);
  }
}

const empty = (place: number): Node => new Node('scalar', place, place, '', [], 'plain');

const styles: Readonly<Record<string, NodeStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** The text before `yaml` made a number or a boolean of it. */
function scalarText(node: { source?: string; value: unknown }): string {
  return node.source ?? (typeof node.value === 'string' ? node.value : '');
}

function writtenTag(node: { tag?: string }): string {
  const tag = node.tag ?? '';
  return tag.startsWith('tag:yaml.org,2002:') ? `!!${tag.slice('tag:yaml.org,2002:'.length)}` : tag;
}
