import { columnOf, yamlString } from '../../syntax/edit.ts';
import { entries, isNull, items, type Node, pythonTag, text as textOf } from '../../syntax/node.ts';
import type { Range, TextEdit } from '../../text/document.ts';

/** One variable of an environment, in whatever form it is written. */
interface Variable {
  readonly name: string;
  /** Undefined where it takes the value that the launching process has. */
  readonly value: string | undefined;
  /** All of its text. */
  readonly range: Range;
}

/** Rewrites a map, or the items of a list that are none, as `NAME=value`. Empty where a value is not known or stands elsewhere. */
export const toAssignments = (text: string, environment: Node): TextEdit[] =>
  rewrite(text, environment, ({ name, value }, isQuoted) => {
    const written = value === undefined ? name : `${name}=${value}`;
    return [isQuoted ? JSON.stringify(written) : yamlString(written)];
  });

/** Rewrites a map, or the items of a list that are texts, as maps of a name and a value. */
export const toVariables = (text: string, environment: Node): TextEdit[] =>
  rewrite(text, environment, ({ name, value = '' }, isQuoted, isBlock) => {
    if (isQuoted) return [`{"name": ${JSON.stringify(name)}, "value": ${JSON.stringify(value)}}`];
    const lines = [`name: ${yamlString(name)}`, `value: ${yamlString(value)}`];
    return isBlock ? lines : [`{ ${lines.join(', ')} }`];
  });

/** The lines of a variable in its new form, as part of a list in brackets or of one with dashes. */
type Writer = (variable: Variable, isQuoted: boolean, isBlock: boolean) => readonly string[];

function rewrite(text: string, environment: Node, write: Writer): TextEdit[] {
  const { start, end } = environment;
  const variables = variablesOf(environment);
  if (!variables?.every(({ range }) => start <= range.start && range.end <= end)) return [];
  const [open, close] = [text[start], text[end - 1]];
  const inBrackets = open === '{' || open === '[';
  const isQuoted = inBrackets && (environment.tag === pythonTag || /^.\s*"/.test(text.slice(start)));
  const edits = variables.map(({ range, ...variable }): TextEdit => {
    const lines = write({ range, ...variable }, isQuoted, !inBrackets);
    const dash = environment.kind === 'map' && !inBrackets ? '- ' : '';
    const indent = `\n${' '.repeat(columnOf(text, range.start) + dash.length)}`;
    return { range, newText: dash + lines.join(indent) };
  });
  if (environment.kind === 'seq') return edits;
  if (!inBrackets) return edits;
  if (open !== '{' || close !== '}') return [];
  return [
    { range: { start, end: start + 1 }, newText: '[' },
    ...edits,
    { range: { start: end - 1, end }, newText: ']' },
  ];
}

/** The variables of a map, or of those items of a list that are not in the form wanted; undefined where one is not known. */
function variablesOf(environment: Node): Variable[] | undefined {
  if (environment.open) return undefined;
  const found =
    environment.kind === 'map'
      ? entries(environment).map(({ key, value }) => variable(key.value, value, key))
      : items(environment).map(ofItem);
  return found.every((it) => it !== undefined) ? found : undefined;
}

function ofItem(item: Node): Variable | undefined {
  const range = { start: item.start, end: item.end };
  if (item.kind === 'scalar') {
    const equals = item.value.indexOf('=');
    if (equals < 0) return { name: item.value, value: undefined, range };
    return { name: item.value.slice(0, equals), value: item.value.slice(equals + 1), range };
  }
  const [first, ...others] = entries(item);
  const name = entries(item).find(({ key }) => key.value === 'name');
  const value = entries(item).find(({ key }) => key.value === 'value');
  if (name && value && others.length === 1) {
    const inside = variable(textOf(name.value) ?? '', value.value, item);
    return inside && { ...inside, range };
  }
  const only = first && others.length === 0 ? variable(first.key.value, first.value, item) : undefined;
  return only && { ...only, range };
}

function variable(name: string, value: Node, from: Range): Variable | undefined {
  const range = { start: from.start, end: Math.max(from.end, value.end) };
  if (isNull(value)) return { name, value: undefined, range };
  // What Python makes of `True` as text is not what was meant.
  const isKnown =
    value.kind === 'scalar' && (value.style !== 'plain' || !/^(?:true|false)$/.test(value.value));
  return isKnown && name !== '' ? { name, value: value.value, range } : undefined;
}
