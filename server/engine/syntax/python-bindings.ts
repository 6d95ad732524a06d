import type { Range } from '../text/document.ts';
import type { PythonNode, PythonTree } from './python.ts';

/** One name of an import statement. */
export interface PythonImport {
  /** The module as written: `a.b`, or with leading dots where it is relative. */
  readonly module: string;
  /** The name taken from the module; undefined for `import a.b`, `*` for a star import. */
  readonly name: string | undefined;
  /** The name it has in this file. */
  readonly local: string;
  /** What the local name stands for: `dagster_k8s.launcher.K8sRunLauncher`. */
  readonly qualified: string;
  /** Place of the name in the statement (of the module for `import a.b`), alias left out. */
  readonly range: Range;
  /** Name and alias. */
  readonly whole: Range;
  readonly statement: Range;
  /** The module's place in the statement. */
  readonly moduleRange: Range;
  /** It stands in a `try` or an `if`, so that it may be meant to fail or not to run. */
  readonly guarded: boolean;
  /** Where the local name is used, in whatever scope, the import itself left out. */
  readonly uses: readonly Range[];
}

export interface PythonScope {
  readonly parent: PythonScope | undefined;
  /** Names of a class body are not seen in the functions inside it. */
  readonly isClass: boolean;
  readonly bindings: Map<string, Binding[]>;
  readonly globals: Set<string>;
}

/** A function or class and what stands above it. */
export interface PythonDefinition {
  readonly name: string;
  readonly nameRange: Range;
}

export interface CallSite {
  /** A `call`, or the bare name of a decorator. */
  readonly node: PythonNode;
  readonly scope: PythonScope;
  /** What the call decorates, where it is a decorator. */
  readonly decorated: PythonDefinition | undefined;
  /** The assignment whose whole right side it is. */
  readonly assigned: PythonAssignment | undefined;
}

export interface PythonAssignment {
  readonly statement: Range;
  /** Where the name assigned to is used, in whatever scope. */
  readonly uses: readonly Range[];
}

export type Binding =
  | { readonly kind: 'import'; readonly qualified: string }
  | { readonly kind: 'value'; readonly node: PythonNode; readonly scope: PythonScope }
  /** An object of a class: an annotated parameter, or what a decorator makes of a function. */
  | { readonly kind: 'instance'; readonly of: string; readonly scope: PythonScope }
  | { readonly kind: 'other' };

/** Walks a file once for what binds names, and for the calls in it. */
export function collectBindings(tree: PythonTree): Bindings {
  return new Collector(tree.text).collect(tree.root);
}

export interface Bindings {
  readonly imports: readonly PythonImport[];
  readonly calls: readonly CallSite[];
}

/** `a.b.c` of a name or attribute expression, `a.b().c` where a call is on the way; undefined for anything else. */
export function dottedName(node: PythonNode, text: string): string | undefined {
  if (node.type === 'identifier') return text.slice(node.start, node.end);
  if (node.type === 'call') {
    const called = node.children[0] && dottedName(node.children[0], text);
    return called === undefined ? undefined : `${called}()`;
  }
  if (node.type !== 'attribute') return undefined;
  const [object, name] = node.children;
  if (!object || !name) return text.slice(node.start, node.end);
  const before = dottedName(object, text);
  return before === undefined ? undefined : `${before}.${text.slice(name.start, name.end)}`;
}

/** The scope whose name this is, seen from `scope`; undefined for built-ins and for what a star import brings. */
export function scopeOf(scope: PythonScope, name: string): PythonScope | undefined {
  if (scope.bindings.has(name)) return scope;
  for (let outer = scope.parent; outer; outer = outer.parent) {
    if (!outer.isClass && outer.bindings.has(name)) return outer;
  }
  return undefined;
}

const other: Binding = { kind: 'other' };

const mutators = new Set(
  'append clear extend insert pop popitem remove reverse setdefault sort update'.split(' '),
);

/** Where a walk is: what is known from the nodes around. */
interface Place {
  readonly scope: PythonScope;
  readonly guarded: boolean;
}

const scopeIn = (parent: PythonScope | undefined): PythonScope => ({
  parent,
  isClass: false,
  bindings: new Map(),
  globals: new Set(),
});

class Collector {
  readonly #text: string;
  readonly #imports: PythonImport[] = [];
  readonly #calls: CallSite[] = [];
  readonly #uses = new Map<string, Range[]>();
  readonly #changed: { readonly name: string; readonly scope: PythonScope }[] = [];
  readonly #module = scopeIn(undefined);

  constructor(text: string) {
    this.#text = text;
  }

  collect(root: PythonNode): Bindings {
    this.#visitAll(root.children, { scope: this.#module, guarded: false });
    for (const { name, scope } of this.#changed) {
      const bindings = scopeOf(scope, name)?.bindings.get(name);
      if (bindings?.[0]?.kind === 'value') bindings.push(other);
    }
    return { imports: this.#imports, calls: this.#calls };
  }

  #visitAll(nodes: readonly PythonNode[], place: Place): void {
    for (const node of nodes) this.#visit(node, place);
  }

  #visit(node: PythonNode, place: Place): void {
    const { scope } = place;
    switch (node.type) {
      case 'identifier':
      case 'attribute':
        this.#use(node, place);
        break;
      case 'import_statement':
        for (const it of node.children) this.#addImport(node, undefined, it, place);
        break;
      case 'import_from_statement':
        for (const it of node.children.slice(1)) this.#addImport(node, node.children[0], it, place);
        break;
      case 'assignment':
      case 'named_expression':
        this.#assign(node, place);
        break;
      case 'augmented_assignment':
        this.#unbind(node.children[0], scope);
        this.#visitAll(node.children.slice(1), place);
        break;
      case 'for_statement':
      case 'for_in_clause':
        this.#unbind(node.children[0], scope);
        this.#visitAll(node.children.slice(1), place);
        break;
      case 'as_pattern':
        this.#unbind(node.children.at(-1), scope);
        this.#visitAll(node.children.slice(0, -1), place);
        break;
      case 'as_pattern_target':
      case 'delete_statement':
        for (const it of node.children) this.#unbind(it, scope);
        break;
      case 'case_pattern':
        this.#unbindPattern(node, scope);
        break;
      case 'global_statement':
        for (const it of node.children) scope.globals.add(this.#slice(it));
        break;
      case 'nonlocal_statement':
        for (const it of node.children) this.#change(this.#slice(it), scope.parent ?? scope);
        break;
      case 'decorated_definition':
        this.#visitDecorated(node, place);
        break;
      case 'function_definition':
        this.#visitFunction(node, place);
        break;
      case 'class_definition':
        this.#visitClass(node, place);
        break;
      case 'lambda':
        this.#visitLambda(node, place);
        break;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        this.#visitAll(node.children, { ...place, scope: scopeIn(scope) });
        break;
      case 'keyword_argument':
        this.#visitAll(node.children.slice(1), place);
        break;
      case 'call':
        this.#visitCall(node, place);
        break;
      case 'try_statement':
      case 'if_statement':
        this.#visitAll(node.children, { ...place, guarded: true });
        break;
      default:
        this.#visitAll(node.children, place);
        break;
    }
  }

  #use(node: PythonNode, place: Place): void {
    const [object] = node.children;
    if (object) {
      this.#visit(object, place);
      return;
    }
    const dot = node.type === 'attribute' ? this.#text.indexOf('.', node.start) : node.end;
    this.#usesOf(this.#text.slice(node.start, dot)).push({ start: node.start, end: dot });
  }

  #addImport(
    statement: PythonNode,
    from: PythonNode | undefined,
    node: PythonNode,
    { scope, guarded }: Place,
  ): void {
    const target = node.type === 'aliased_import' ? node.children[0] : node;
    const alias = node.type === 'aliased_import' ? node.children[1] : undefined;
    if (!target) return;
    const written = this.#slice(target);
    const module = from ? this.#slice(from) : written;
    const qualified = from ? `${module}${module.endsWith('.') ? '' : '.'}${written}` : written;
    // `import a.b` binds `a`, `import a.b as c` binds all of it.
    const local = alias ? this.#slice(alias) : from ? written : (written.split('.')[0] ?? written);
    this.#imports.push({
      module,
      name: from ? written : undefined,
      local,
      qualified,
      range: { start: target.start, end: target.end },
      whole: { start: node.start, end: node.end },
      statement: { start: statement.start, end: statement.end },
      moduleRange: from ? { start: from.start, end: from.end } : { start: target.start, end: target.end },
      guarded,
      uses: this.#usesOf(local),
    });
    if (written === '*') return;
    this.#bind(local, scope, { kind: 'import', qualified: from || alias ? qualified : local });
  }

  #assign(node: PythonNode, place: Place): void {
    const [left, right] = node.children;
    if (!left || !right) return;
    let value = right;
    while (value.type === 'assignment' && value.children[1]) value = value.children[1];
    if (left.type === 'identifier') {
      this.#bind(this.#slice(left), place.scope, { kind: 'value', node: value, scope: place.scope });
    } else {
      this.#unbind(left, place.scope);
      this.#visitAll(left.children, place);
    }
    const isNamed = left.type === 'identifier' && node.type === 'assignment' && right.type === 'call';
    if (!isNamed) {
      this.#visit(right, place);
      return;
    }
    const uses = this.#usesOf(this.#slice(left));
    this.#visitCall(right, place, { assigned: { statement: { start: node.start, end: node.end }, uses } });
  }

  #visitCall(
    node: PythonNode,
    place: Place,
    known: { readonly assigned?: PythonAssignment; readonly decorated?: PythonDefinition } = {},
  ): void {
    this.#calls.push({ node, scope: place.scope, decorated: known.decorated, assigned: known.assigned });
    const [callee] = node.children;
    const path = callee?.type === 'attribute' ? dottedName(callee, this.#text)?.split('.') : undefined;
    const [root] = path ?? [];
    if (root !== undefined && mutators.has(path?.at(-1) ?? '')) this.#change(root, place.scope);
    this.#visitAll(node.children, place);
  }

  #visitDecorated(node: PythonNode, place: Place): void {
    const definition = node.children.at(-1);
    const name = definition?.children.find((it) => it.type === 'identifier');
    for (const decorator of node.children.slice(0, -1)) {
      const [expression] = decorator.children;
      if (!expression) continue;
      const decorated = name && { name: this.#slice(name), nameRange: { start: name.start, end: name.end } };
      if (expression.type === 'call') {
        this.#visitCall(expression, place, decorated ? { decorated } : {});
      } else {
        this.#calls.push({ node: expression, scope: place.scope, decorated, assigned: undefined });
        this.#visit(expression, place);
      }
    }
    if (definition?.type === 'function_definition')
      this.#visitFunction(definition, place, this.#made(node, place));
    else if (definition) this.#visit(definition, place);
  }

  /** What the outermost decorator makes of a function. */
  #made({ children: [decorator] }: PythonNode, { scope }: Place): Binding {
    const [expression] = decorator?.children ?? [];
    const written = expression && dottedName(expression, this.#text)?.replace(/\(\)$/, '');
    return written === undefined ? other : { kind: 'instance', of: written, scope };
  }

  #visitFunction(node: PythonNode, place: Place, made: Binding = other): void {
    const scope = scopeIn(place.scope);
    for (const part of node.children) {
      if (part.type === 'identifier') this.#bind(this.#slice(part), place.scope, made);
      else if (part.type === 'parameters') this.#visitParameters(part, scope, place);
      else this.#visit(part, { ...place, scope });
    }
  }

  #visitLambda(node: PythonNode, place: Place): void {
    const scope = scopeIn(place.scope);
    for (const part of node.children) {
      if (part.type === 'lambda_parameters') this.#visitParameters(part, scope, place);
      else this.#visit(part, { ...place, scope });
    }
  }

  #visitParameters(node: PythonNode, inside: PythonScope, outside: Place): void {
    for (const parameter of node.children) {
      const isPlain = parameter.type === 'identifier';
      const annotated = this.#annotated(parameter, outside.scope);
      const [name] = parameter.children;
      if (annotated && name?.type === 'identifier') this.#bind(this.#slice(name), inside, annotated);
      else this.#unbind(isPlain ? parameter : name, inside);
      if (!isPlain) this.#visitAll(parameter.children.slice(1), outside);
    }
  }

  /** The object that an annotated parameter stands for. The tree leaves annotations out, so they are read from the text. */
  #annotated({ type, children, end }: PythonNode, scope: PythonScope): Binding | undefined {
    const [name, value] = children;
    if (!name || !/^typed_(?:default_)?parameter$/.test(type)) return undefined;
    const written = this.#text.slice(name.end, value ? value.start : end);
    const of = /^\s*:\s*(["']?)([\w.]+)\1\s*=?\s*$/.exec(written)?.[2];
    return of === undefined ? undefined : { kind: 'instance', of, scope };
  }

  #visitClass(node: PythonNode, place: Place): void {
    const scope: PythonScope = { ...scopeIn(place.scope), isClass: true };
    for (const part of node.children) {
      if (part.type === 'identifier') this.#bind(this.#slice(part), place.scope, other);
      else this.#visit(part, part.type === 'block' ? { ...place, scope } : place);
    }
  }

  /** Marks whatever a target binds or changes as not to be known. */
  #unbind(target: PythonNode | undefined, scope: PythonScope): void {
    if (!target) return;
    if (target.type === 'identifier') this.#bind(this.#slice(target), scope, other);
    else if (target.type === 'attribute' || target.type === 'subscript') {
      const name = this.#rootName(target);
      if (name !== undefined) this.#change(name, scope);
    } else {
      for (const it of target.children) this.#unbind(it, scope);
    }
  }

  #unbindPattern(node: PythonNode, scope: PythonScope): void {
    const parts = node.type === 'class_pattern' ? node.children.slice(1) : node.children;
    for (const it of parts) {
      if (it.children.length > 0) this.#unbindPattern(it, scope);
      else if (/^(identifier|dotted_name)$/.test(it.type)) this.#bind(this.#slice(it), scope, other);
    }
  }

  /** `a` of `a.b["c"].d`; undefined where it begins with anything but a name. */
  #rootName(node: PythonNode): string | undefined {
    if (!/^(attribute|subscript|identifier)$/.test(node.type)) return undefined;
    const [object] = node.children;
    return object ? this.#rootName(object) : this.#slice(node).split('.')[0];
  }

  #usesOf(name: string): Range[] {
    const known = this.#uses.get(name);
    if (known) return known;
    const uses: Range[] = [];
    this.#uses.set(name, uses);
    return uses;
  }

  /** What the name held is not what was assigned any more. */
  #change(name: string, scope: PythonScope): void {
    this.#changed.push({ name, scope });
  }

  #bind(name: string, scope: PythonScope, binding: Binding): void {
    const owner = scope.globals.has(name) ? this.#module : scope;
    const there = owner.bindings.get(name);
    if (there) there.push(binding);
    else owner.bindings.set(name, [binding]);
  }

  #slice({ start, end }: Range): string {
    return this.#text.slice(start, end);
  }
}
