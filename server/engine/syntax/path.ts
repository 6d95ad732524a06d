import { covers } from '../text/document.ts';
import { type Node, target } from './node.ts';

/** Where an offset stands in a tree. */
export interface NodePath {
  /** The innermost node around the offset: a key, or a value. */
  readonly node: Node;
  /** Keys on the way to it, the list indexes left out; that of `node` is the last, also where `node` is the key itself. */
  readonly keys: readonly string[];
  /** The nodes around it, outermost first, without `node`. */
  readonly around: readonly Node[];
}

/** Undefined where the offset stands outside of the tree. Aliases are not entered: their text stands elsewhere. */
export function pathAt(root: Node | undefined, offset: number): NodePath | undefined {
  if (!root || !covers(root, offset)) return undefined;
  const keys: string[] = [];
  const around: Node[] = [];
  let node = root;
  for (;;) {
    const inner = childAt(node, offset, keys);
    if (!inner) return { node, keys, around };
    around.push(node);
    node = inner;
  }
}

function childAt(node: Node, offset: number, keys: string[]): Node | undefined {
  if (node.kind === 'seq') return node.children.find((it) => covers(it, offset));
  if (node.kind !== 'map') return undefined;
  for (let i = 0; i + 1 < node.children.length; i += 2) {
    const [key, value] = [node.children[i], node.children[i + 1]];
    const found = [key, value].find((it) => it && covers(it, offset) && target(it) === it);
    if (!found || !key) continue;
    keys.push(key.value);
    return found;
  }
  return undefined;
}
