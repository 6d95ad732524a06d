import type { Range } from '../text/document.ts';
import { isSame, mentionsAt, mentionsIn } from '../workspace/mentions.ts';
import type { Region } from '../workspace/region.ts';
import type { SourceFile } from '../workspace/workspace.ts';

export interface Highlight {
  /** In the file. */
  readonly range: Range;
  /** The thing is defined there. */
  readonly defines: boolean;
}

/** The places of one file that name what stands at an offset of a region of it. */
export function highlights(
  { regions }: Pick<SourceFile, 'regions'>,
  region: Region,
  offset: number,
): Highlight[] {
  const asked = mentionsAt(region, offset);
  if (asked.length === 0) return [];
  const found = regions
    .flatMap((it) => mentionsIn(it, it.model))
    .filter(({ thing }) => asked.some((it) => isSame(it.thing, thing)))
    .map((it) => ({ range: it.region.toFile({ start: it.at.start, end: it.at.end }), defines: it.defines }));
  return [...new Map(found.map((it) => [it.range.start, it])).values()];
}
