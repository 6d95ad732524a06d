import type { Range } from '../text/document.ts';
import type { Node } from './node.ts';
import type { CallSite, PythonAssignment, PythonDefinition, PythonImport } from './python-bindings.ts';
import { PythonNames } from './python-names.ts';
import type { PythonNode, PythonTree } from './python.ts';
import { type Arguments, type PythonKeyword, type PythonModels, PythonValues } from './python-values.ts';

/** What a Python file imports and calls, as far as that can be told without running it. */
export interface PythonFile {
  readonly imports: readonly PythonImport[];
  /** Calls and decorators of imported things, in the order of the text. */
  readonly calls: readonly PythonCall[];
}

export function readPython(tree: PythonTree, models: PythonModels): PythonFile {
  const names = new PythonNames(tree);
  const values = new PythonValues(tree.text, names, models);
  const calls = names.calls.flatMap((site) => {
    const callee = (site.node.type === 'call' ? site.node.children[0] : undefined) ?? site.node;
    const partial = names.partial(callee, site.scope);
    const [whole] = (partial && argumentList(partial)?.children) ?? [callee];
    const qualified = whole && names.qualified(whole, partial?.scope ?? site.scope);
    return qualified === undefined ? [] : [new PythonCall(site, callee, qualified, values, partial)];
  });
  return { imports: names.imports, calls: calls.sort((a, b) => a.start - b.start) };
}

/** A call of something imported. Its arguments are read when they are first asked for. */
export class PythonCall implements Range {
  /** `dagster_k8s.launcher.K8sRunLauncher`, whatever the file calls it. */
  readonly callee: string;
  readonly calleeRange: Range;
  readonly start: number;
  readonly end: number;
  /** Place of the arguments with their parentheses; undefined for a decorator without them. */
  readonly list: Range | undefined;
  /** What it decorates, where it is a decorator. */
  readonly decorated: PythonDefinition | undefined;
  /** The assignment whose whole right side it is. */
  readonly assigned: PythonAssignment | undefined;
  readonly #site: CallSite;
  readonly #partial: Site | undefined;
  readonly #values: PythonValues;
  #arguments: Arguments | undefined;
  #value: Node | undefined;

  /** `partial` is the call that gave the callee some of its arguments before. */
  constructor(
    site: CallSite,
    callee: PythonNode,
    qualified: string,
    values: PythonValues,
    partial: Site | undefined,
  ) {
    this.callee = qualified;
    this.calleeRange = { start: callee.start, end: callee.end };
    this.start = site.node.start;
    this.end = site.node.end;
    this.decorated = site.decorated;
    this.assigned = site.assigned;
    const list = argumentList(site);
    this.list = list && { start: list.start, end: list.end };
    this.#site = site;
    this.#partial = partial;
    this.#values = values;
  }

  /** What the call makes, where it makes a model of the Kubernetes client; else unknown. */
  get value(): Node {
    return (this.#value ??= this.#values.value(this.#site.node, this.#site.scope));
  }

  get keywords(): readonly PythonKeyword[] {
    return this.#read().keywords;
  }

  get positional(): readonly Node[] {
    return this.#read().positional;
  }

  /** There may be more keywords than are seen (`**unknown`). */
  get open(): boolean {
    return this.#read().open;
  }

  #read(): Arguments {
    if (this.#arguments) return this.#arguments;
    const own = this.#values.arguments(argumentList(this.#site), this.#site.scope);
    this.#arguments = this.#partial ? withFirst(this.#values, this.#partial, own) : own;
    return this.#arguments;
  }
}

type Site = Pick<CallSite, 'node' | 'scope'>;

/** The arguments of a call behind those that `functools.partial` gave; what comes from there is as if it came by `**`. */
function withFirst(values: PythonValues, partial: Site, own: Arguments): Arguments {
  const first = values.arguments(argumentList(partial), partial.scope);
  const isGivenAgain = ({ name }: PythonKeyword): boolean => own.keywords.some((it) => it.name === name);
  const before = first.keywords.filter((it) => !isGivenAgain(it)).map((it) => ({ ...it, spread: true }));
  return {
    positional: [...first.positional.slice(1), ...own.positional],
    keywords: [...before, ...own.keywords],
    open: first.open || own.open,
  };
}

const argumentList = ({ node }: Site): PythonNode | undefined =>
  node.type === 'call' ? node.children.find((it) => it.type === 'argument_list') : undefined;
