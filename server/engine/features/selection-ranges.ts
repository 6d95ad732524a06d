import { embeddedYaml } from '../syntax/embedded-yaml.ts';
import type { Node } from '../syntax/node.ts';
import { pathAt } from '../syntax/path.ts';
import type { Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/**
 * What to select one after the other around an offset of a YAML region, from the text of a value over its entry, its map
 * and what holds that, to the whole document. Ranges count in the region; each holds the one before.
 */
export function selectionRanges({ text, model }: Region, offset: number): Range[] {
  const embedded = embeddedYaml(text, model.root).filter(({ text: it }) => it.toInner(offset) !== undefined);
  const roots = [...embedded.flatMap((it) => it.roots), model.root];
  const found: Range[] = [];
  for (const range of [...roots.flatMap((it) => around(text, it, offset)), { start: 0, end: text.length }]) {
    const last = found.at(-1);
    const isLarger = !last || (range.start <= last.start && last.end <= range.end);
    if (isLarger && last?.start === range.start && last.end === range.end) continue;
    if (isLarger) found.push(range);
  }
  return found;
}

/** Inside out. */
function around(text: string, root: Node | undefined, offset: number): Range[] {
  const path = pathAt(root, offset);
  if (!path) return [];
  const nodes = [...path.around, path.node];
  return nodes.flatMap((node, i) => [...entryAround(nodes[i - 1], node), ...ranges(text, node)]).toReversed();
}

/** A scalar with its quotes and without. */
function ranges(text: string, { kind, style, start, end }: Node): Range[] {
  const whole = { start, end: start + text.slice(start, end).trimEnd().length };
  const isQuoted = kind === 'scalar' && (style === 'single' || style === 'double');
  return isQuoted ? [whole, { start: start + 1, end: end - 1 }] : [whole];
}

function entryAround(map: Node | undefined, node: Node): Range[] {
  const at = map?.kind === 'map' ? map.children.indexOf(node) : -1;
  if (!map || at < 0) return [];
  const [key, value] = at % 2 === 0 ? [node, map.children[at + 1]] : [map.children[at - 1], node];
  return key && value ? [{ start: key.start, end: Math.max(key.end, value.end) }] : [];
}
