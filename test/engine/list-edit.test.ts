import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendItem, moveItemFirst, removeItem } from '../../server/engine/syntax/list-edit.ts';
import type { Node } from '../../server/engine/syntax/node.ts';
import { get } from '../../server/engine/syntax/node.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { applyEdits, type TextEdit } from '../../server/engine/text/document.ts';

/** The text after an edit of the list under the key `list`. */
function edited(text: string, edit: (list: Node) => readonly TextEdit[]): string {
  const list = get(parseYaml(text).root, 'list');
  assert.ok(list);
  return applyEdits(text, edit(list));
}

test('an item is added in the style of the list', () => {
  const add = (text: string, ...lines: string[]): string =>
    edited(text, (list) => appendItem(text, list, lines));
  assert.equal(add('list: [a, b]\n', 'c'), 'list: [a, b, c]\n');
  assert.equal(add('list: []\n', 'c'), 'list: [c]\n');
  assert.equal(
    add('list:\n  - a # first\nkey: 1\n', 'b: 1', 'c: 2'),
    'list:\n  - a # first\n  - b: 1\n    c: 2\nkey: 1\n',
  );
  assert.equal(add('list:\r\n- a\r\n', 'b'), 'list:\r\n- a\r\n- b\r\n');
  assert.equal(add('list:\n- a', 'b'), 'list:\n- a\n- b');
  assert.equal(add('list: [{ a: 1 }]\n', 'b: 1', 'c: 2'), 'list: [{ a: 1 }]\n', 'no way to write two lines');
});

test('an item is removed with its lines or its comma', () => {
  const remove = (text: string, at: number): string =>
    edited(text, (list) => removeItem(text, list, list.children[at] ?? list));
  assert.equal(remove('list: [a, b, c]\n', 0), 'list: [b, c]\n');
  assert.equal(remove('list: [a, b, c]\n', 2), 'list: [a, b]\n');
  assert.equal(remove('list:\n  - a: 1\n    b: 2\n  - c\n', 0), 'list:\n  - c\n');
  assert.equal(remove('list:\n  - a\n  # about b\n  - b', 1), 'list:\n  - a\n  # about b');
  assert.equal(remove('list:\n  - a\n', 0), 'list:\n  - a\n', 'an empty list is no list');
});

test('an item is moved to the front with its lines', () => {
  const text = 'list:\n  - a: 1\n    b: 2\n  - c: 3\n    d: 4\nkey: 1\n';
  const moved = edited(text, (list) => moveItemFirst(text, list, list.children[1] ?? list));
  assert.equal(moved, 'list:\n  - c: 3\n    d: 4\n  - a: 1\n    b: 2\nkey: 1\n');
  const flow = 'list: [a, b]\n';
  assert.equal(
    edited(flow, (list) => moveItemFirst(flow, list, list.children[1] ?? list)),
    flow,
  );
});
