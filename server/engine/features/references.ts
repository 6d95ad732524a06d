import type { Range } from '../text/document.ts';
import { mentionsAt } from '../workspace/mentions.ts';
import type { Region } from '../workspace/region.ts';
import { mentionsOf } from '../workspace/search.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A place that names the thing asked about. */
export interface Reference {
  readonly region: Region;
  /** In the region. */
  readonly range: Range;
  /** The thing is defined there. */
  readonly defines: boolean;
}

/**
 * All places that name what stands at an offset of a region, its definition and the place itself among them. None where
 * nothing stands there that others could name.
 */
export const references = (workspace: Workspace, region: Region, offset: number): Reference[] =>
  mentionsOf(workspace, mentionsAt(region, offset)).map(({ region: holder, at, defines }) => ({
    region: holder,
    range: { start: at.start, end: at.end },
    defines,
  }));
