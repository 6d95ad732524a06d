import type { Place } from '../workspace/object-fact.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** An object of the workspace. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly place: Place;
}

/** More than anybody reads. */
const most = 200;

/** Objects whose kind and name have the letters of a query in their order, the best matches first; any for an empty one. */
export function workspaceSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const wanted = query.trim().toLowerCase();
  const ranked: WorkspaceSymbol[][] = [];
  for (const { regions } of workspace.files()) {
    for (const { kind, name, namespace, place } of regions.flatMap((it) => it.facts)) {
      const rank = rankOf(kind.toLowerCase(), name.toLowerCase(), wanted);
      if (place && rank !== undefined) (ranked[rank] ??= []).push({ kind, name, namespace, place });
    }
  }
  return ranked.flat().slice(0, most);
}

/** Lower is better; undefined where the letters are not there. */
function rankOf(kind: string, name: string, wanted: string): number | undefined {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  const whole = `${kind} ${name}`;
  if (whole.includes(wanted)) return 3;
  let at = 0;
  for (const letter of wanted) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return undefined;
  }
  return 4;
}
