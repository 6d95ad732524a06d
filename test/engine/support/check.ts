import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { Diagnoser, type Diagnostic } from '../../../server/engine/diagnose.ts';
import { editedText, fileEdits } from '../../../server/engine/fix.ts';
import type { Language } from '../../../server/engine/model/region.ts';
import type { Rule } from '../../../server/engine/rules/rule.ts';
import { readSettings } from '../../../server/engine/workspace/settings.ts';
import { Workspace } from '../../../server/engine/workspace/workspace.ts';
import { languageOf as languageOfName } from '../../../server/service/file-kinds.ts';
import { type FixtureFile, type Mark, printFixture, readFixture } from './fixture.ts';
import { tools } from './tools.ts';

/** Says which marks a file should carry; the marks already there tell what was asked. */
export type Answer = (workspace: Workspace, file: FixtureFile) => readonly Mark[];

/** What a file of a fixture is read as. */
export const languageOf = (uri: string): Language => languageOfName(uri);

export function workspaceOf(files: readonly { readonly uri: string; readonly text: string }[]): Workspace {
  const workspace = new Workspace(tools);
  for (const { uri, text } of files) workspace.update(uri, text, languageOf(uri));
  return workspace;
}

export function diagnoserOf(workspace: Workspace, rules: readonly Rule[]): Diagnoser {
  const settings = readSettings(workspace.file('.podium.yaml')?.regions[0]?.model.root);
  const versions = {
    kubernetes: settings.kubernetesVersion,
    airflow: settings.airflowVersion,
    airflowProvider: settings.airflowProviderVersion,
    dagster: settings.dagsterVersion,
    prefect: settings.prefectVersion,
  };
  return new Diagnoser(workspace, tools, rules, () => ({ versions, levels: settings.rules }));
}

/** The fixture with the marks that `answer` gives in place of those it has. */
export function marked(source: string, answer: Answer, name?: string): string {
  const files = readFixture(source, name);
  const workspace = workspaceOf(files);
  return printFixture(
    files.map((file) => ({ ...file, marks: answer(workspace, file) })),
    name,
  );
}

/** Marks of what these rules find; a level that is not the rule's own stands in brackets. */
export const findingsOf =
  (rules: readonly Rule[]): Answer =>
  (workspace, { uri }) =>
    diagnoserOf(workspace, rules)
      .diagnose(uri)
      .map(({ range, rule, level, message }) => ({
        range,
        label: level === rule.severity ? rule.id : `${rule.id} [${level}]`,
        text: message,
      }));

/** One test per fixture. `UPDATE_FIXTURES=1` writes what the engine says now; the diff is then the review. */
export function checkFixtures(pattern: string, answerFor: (name: string) => Answer): void {
  for (const path of globSync(pattern)) {
    test(path, () => {
      const source = readFileSync(path, 'utf8');
      const name = basename(path);
      const now = marked(source, answerFor(name), name);
      if (process.env.UPDATE_FIXTURES) writeFileSync(path, now);
      else assert.equal(now, source);
    });
  }
}

/** The files after the first fix of each finding was applied, one after the other, each on what the one before left. */
export function fixedBy(rule: Rule, source: string, name?: string): string {
  const texts = new Map(readFixture(source, name).map(({ uri, text }) => [uri, text]));
  for (let round = 0; round < 50; round++) {
    const workspace = workspaceOf([...texts].map(([uri, text]) => ({ uri, text })));
    const found = [...texts.keys()].flatMap((uri) => diagnoserOf(workspace, [rule]).diagnose(uri));
    const edits = found.flatMap((it) => firstFix(it, workspace)).slice(0, 1);
    if (edits.length === 0) break;
    for (const edit of edits[0] ?? []) texts.set(edit.uri, editedText(texts.get(edit.uri), edit));
  }
  const files = [...texts].map(([uri, text]) => ({ uri, text, marks: [] }));
  return printFixture(files, name);
}

function firstFix({ fix, region }: Diagnostic, workspace: Workspace): ReturnType<typeof fileEdits>[] {
  const first = [fix ?? []].flat()[0];
  const edits = first ? fileEdits(first, region, workspace) : [];
  return edits.length > 0 ? [edits] : [];
}
