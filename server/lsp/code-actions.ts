import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
} from 'vscode-languageserver';
import type { Diagnostic } from '../engine/diagnose.ts';
import { fixes, silences } from '../engine/features/code-actions.ts';
import type { Rule } from '../engine/rules/rule.ts';
import { toQuickFix, toWorkspaceEdit } from './convert.ts';
import type { Session } from './session.ts';

/** The server's one command: shows the page of the rule that is its argument. */
export const explainRule = 'podium.explainRule';

/** What may be done on save: all safe fixes. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.podium`;

/** What can be done about the findings in a range: fixes first, then silencing them, then reading about them. */
export function codeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
): CodeAction[] {
  const { canonical, lines } = session.file(textDocument.uri);
  const wants = (kind: string): boolean =>
    context.only?.some((it) => it === '' || kind === it || kind.startsWith(`${it}.`)) ?? true;
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    const all = session.service.diagnose(canonical);
    const here = all.filter((it) => it.range.start <= end && start <= it.range.end);
    actions.push(...quickFixes(session, canonical, here, all));
  }
  // On every move of the cursor this would be work for nothing.
  const isAsked = context.only !== undefined || context.triggerKind !== CodeActionTriggerKind.Automatic;
  if (isAsked && wants(fixAllKind)) {
    actions.push(...fixAll(session, canonical, 'Fix all safe Podium findings', fixAllKind));
  }
  return actions;
}

function quickFixes(
  session: Session,
  uri: string,
  here: readonly Diagnostic[],
  all: readonly Diagnostic[],
): CodeAction[] {
  const { lines } = session.file(uri);
  const { workspace } = session.service;
  const text = workspace.file(uri)?.text ?? '';
  const convert = (it: Parameters<typeof toQuickFix>[2]) =>
    toQuickFix(session.service.host, lines, it, (of) => session.file(of), session.client);
  const rules = [...new Set(here.map((it) => it.rule))];
  return [
    ...here.flatMap((it) => fixes(workspace, it)).map(convert),
    ...rules
      .filter((rule) => hasSeveral(all, rule))
      .flatMap(({ id }) => fixAll(session, uri, `Fix all "${id}" in this file`, CodeActionKind.QuickFix, id)),
    ...here.flatMap((it) => silences(text, it)).map(convert),
    ...rules.map((rule) => explanation(rule)),
  ];
}

const hasSeveral = (all: readonly Diagnostic[], rule: Rule): boolean =>
  all.filter((it) => it.rule === rule && it.fix).length > 1;

function fixAll(session: Session, uri: string, title: string, kind: string, rule?: string): CodeAction[] {
  const fixed = session.service.fixAll(uri, rule);
  if (!fixed || fixed.fixed === 0) return [];
  const edit = toWorkspaceEdit([{ uri, edits: fixed.edits }], (of) => session.file(of), session.client);
  return [{ title, kind, edit }];
}

function explanation({ id }: Rule): CodeAction {
  const title = `Explain "${id}"`;
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: explainRule, arguments: [id] } };
}
