import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
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
import { prepareRename, rename } from '../../server/engine/features/rename.ts';
import { selectionRanges } from '../../server/engine/features/selection-ranges.ts';
import { semanticTokens } from '../../server/engine/features/semantic-tokens.ts';
import { applyEdits, type Range } from '../../server/engine/text/document.ts';
import { probeAt } from '../../server/engine/workspace/probe.ts';
import type { Region } from '../../server/engine/workspace/region.ts';
import type { Workspace } from '../../server/engine/workspace/workspace.ts';
import { workspaceOf } from './support/check.ts';

/** Places that are far apart, and the same in every run. */
const sample = (length: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((length * ((i * 0.618_033_988_75) % 1)) % (length + 1)));

const isIn = ({ start, end }: Range, length: number): boolean => 0 <= start && start <= end && end <= length;

/** Asks everything there is to ask about a text, and looks only at what always holds. */
function askAll(uri: string, text: string, offsets: readonly number[]): void {
  const workspace = workspaceOf([{ uri, text }]);
  const file = workspace.file(uri);
  assert.ok(file);
  for (const { range } of folds(file)) assert.ok(isIn(range, text.length));
  for (const region of file.regions) {
    const ranges = [
      ...codeLenses(workspace, region).map((it) => it.range),
      ...documentLinks(workspace, region).map((it) => it.range),
      ...inlayHints(region, workspace.lookups()).map((it) => ({ start: it.offset, end: it.offset })),
      ...semanticTokens(region),
    ];
    for (const range of ranges) assert.ok(isIn(range, region.text.length));
    for (const offset of offsets.map((it) => it - region.start))
      if (isIn({ start: offset, end: offset }, region.text.length)) askAt(workspace, region, offset, text);
  }
}

function askAt(workspace: Workspace, region: Region, offset: number, text: string): void {
  const file = workspace.file(region.uri);
  assert.ok(file);
  definition(workspace, region, offset);
  highlights(file, region, offset);
  prepareRename(workspace, region, offset);
  const found = rename(workspace, region, offset, 'another-name');
  if (found && !('refused' in found)) for (const { edits } of found) applyEdits(text, edits);
  for (const it of references(workspace, region, offset)) assert.ok(isIn(it.range, it.region.text.length));
  const selections = selectionRanges(region, offset);
  for (const [i, range] of selections.entries()) {
    const inner = selections[i - 1];
    assert.ok(
      !inner || (range.start <= inner.start && inner.end <= range.end),
      'each selection holds the one before',
    );
  }
  const probe = probeAt(region, offset);
  const completions = probe
    ? [nameCompletion(workspace, probe), quantityCompletion(probe), cronCompletion(probe)]
    : [];
  const ranges = [...completions, objectCompletion(region.text, offset, undefined)].map((it) => it?.range);
  for (const range of ranges) assert.ok(!range || (range.start <= offset && offset <= range.end));
}

for (const path of globSync(['test/workspaces/samples/*', 'test/engine/features/*'])) {
  test(`${path} may be cut off anywhere`, () => {
    const text = readFileSync(path, 'utf8');
    for (const end of sample(text.length, 12)) {
      const part = text.slice(0, end);
      askAll(path, part, [...sample(part.length, 8), part.length]);
    }
  });

  test(`${path} may lose any of its middle`, () => {
    const text = readFileSync(path, 'utf8');
    for (const at of sample(text.length, 12)) {
      const part = text.slice(0, at) + text.slice(at + 7);
      askAll(path, part, [at, ...sample(part.length, 8)]);
    }
  });
}

test('aliases that stand for more than memory holds are left alone', () => {
  const levels = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}]`);
  const text = `kind: Pod\nmetadata: { name: a }\nl0: &l0 [x]\n${levels.join('\n')}\ndata.yaml: |\n  a: 1\n`;
  askAll('a.yaml', text, sample(text.length, 20));
});
