import { commands, Position, Uri } from 'vscode';
import type { Location } from 'vscode';

/** Opens the list of references of what stands at a place: where a lens of the server leads. */
export async function showReferences(
  file: string,
  { line, character }: { readonly line: number; readonly character: number },
): Promise<void> {
  const [uri, position] = [Uri.parse(file), new Position(line, character)];
  const places = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', uri, position);
  await commands.executeCommand('editor.action.showReferences', uri, position, places);
}
