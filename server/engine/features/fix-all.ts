import type { Diagnostic } from '../diagnose.ts';
import { fileEdits } from '../fix.ts';
import type { TextEdit } from '../text/document.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Edits to one file that make as many fixes as go together in one step: of each finding the first fix that is `wanted`
 * and touches no other file. What overlaps with an earlier one is left for the next step.
 */
export function fixTogether(
  workspace: Workspace,
  findings: readonly Diagnostic[],
  wanted: 'safe' | 'first',
): { readonly edits: readonly TextEdit[]; readonly fixed: number } {
  const taken: TextEdit[] = [];
  let fixed = 0;
  for (const { fix, region } of findings) {
    const candidates = [fix ?? []].flat();
    const chosen = wanted === 'safe' ? candidates.find((it) => it.safe) : candidates[0];
    if (!chosen || chosen.files) continue;
    const edits = fileEdits(chosen, region, workspace).flatMap((it) => ('edits' in it ? it.edits : []));
    if (edits.length === 0 || edits.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    taken.push(...edits);
    fixed++;
  }
  return { edits: taken, fixed };
}

/** Two insertions at one place touch as well: each may have added the same key. */
const touches = ({ range: a }: TextEdit, { range: b }: TextEdit): boolean =>
  a.start <= b.end && b.start <= a.end;
