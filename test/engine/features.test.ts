import assert from 'node:assert/strict';
import { codeLenses } from '../../server/engine/features/code-lens.ts';
import { cronCompletion } from '../../server/engine/features/cron-completion.ts';
import { definition } from '../../server/engine/features/definition.ts';
import { documentLinks } from '../../server/engine/features/document-links.ts';
import { folds } from '../../server/engine/features/folding.ts';
import { highlights } from '../../server/engine/features/highlights.ts';
import { inlayHints } from '../../server/engine/features/inlay-hints.ts';
import { nameCompletion } from '../../server/engine/features/name-completion.ts';
import { objectCompletion } from '../../server/engine/features/object-completion.ts';
import { quantityCompletion } from '../../server/engine/features/quantity-completion.ts';
import { references } from '../../server/engine/features/references.ts';
import { prepareRename } from '../../server/engine/features/rename.ts';
import { selectionRanges } from '../../server/engine/features/selection-ranges.ts';
import { semanticTokens } from '../../server/engine/features/semantic-tokens.ts';
import type { Range } from '../../server/engine/text/document.ts';
import { probeAt } from '../../server/engine/workspace/probe.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import type { SourceFile, Workspace } from '../../server/engine/workspace/workspace.ts';
import { type Answer, checkFixtures } from './support/check.ts';
import type { Mark } from './support/fixture.ts';

/** Where a mark asks. */
interface Asked {
  readonly workspace: Workspace;
  readonly file: SourceFile;
  readonly region: Region;
  /** In the region. */
  readonly offset: number;
}

/** Features that are asked at a place: a mark with the name gets the answer as its text. */
const atPlace: Readonly<Record<string, (asked: Asked) => string>> = {
  references: ({ workspace, region, offset }) =>
    places(references(workspace, region, offset).map((it) => ({ ...it, uri: it.region.uri }))),

  definition({ workspace, region, offset }) {
    const found = definition(workspace, region, offset)?.places ?? [];
    return found.map((it) => `${it.region.uri} ${lineAround(it.region, it.range)}`).join('; ') || 'nothing';
  },

  highlights({ file, region, offset }) {
    const found = highlights(file, region, offset);
    return (
      found.map(({ range, defines }) => `${lineOf(file.text, range)}${defines ? '!' : ''}`).join('; ') ||
      'nothing'
    );
  },

  renames({ workspace, region, offset }) {
    const found = prepareRename(workspace, region, offset);
    if (!found) return 'nothing';
    return 'refused' in found ? `refused, ${found.refused}` : found.name;
  },

  completes({ workspace, region, offset }) {
    const probe = probeAt(region, offset);
    const found = [
      objectCompletion(region.text, offset, undefined)?.items.map((it) => it.label),
      ...[
        probe && nameCompletion(workspace, probe),
        probe && quantityCompletion(probe),
        probe && cronCompletion(probe),
      ].map((it) => it?.items.map(({ insertText }) => insertText)),
    ].flatMap((it) => it ?? []);
    return found.length > 0 ? `${found.slice(0, 6).join(' | ')}${found.length > 6 ? ' …' : ''}` : 'nothing';
  },

  selects: ({ region, offset }) =>
    selectionRanges(region, offset)
      .map(({ start, end }) => region.text.slice(start, end).replaceAll(/\s+/g, ' ').trim())
      .map((it) => (it.length > 30 ? `${it.slice(0, 14)}…${it.slice(-14)}` : it))
      .join(' < '),
};

/** Features that say something of a whole file: all of it is marked in fixtures that are named after them. */
const ofFile: Readonly<Record<string, (workspace: Workspace, file: SourceFile) => Mark[]>> = {
  'inlay-hints': (workspace, { regions }) =>
    regions.flatMap((region) =>
      inlayHints(region, workspace.lookups()).map(({ offset, label, tooltip }) => ({
        range: region.toFile({ start: offset, end: offset }),
        label: 'hint',
        text: `${label} (${tooltip})`,
      })),
    ),

  'code-lens': (workspace, { regions }) =>
    regions.flatMap((region) =>
      codeLenses(workspace, region).map(({ range, title }) => ({
        range: region.toFile(range),
        label: 'lens',
        text: title,
      })),
    ),

  'document-links': (workspace, { regions }) =>
    regions.flatMap((region) =>
      documentLinks(workspace, region).map(({ range, uri }) => ({
        range: region.toFile(range),
        label: 'link',
        text: uri,
      })),
    ),

  folding: (_, file) =>
    folds(file).map(({ range, kind }) => ({
      range: { start: range.start, end: range.start },
      label: kind ?? 'fold',
      text: `to ${lineOf(file.text, { start: range.end, end: range.end })}`,
    })),

  'semantic-tokens': (_, { regions }) =>
    regions.flatMap((region) =>
      semanticTokens(region).map((it) => ({ range: region.toFile(it), label: it.type, text: '' })),
    ),
};

const answerFor =
  (name: string): Answer =>
  (workspace, { uri, marks }) => {
    const file = workspace.file(uri);
    if (!file) return [];
    const whole = Object.entries(ofFile).find(([feature]) => name.startsWith(feature))?.[1];
    return whole ? inOrder(whole(workspace, file)) : marks.map((it) => answered(it, workspace, file));
  };

function answered(mark: Mark, workspace: Workspace, file: SourceFile): Mark {
  const ask = atPlace[mark.label];
  assert.ok(ask, `no feature "${mark.label}"`);
  const region = file.regions.find(
    (it) => it.start <= mark.range.start && mark.range.start <= it.start + it.text.length,
  );
  return {
    ...mark,
    text: region ? ask({ workspace, file, region, offset: mark.range.start - region.start }) : 'no region',
  };
}

const inOrder = (marks: readonly Mark[]): Mark[] => marks.toSorted((a, b) => a.range.start - b.range.start);

/** Counts by file, those that define first, with a `!`. */
function places(found: readonly { readonly uri: string; readonly defines: boolean }[]): string {
  const counts = new Map<string, number>();
  for (const { uri, defines } of found) {
    const key = defines ? `${uri}!` : uri;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const listed = [...counts].sort(
    ([a], [b]) => Number(b.endsWith('!')) - Number(a.endsWith('!')) || (a < b ? -1 : 1),
  );
  return listed.map(([uri, count]) => `${count} in ${uri}`).join(', ') || 'nothing';
}

const lineAround = (region: Region, range: Range): string => lineOf(region.text, range);

const lineOf = (text: string, { start }: Range): string =>
  text.slice(text.lastIndexOf('\n', start - 1) + 1, (text + '\n').indexOf('\n', start)).trim();

checkFixtures('test/engine/features/*.{yaml,py}', answerFor);
