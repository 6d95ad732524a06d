import { embeddedYaml } from '../syntax/embedded-yaml.ts';
import { entries, type Node } from '../syntax/node.ts';
import type { Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';
import type { SourceFile } from '../workspace/workspace.ts';

/** Lines that can be shown as their first one: those of the two ends, which are offsets of the file. */
export interface Fold {
  readonly range: Range;
  readonly kind: 'comment' | 'region' | undefined;
}

/**
 * Documents, objects and lists, texts of several lines, YAML in such texts, and runs of comments of a YAML file: one fold
 * for each line that begins any, the largest.
 */
export function folds({ text, regions }: SourceFile): Fold[] {
  const documents = regions.length > 1 ? regions.flatMap(documentRange) : [];
  const blocks = regions.flatMap((region) => {
    const { root } = region.model;
    const roots = [root, ...embeddedYaml(region.text, root).flatMap((it) => it.roots)];
    return roots.flatMap((it) => nodeRanges(it)).map((it) => region.toFile(it));
  });
  const code = [...documents, ...blocks].map((range) => ({
    range: withoutEnd(text, range),
    kind: undefined,
  }));
  const found = [...code, ...comments(text), ...markedRegions(text)];
  const byLine = new Map<number, Fold>();
  for (const it of found) {
    const line = text.lastIndexOf('\n', it.range.start - 1);
    const isLarger = it.range.end > (byLine.get(line)?.range.end ?? 0);
    if (isLarger && text.slice(it.range.start, it.range.end).includes('\n')) byLine.set(line, it);
  }
  return [...byLine.values()];
}

function documentRange(region: Region): Range[] {
  const { root } = region.model;
  return root ? [region.toFile(root)] : [];
}

/** Entries and items that go over several lines, from the key or the first line of the item. */
function nodeRanges(node: Node | undefined): Range[] {
  if (node?.kind === 'seq') {
    return node.children.flatMap((it) => [{ start: it.start, end: it.end }, ...nodeRanges(it)]);
  }
  // What an alias stands for is folded where it stands.
  return entries(node?.kind === 'map' ? node : undefined).flatMap(({ key, value }) => [
    { start: key.start, end: value.end },
    ...nodeRanges(value),
  ]);
}

/** Empty lines at the end belong to what follows. */
const withoutEnd = (text: string, { start, end }: Range): Range => ({
  start,
  end: start + text.slice(start, end).trimEnd().length,
});

/** Runs of lines that are comments alone. */
const comments = (text: string): Fold[] =>
  [...text.matchAll(/^[ \t]*#.*(?:\r?\n[ \t]*#.*)+/gm)]
    .filter(([run]) => !/^[ \t]*#[ \t]*(?:end)?region\b/m.test(run))
    .map(({ 0: run, index }) => ({ range: { start: index, end: index + run.length }, kind: 'comment' }));

/** What stands between `# region` and `# endregion`. */
function markedRegions(text: string): Fold[] {
  const open: number[] = [];
  return [...text.matchAll(/^[ \t]*#[ \t]*(end)?region\b.*/gm)].flatMap(({ 0: line, 1: isEnd, index }) => {
    if (isEnd === undefined) open.push(index);
    const start = isEnd === undefined ? undefined : open.pop();
    return start === undefined
      ? []
      : [{ range: { start, end: index + line.length }, kind: 'region' as const }];
  });
}
