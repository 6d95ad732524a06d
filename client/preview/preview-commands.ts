import { l10n, ViewColumn, window, workspace } from 'vscode';
import type { TextEditor } from 'vscode';
import type { ConversionTarget } from '../../server/protocol/index.ts';
import type { CommandFamily } from '../commands.ts';
import type { RunningServer } from '../language-client.ts';
import type { LanguageServer } from '../language-server.ts';
import type { EffectivePreview } from './effective-preview.ts';

/** Commands that show what stands in the editor as something else; they change no file. */
export function previewCommands(server: LanguageServer, preview: EffectivePreview): CommandFamily {
  return {
    previewEffectivePod: async () => {
      const { editor, running } = inFront(server);
      const found = await running.effectivePod(editor.document.uri, editor.selection.active);
      if (!found) throw new Error(l10n.t('No pod or job is made of what stands at the cursor'));
      await preview.show(found);
    },
    convertManifestToPython: async () => {
      const { editor, running } = inFront(server);
      const chosen = await window.showQuickPick(pythonForms(), {
        placeHolder: l10n.t('How is it to be written?'),
      });
      if (chosen) await show(editor, running, chosen.to, 'python');
    },
    convertPythonToManifest: async () => {
      const { editor, running } = inFront(server);
      await show(editor, running, 'manifest', 'yaml');
    },
  };
}

function inFront({ state }: LanguageServer): {
  readonly editor: TextEditor;
  readonly running: RunningServer;
} {
  const editor = window.activeTextEditor;
  if (!editor) throw new Error(l10n.t('No file is open'));
  if (state.kind !== 'running') throw new Error(l10n.t('The language server is not running'));
  return { editor, running: state.server };
}

const pythonForms = () => [
  {
    to: 'models' as const,
    label: l10n.t('Models'),
    description: 'k8s.V1Container(image_pull_policy="Always")',
  },
  {
    to: 'snake' as const,
    label: l10n.t('Dict in snake_case'),
    description: '{"image_pull_policy": "Always"}',
  },
  { to: 'camel' as const, label: l10n.t('Dict in camelCase'), description: '{"imagePullPolicy": "Always"}' },
];

async function show(
  { document, selection }: TextEditor,
  running: RunningServer,
  to: ConversionTarget,
  language: string,
): Promise<void> {
  const found = await running.convert(document.uri, selection, to);
  if (!found) throw new Error(l10n.t('Nothing that can be converted stands at the cursor'));
  const shown = await workspace.openTextDocument({ language, content: found.text });
  await window.showTextDocument(shown, { viewColumn: ViewColumn.Beside, preview: true });
}
