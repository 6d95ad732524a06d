import type { Range } from '../text/document.ts';
import { type Mention, mentionsAt } from '../workspace/mentions.ts';
import type { Place } from '../workspace/object-fact.ts';
import type { Region } from '../workspace/region.ts';
import { mentionsOf } from '../workspace/search.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Where the thing is written that the text at an offset names. */
export interface Definition {
  /** The name, in the region that was asked about. */
  readonly origin: Range;
  /** One for each thing of that name, those of the file's own namespace only where that is known. */
  readonly places: readonly Place[];
}

/** Undefined where the offset is on no name of another thing, or nothing in the workspace defines it. */
export function definition(workspace: Workspace, region: Region, offset: number): Definition | undefined {
  const asked = mentionsAt(region, offset);
  const [first] = asked;
  if (!first) return undefined;
  const places =
    first.thing.sort === 'object' ? objectPlaces(workspace, asked) : partPlaces(workspace, asked);
  return places.length > 0 ? { origin: { start: first.at.start, end: first.at.end }, places } : undefined;
}

const objectPlaces = (workspace: Workspace, asked: readonly Mention[]): Place[] => [
  ...new Set(
    asked.flatMap(({ thing }) =>
      thing.sort === 'object'
        ? workspace
            .lookups()
            .find(thing.kind, thing.namespace, thing.name)
            .flatMap((it) => it.place ?? [])
        : [],
    ),
  ),
];

/** Where a part of a thing is defined; for a key that is not there, the object that should have it. */
function partPlaces(workspace: Workspace, asked: readonly Mention[]): Place[] {
  const found = mentionsOf(workspace, asked)
    .filter((it) => it.defines)
    .map(({ region, at }) => ({ region, range: { start: at.start, end: at.end } }))
    .map((it) => ({ ...it, whole: it.range }));
  const [first] = asked;
  if (found.length > 0 || first?.thing.sort !== 'key') return found;
  const { kind, namespace, object } = first.thing;
  return workspace
    .lookups()
    .find(kind, namespace, object)
    .flatMap((it) => it.place ?? []);
}
