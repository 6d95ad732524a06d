import {
  type Binding,
  type CallSite,
  collectBindings,
  dottedName,
  type PythonImport,
  type PythonScope,
  scopeOf,
} from './python-bindings.ts';
import type { PythonNode, PythonTree } from './python.ts';

/** All names of one file: who binds them where, and which calls there are. */
export class PythonNames {
  readonly imports: readonly PythonImport[];
  readonly calls: readonly CallSite[];
  readonly #text: string;

  constructor(tree: PythonTree) {
    const collected = collectBindings(tree);
    this.#text = tree.text;
    this.imports = collected.imports;
    this.calls = collected.calls;
  }

  /**
   * What a name or `a.b.c` stands for, through imports and plain aliases; `a.B().c` where it is an attribute of what `a.B`
   * makes when it is called. Undefined for anything defined in the file.
   */
  qualified(expression: PythonNode, scope: PythonScope): string | undefined {
    return this.#resolve(dottedName(expression, this.#text), scope, 0);
  }

  #resolve(path: string | undefined, scope: PythonScope, hops: number): string | undefined {
    const [, root = '', rest = ''] = /^([^.()]+)(.*)$/s.exec(path ?? '') ?? [];
    const binding = lookup(scope, root);
    if (!binding || binding.kind === 'other' || hops > 10) return undefined;
    const stem = this.#stem(binding, hops);
    return stem === undefined ? undefined : stem + rest;
  }

  #stem(binding: Exclude<Binding, { readonly kind: 'other' }>, hops: number): string | undefined {
    switch (binding.kind) {
      case 'import':
        return binding.qualified;
      case 'value':
        return this.#resolve(dottedName(binding.node, this.#text), binding.scope, hops + 1);
      case 'instance': {
        const of = this.#resolve(binding.of, binding.scope, hops + 1);
        return of === undefined ? undefined : `${of}()`;
      }
    }
  }

  /** The `functools.partial(f, ...)` that a name stands for: a call of the name is one of `f` with its arguments before. */
  partial(callee: PythonNode, scope: PythonScope): { node: PythonNode; scope: PythonScope } | undefined {
    const name = callee.type === 'identifier' ? this.#text.slice(callee.start, callee.end) : undefined;
    const bound = name === undefined ? undefined : this.assigned(name, scope);
    const called = bound?.node.type === 'call' ? bound.node.children[0] : undefined;
    return bound && called && this.qualified(called, bound.scope) === 'functools.partial' ? bound : undefined;
  }

  /** The expression assigned to a name, if that happens once and nothing else binds or changes the name. */
  assigned(name: string, scope: PythonScope): { node: PythonNode; scope: PythonScope } | undefined {
    const binding = lookup(scope, name);
    return binding?.kind === 'value' ? binding : undefined;
  }

  /** Whether a built-in such as `dict` means what it usually does. */
  isBuiltin(name: string, scope: PythonScope): boolean {
    return scopeOf(scope, name) === undefined;
  }
}

function lookup(scope: PythonScope, name: string): Binding | undefined {
  const [first, ...others] = scopeOf(scope, name)?.bindings.get(name) ?? [];
  if (!first || others.length === 0) return first;
  // `try: from new import X; except ImportError: from old import X` still means one X.
  const agree =
    first.kind === 'import' && others.every((it) => it.kind === 'import' && tail(it) === tail(first));
  return agree ? first : undefined;
}

const tail = ({ qualified }: { readonly qualified: string }): string =>
  qualified.slice(qualified.lastIndexOf('.') + 1);
