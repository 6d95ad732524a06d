import type { Range } from '../text/document.ts';
import { type Entry, entries, Node, pythonTag } from './node.ts';
import { pythonString } from './python-string.ts';
import type { PythonScope } from './python-bindings.ts';
import type { PythonNames } from './python-names.ts';
import type { PythonNode } from './python.ts';

/**
 * Models of the `kubernetes` Python client: for each class its keyword arguments with their manifest key and type, and
 * which of them are required.
 */
export type PythonModels = Readonly<Record<string, PythonModel>>;

export interface PythonModel {
  readonly fields: Readonly<Record<string, readonly [key: string, type: string]>>;
  readonly required: readonly string[];
}

/** What stands between the parentheses of a call, or the brackets of a display. */
export interface Arguments {
  readonly positional: readonly Node[];
  readonly keywords: readonly PythonKeyword[];
  /** `**something` unknown: there may be more keywords. */
  readonly open: boolean;
}

export interface PythonKeyword {
  readonly name: string;
  readonly nameRange: Range;
  /** Name and value, without the comma. */
  readonly range: Range;
  readonly value: Node;
  /** The value as it stands in the call, before names in it are followed. */
  readonly written: Range;
  /** It comes from a dict by `**`; the ranges are those of the dict's entry. */
  readonly spread: boolean;
}

/** The class of the `kubernetes` client that a qualified name is, such as `V1Container`. */
export function modelName(qualified: string): string | undefined {
  return /^kubernetes(?:_asyncio)?\.client(?:\.models(?:\.\w+)?)?\.(V\d\w*)$/.exec(qualified)?.[1];
}

/** More nodes than this in one value are not worth knowing; it also ends values that double at every name. */
const maximumSize = 5000;

/** Reads expressions as the tree that YAML is read into. Whatever cannot be known without running it is `unknown`. */
export class PythonValues {
  readonly #text: string;
  readonly #names: PythonNames;
  readonly #models: PythonModels;
  readonly #known = new Map<PythonNode, { readonly node: Node; readonly size: number }>();
  readonly #reading = new Set<PythonNode>();
  #size = 0;

  constructor(text: string, names: PythonNames, models: PythonModels) {
    this.#text = text;
    this.#names = names;
    this.#models = models;
  }

  arguments(list: PythonNode | undefined, scope: PythonScope): Arguments {
    this.#size = 0;
    return this.#arguments(list, scope);
  }

  value(node: PythonNode, scope: PythonScope): Node {
    this.#size = 0;
    return this.#value(node, scope);
  }

  #arguments(list: PythonNode | undefined, scope: PythonScope): Arguments {
    const positional: Node[] = [];
    const keywords: PythonKeyword[] = [];
    let open = false;
    for (const it of list?.children ?? []) {
      const [name, value] = it.children;
      if (it.type === 'keyword_argument') {
        if (name && value) keywords.push(this.#keyword(it, name, value, scope));
      } else if (it.type === 'dictionary_splat') {
        const spread = name ? this.#value(name, scope) : unknown(it);
        open ||= spread.kind !== 'map' || spread.open;
        keywords.push(...entries(spread).map(spreadKeyword));
      } else if (it.type === 'list_splat' || it.type === 'ERROR') {
        open ||= it.type === 'ERROR';
        positional.push(unknown(it));
      } else {
        positional.push(this.#value(it, scope));
      }
    }
    return { positional, keywords, open };
  }

  #keyword(node: PythonNode, name: PythonNode, value: PythonNode, scope: PythonScope): PythonKeyword {
    return {
      name: this.#slice(name),
      nameRange: { start: name.start, end: name.end },
      range: { start: node.start, end: node.end },
      value: this.#value(value, scope),
      written: { start: value.start, end: value.end },
      spread: false,
    };
  }

  #value(node: PythonNode, scope: PythonScope): Node {
    if (++this.#size > maximumSize) return unknown(node);
    switch (node.type) {
      case 'string':
        return this.#string(node, pythonString(this.#slice(node)));
      case 'concatenated_string':
        return this.#string(node, joined(node.children.map((it) => pythonString(this.#slice(it)))));
      case 'integer':
      case 'float':
        return this.#number(node, this.#slice(node));
      case 'true':
      case 'false':
        return scalar(node, node.type, 'plain');
      case 'none':
        return scalar(node, 'null', 'plain');
      case 'parenthesized_expression':
        return node.children[0] ? this.#value(node.children[0], scope) : unknown(node);
      case 'named_expression':
        return node.children[1] ? this.#value(node.children[1], scope) : unknown(node);
      case 'unary_operator':
        return this.#negative(node, scope);
      case 'binary_operator':
        return this.#binary(node, scope);
      case 'dictionary':
        return this.#dictionary(node, scope);
      case 'list':
      case 'tuple':
        return this.#list(node, scope);
      case 'identifier':
        return this.#name(node, scope);
      case 'call':
        return this.#call(node, scope);
      default:
        return unknown(node);
    }
  }

  #string(node: PythonNode, value: string | undefined): Node {
    return value === undefined ? unknown(node) : scalar(node, value, 'double');
  }

  #number(node: PythonNode, written: string): Node {
    return /j$/i.test(written) ? unknown(node) : scalar(node, written.replaceAll('_', ''), 'plain');
  }

  #negative(node: PythonNode, scope: PythonScope): Node {
    const [operand] = node.children;
    const inner = operand && this.#slice(node).startsWith('-') ? this.#value(operand, scope) : undefined;
    const isNumber = inner?.kind === 'scalar' && inner.style === 'plain' && /^[\d.]/.test(inner.value);
    return isNumber ? scalar(node, `-${inner.value}`, 'plain') : unknown(node);
  }

  /** `text + text`, `list + list` and `dict | dict`. */
  #binary(node: PythonNode, scope: PythonScope): Node {
    const [left, right] = node.children;
    if (!left || !right) return unknown(node);
    const operator = this.#text
      .slice(left.end, right.start)
      .replace(/\\|#.*/g, '')
      .trim();
    if (operator !== '+' && operator !== '|') return unknown(node);
    const [a, b] = [this.#value(left, scope), this.#value(right, scope)];
    if (operator === '|') return a.kind === 'map' && b.kind === 'map' ? merged(node, [a, b]) : unknown(node);
    if (a.kind === 'seq' && b.kind === 'seq')
      return sequence(node, [...a.children, ...b.children], a.open || b.open);
    const areTexts = [a, b].every((it) => it.kind === 'scalar' && it.style === 'double');
    return areTexts ? scalar(node, a.value + b.value, 'double') : unknown(node);
  }

  #dictionary(node: PythonNode, scope: PythonScope): Node {
    const parts: Node[] = [];
    let open = false;
    for (const it of node.children) {
      const [first, second] = it.children;
      if (it.type === 'dictionary_splat' && first) {
        const spread = this.#value(first, scope);
        if (spread.kind === 'map') parts.push(spread);
        else open = true;
      } else if (it.type === 'pair' && first && second) {
        const key = this.#value(first, scope);
        if (key.kind === 'scalar') parts.push(map(it, [key, this.#value(second, scope)]));
        else open = true;
      } else {
        open = true;
      }
    }
    return merged(node, parts, open);
  }

  #list(node: PythonNode, scope: PythonScope): Node {
    const children: Node[] = [];
    let open = false;
    for (const it of node.children) {
      const spread =
        it.type === 'list_splat' && it.children[0] ? this.#value(it.children[0], scope) : undefined;
      if (spread?.kind === 'seq') children.push(...spread.children);
      if (it.type !== 'list_splat') children.push(this.#value(it, scope));
      open ||= it.type === 'list_splat' && (spread?.kind !== 'seq' || spread.open);
    }
    return sequence(node, children, open);
  }

  #name(node: PythonNode, scope: PythonScope): Node {
    const bound = this.#names.assigned(this.#slice(node), scope);
    if (!bound || this.#reading.has(bound.node)) return unknown(node);
    const known = this.#known.get(bound.node);
    if (known) {
      this.#size += known.size;
      return this.#size > maximumSize ? unknown(node) : known.node;
    }
    const before = this.#size;
    this.#reading.add(bound.node);
    const value = this.#value(bound.node, bound.scope);
    this.#reading.delete(bound.node);
    // What the limit cut off says nothing about the name itself.
    if (this.#size <= maximumSize) this.#known.set(bound.node, { node: value, size: this.#size - before });
    return value;
  }

  #call(node: PythonNode, scope: PythonScope): Node {
    const [callee, list] = node.children;
    if (!callee || list?.type !== 'argument_list') return unknown(node);
    if (this.#slice(callee) === 'dict' && this.#names.isBuiltin('dict', scope))
      return this.#dict(node, list, scope);
    const model = this.#models[modelName(this.#names.qualified(callee, scope) ?? '') ?? ''];
    return model ? this.#model(node, list, scope, model) : unknown(node);
  }

  #dict(node: PythonNode, list: PythonNode, scope: PythonScope): Node {
    const { positional, keywords, open } = this.#arguments(list, scope);
    const [base] = positional;
    const own = keywords.map((it) => map(it.range, [key(it, it.name), it.value]));
    if (!base) return merged(node, own, open);
    return base.kind === 'map' ? merged(node, [base, ...own], open) : merged(node, own, true);
  }

  #model(node: PythonNode, list: PythonNode, scope: PythonScope, { fields }: PythonModel): Node {
    const { positional, keywords, open } = this.#arguments(list, scope);
    const parts = keywords.flatMap((it) => {
      const field = Object.hasOwn(fields, it.name) ? fields[it.name] : undefined;
      const isAbsent = it.value.kind === 'scalar' && it.value.style === 'plain' && it.value.value === 'null';
      return field && !isAbsent ? [map(it.range, [key(it, field[0]), it.value])] : [];
    });
    return merged(node, parts, open || positional.length > 0);
  }

  #slice({ start, end }: Range): string {
    return this.#text.slice(start, end);
  }
}

const unknown = ({ start, end }: Range): Node => new Node('unknown', start, end, '', [], 'plain');

const scalar = ({ start, end }: Range, value: string, style: 'plain' | 'double'): Node =>
  new Node('scalar', start, end, value, [], style);

const key = ({ nameRange }: PythonKeyword, name: string): Node => scalar(nameRange, name, 'plain');

const map = ({ start, end }: Range, children: readonly Node[], open = false): Node =>
  new Node('map', start, end, '', children, 'flow', pythonTag, open);

const sequence = ({ start, end }: Range, children: readonly Node[], open: boolean): Node =>
  new Node('seq', start, end, '', children, 'flow', pythonTag, open);

/** One map of several, a later value of a key taking the place of an earlier one. */
function merged(range: Range, parts: readonly Node[], open = false): Node {
  const found = new Map<string, Entry>();
  for (const it of parts.flatMap((part) => entries(part))) {
    found.delete(it.key.value);
    found.set(it.key.value, it);
  }
  const children = [...found.values()].flatMap((it) => [it.key, it.value]);
  return map(range, children, open || parts.some((it) => it.open));
}

const joined = (parts: readonly (string | undefined)[]): string | undefined =>
  parts.every((it) => it !== undefined) ? parts.join('') : undefined;

function spreadKeyword({ key: name, value }: Entry): PythonKeyword {
  return {
    name: name.value,
    nameRange: { start: name.start, end: name.end },
    range: { start: name.start, end: value.end },
    value,
    written: { start: value.start, end: value.end },
    spread: true,
  };
}
