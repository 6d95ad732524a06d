import type { LauncherFacts, Parameters } from '../model/launchers/facts.ts';
import {
  callableOf,
  argumentType,
  describeParameter,
  dictKeys,
  elementType,
  keyType,
} from '../model/launchers/parameters.ts';
import type { InstalledVersions } from '../model/versions.ts';
import type { PythonImport } from '../syntax/python-bindings.ts';
import { type OpenBracket, pythonCursor } from '../syntax/python-cursor.ts';
import type { Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

export interface PythonCompletion {
  readonly label: string;
  readonly insertText: string;
  /** Type, whether it is required, default. */
  readonly detail: string;
}

/**
 * Keyword arguments of launchers and of models of the Kubernetes client, keys of the dicts that become such models, and
 * the models themselves; what is required comes first. `range` is what an item replaces, in the region.
 */
export function pythonCompletion(
  { model, text }: Region,
  offset: number,
  facts: LauncherFacts,
  versions?: InstalledVersions,
): { readonly range: Range; readonly items: readonly PythonCompletion[] } | undefined {
  const cursor = pythonCursor(text, offset);
  if (!cursor) return undefined;
  const { brackets, word, inString, beginsPart, taken } = cursor;
  const imports = model.launchers.flatMap((it) => (it.kind === 'import' ? [it.import] : []));
  const names: Names = { imports, text };
  const written = text.slice(word.start, word.end);
  if (!inString && written.includes('.')) return models(written, word, names, facts);
  const [innermost] = brackets;
  if (!innermost || !beginsPart) return undefined;
  const inDict = innermost.bracket === '{';
  if (inString !== inDict && inString) return undefined;
  const known = inDict ? keysOfDict(brackets, names, facts) : argumentsOf(innermost, names, facts, versions);
  if (!known) return undefined;
  const insertText = (name: string): string => (inString ? name : inDict ? `"${name}": ` : `${name}=`);
  const items = Object.entries(known)
    .filter(([name]) => !taken.has(name))
    .sort(([, a], [, b]) => Number(b.required ?? false) - Number(a.required ?? false))
    .map(([name, parameter]) => ({
      label: name,
      insertText: insertText(name),
      detail: describeParameter(parameter),
    }));
  return items.length > 0 ? { range: word, items } : undefined;
}

function argumentsOf(
  { bracket, callee }: OpenBracket,
  names: Names,
  facts: LauncherFacts,
  versions: InstalledVersions | undefined,
): Parameters | undefined {
  if (bracket !== '(' || callee === undefined) return undefined;
  const callable = callableOf(qualified(callee, names), facts, versions);
  return callable?.inDict ? undefined : callable?.parameters;
}

/** Keys of the innermost dict, found from the call inwards: each name on the way says what the next dict is. */
function keysOfDict(
  brackets: readonly OpenBracket[],
  names: Names,
  facts: LauncherFacts,
): Parameters | undefined {
  const call = brackets.findIndex(({ bracket }) => bracket === '(');
  const callee = brackets[call]?.callee;
  const callable = callee === undefined ? undefined : callableOf(qualified(callee, names), facts);
  let keys = callable?.inDict ? callable.parameters : undefined;
  let type: string | undefined;
  let listName: string | undefined;
  for (const { bracket, name = listName } of brackets.slice(0, call < 0 ? undefined : call).reverse()) {
    listName = bracket === '[' ? name : undefined;
    if (bracket === '[' || name === undefined) continue;
    const found: string | undefined =
      type === undefined ? argumentType(callable?.name, name) : keyType(type, name, facts);
    type = found === undefined ? undefined : elementType(found);
    keys = type === undefined ? undefined : dictKeys(type, facts);
  }
  return keys;
}

/** `k8s.V1`: the models, where `k8s` is the client's. */
function models(
  written: string,
  word: Range,
  names: Names,
  { pythonModels }: LauncherFacts,
): { readonly range: Range; readonly items: readonly PythonCompletion[] } | undefined {
  const dot = written.lastIndexOf('.');
  const holder = qualified(written.slice(0, dot), names);
  if (!/^kubernetes(?:_asyncio)?\.client(?:\.models)?$/.test(holder)) return undefined;
  const items = Object.entries(pythonModels.models).map(([label, { required }]) => ({
    label,
    insertText: label,
    detail: required.join(', '),
  }));
  return { range: { start: word.start + dot + 1, end: word.end }, items };
}

/** What tells the meaning of a name in a text that may not be Python yet. */
interface Names {
  readonly imports: readonly PythonImport[];
  readonly text: string;
}

/** A name as the file writes it, by the package that it comes from; empty for any other. */
function qualified(written: string, names: Names): string {
  const [root = '', ...rest] = written.split('.');
  const imported = names.imports.find((it) => it.local === root);
  if (!imported) {
    const made = rest.length > 0 ? makerOf(root, names.text) : undefined;
    const maker = made === undefined || made.split('.')[0] === root ? '' : qualified(made, names);
    return maker === '' ? '' : [`${maker}()`, ...rest].join('.');
  }
  // `import a.b` makes `a` known, not `a.b`.
  const isPackage = imported.name === undefined && imported.qualified.startsWith(`${root}.`);
  return [isPackage ? root : imported.qualified, ...rest].join('.');
}

/** The class or decorator that made what a name stands for: its annotation, the call assigned to it, what stands above its `def`. */
function makerOf(name: string, text: string): string | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  const annotated = new RegExp(`[(,]\\s*${name}\\s*:\\s*["']?([\\w.]+)`).exec(text)?.[1];
  const assigned = new RegExp(`^[ \\t]*${name}\\s*=\\s*([\\w.]+)\\(`, 'm').exec(text)?.[1];
  const decorated = new RegExp(
    `@([\\w.]+)(?:\\([^@]{0,2000}\\))?\\s*\\n\\s*(?:async\\s+)?def\\s+${name}\\b`,
  ).exec(text)?.[1];
  return annotated ?? assigned ?? decorated;
}
