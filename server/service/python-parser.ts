import { Edit, Language, Parser, type Point, type Tree, type TreeCursor } from 'web-tree-sitter';
import type { PythonNode, PythonParser, PythonTree } from '../engine/syntax/python.ts';
import { difference, type TextEdit } from '../engine/text/document.ts';

/** The bytes of `web-tree-sitter.wasm` and of `tree-sitter-python.wasm`. */
export interface PythonParserBytes {
  readonly runtime: Uint8Array;
  readonly language: Uint8Array;
}

/** Makes a parser out of wasm bytes. Costs about 40 ms, so it is asked for when the first Python file is seen. */
export async function loadPythonParser({ runtime, language }: PythonParserBytes): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtime });
  return new TreeSitterParser(await Language.load(language));
}

/** Trees live in wasm memory, which no garbage collector sees: only those of the texts parsed last are kept. */
const keptTrees = 8;

/** Deeper nodes are left out, so that no reader of the tree runs out of stack. */
const maximumDepth = 400;

class TreeSitterParser implements PythonParser {
  readonly #parser = new Parser();
  readonly #roles: readonly Role[];
  readonly #types: readonly string[];
  readonly #kept = new Map<string, Tree>();

  constructor(language: Language) {
    this.#parser.setLanguage(language);
    this.#types = language.types;
    this.#roles = language.types.map((type, id) => roleOf(type, language.nodeTypeIsNamed(id)));
  }

  parse(text: string): PythonTree {
    const tree = this.#parseEdited(text) ?? this.#parser.parse(text);
    if (!tree) throw new Error('tree-sitter gave no tree');
    this.#keep(text, tree);
    const cursor = tree.walk();
    const root = this.#read(cursor, text);
    cursor.delete();
    return { text, root };
  }

  /** Undefined where nothing similar is known, or in broken text, whose tree would depend on the edits before. */
  #parseEdited(text: string): Tree | undefined {
    const before = this.#takeSimilar(text);
    const tree = before && this.#parser.parse(text, before);
    before?.delete();
    if (!tree?.rootNode.hasError) return tree ?? undefined;
    tree.delete();
    return undefined;
  }

  /** The kept tree of a text much like this one, with the difference marked. It is of no other use from then on. */
  #takeSimilar(text: string): Tree | undefined {
    for (const [known, tree] of this.#kept) {
      const change = difference(known, text);
      const shared = known.length - (change.range.end - change.range.start);
      if (shared * 2 < Math.max(known.length, text.length)) continue;
      this.#kept.delete(known);
      tree.edit(editOf(change, known, text));
      return tree;
    }
    return undefined;
  }

  #keep(text: string, tree: Tree): void {
    this.#kept.get(text)?.delete();
    this.#kept.set(text, tree);
    for (const [oldest, itsTree] of this.#kept) {
      if (this.#kept.size <= keptTrees) return;
      this.#kept.delete(oldest);
      itsTree.delete();
    }
  }

  #read(cursor: TreeCursor, text: string): PythonNode {
    const root: WritableNode = { type: 'module', start: 0, end: text.length, children: [] };
    const open = [root];
    if (!cursor.gotoFirstChild()) return root;
    for (;;) {
      const id = cursor.nodeTypeId;
      const role = this.#roles[id] ?? 'inner';
      if (role !== 'skipped') {
        const node: WritableNode = {
          type: this.#types[id] ?? 'ERROR',
          start: cursor.startIndex,
          end: cursor.endIndex,
          children: none,
        };
        open.at(-1)?.children.push(node);
        const descend =
          role === 'inner' || (role === 'attribute' && !dotted.test(text.slice(node.start, node.end)));
        if (descend && open.length < maximumDepth && cursor.gotoFirstChild()) {
          node.children = [];
          open.push(node);
          continue;
        }
      }
      while (!cursor.gotoNextSibling()) {
        open.pop();
        if (open.length === 0 || !cursor.gotoParent()) return root;
      }
    }
  }
}

interface WritableNode extends PythonNode {
  children: PythonNode[];
}

/** Shared by all nodes without children, so it must stay empty. */
const none: PythonNode[] = [];

const dotted = /^[\w.]+$/;

/** What reading does with a node: leave it out, take it without looking inside, look inside unless it is `a.b.c`. */
type Role = 'skipped' | 'leaf' | 'attribute' | 'inner';

const leaves = new Set([
  'identifier',
  'dotted_name',
  'string',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'ellipsis',
]);

const ignored = new Set(['comment', 'line_continuation', 'type', 'type_parameter', 'import_prefix']);

function roleOf(type: string, named: boolean): Role {
  if (!named || ignored.has(type)) return 'skipped';
  if (leaves.has(type)) return 'leaf';
  return type === 'attribute' ? 'attribute' : 'inner';
}

const editOf = ({ range: { start, end }, newText }: TextEdit, before: string, after: string): Edit =>
  new Edit({
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: start + newText.length,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, end),
    newEndPosition: pointAt(after, start + newText.length),
  });

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', lineStart)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
