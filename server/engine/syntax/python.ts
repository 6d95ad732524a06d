import type { Range } from '../text/document.ts';

/**
 * A node of tree-sitter-python's grammar (0.25): named nodes only, without comments and type annotations. Strings, module
 * names (`dotted_name`) and plain `a.b.c` (`attribute`) have no children. `start` and `end` are UTF-16 offsets.
 */
export interface PythonNode extends Range {
  readonly type: string;
  readonly children: readonly PythonNode[];
}

/** A file as it was parsed. `root` is always there, with `ERROR` nodes where the text is not Python (yet). */
export interface PythonTree {
  readonly text: string;
  readonly root: PythonNode;
}

export interface PythonParser {
  /** Never refuses a text. Fast where it differs in one place from a text parsed a moment ago. */
  parse(text: string): PythonTree;
}
