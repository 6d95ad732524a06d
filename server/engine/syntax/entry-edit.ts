import type { TextEdit } from '../text/document.ts';
import { removeEntry } from './edit.ts';
import { entry, type Node, pythonTag } from './node.ts';
import { removeListed } from './python-edit.ts';

/** Removes an entry of a map of YAML or of a Python dict. Empty where its value stands elsewhere in the file. */
export function dropEntry(text: string, map: Node, key: string): TextEdit[] {
  if (map.tag !== pythonTag) return removeEntry(text, map, key);
  const found = entry(map, key);
  if (!found) return [];
  const isInPlace = /^\s*[:=]\s*$/.test(text.slice(found.key.end, found.value.start));
  return isInPlace ? removeListed(text, { start: found.key.start, end: found.value.end }) : [];
}
