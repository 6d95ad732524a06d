import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  insertEntry,
  type Json,
  removeEntry,
  replaceEntry,
  replaceScalar,
  setValue,
  yamlDocument,
  yamlString,
} from '../../server/engine/syntax/edit.ts';
import { entries, get, items, type Node } from '../../server/engine/syntax/node.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { applyEdits, type TextEdit } from '../../server/engine/text/document.ts';

type Edit = (text: string, map: Node) => readonly TextEdit[];

/** Edits the map at `path`, list items by number, and expects a text; checks the same with CRLF. */
function check(edit: Edit, path: string, before: string, after: string): void {
  assert.equal(edited(edit, path, before), after);
  assert.equal(
    edited(edit, path, before.replaceAll('\n', '\r\n')),
    after.replaceAll('\n', '\r\n'),
    'with CRLF',
  );
}

function edited(edit: Edit, path: string, text: string): string {
  const { root, problems } = parseYaml(text);
  assert.deepEqual(problems, []);
  const map = path
    .split('.')
    .filter(Boolean)
    .reduce<Node | undefined>((at, it) => (/^\d/.test(it) ? items(at)[Number(it)] : get(at, it)), root);
  assert.ok(map, `nothing at ${path}`);
  const after = applyEdits(text, edit(text, map));
  assert.deepEqual(parseYaml(after).problems, [], after);
  return after;
}

type Rows = Readonly<Record<string, readonly [path: string, before: string, after: string]>>;

function rows(edit: Edit, table: Rows): void {
  for (const [what, [path, before, after]] of Object.entries(table)) {
    test(what, () => {
      check(edit, path, before, after);
    });
  }
}

describe('insertEntry adds at the end', () => {
  rows((text, map) => insertEntry(text, map, 'new', 'x'), {
    'of a block map': ['', 'a: 1\nb: 2\n', 'a: 1\nb: 2\nnew: x\n'],
    'of a nested map': ['a', 'a:\n  b: 1\nc: 2\n', 'a:\n  b: 1\n  new: x\nc: 2\n'],
    'of a map in a list': [
      'l.0',
      'l:\n  - name: x\n  - name: y\n',
      'l:\n  - name: x\n    new: x\n  - name: y\n',
    ],
    'of a map behind two dashes': ['0.0', '- - a: 1\n- b\n', '- - a: 1\n    new: x\n- b\n'],
    'of a map far behind its dash': ['0', '-   a: 1\n', '-   a: 1\n    new: x\n'],
    'at the end of a text without a newline': ['', 'a: 1\nb: 2', 'a: 1\nb: 2\nnew: x'],
    'behind a comment': ['', 'a: 1 # one\n# end\n', 'a: 1 # one\nnew: x\n# end\n'],
    'behind an empty value': ['', 'a:\n', 'a:\nnew: x\n'],
    'behind an empty value and a comment': ['', 'a: # why\n', 'a: # why\nnew: x\n'],
    'behind a literal': ['', 'a: |\n  x\n\nb: 1\n', 'a: |\n  x\n\nb: 1\nnew: x\n'],
    'behind a literal at the end': [
      'a',
      'a:\n  b: |\n    x\n\nc: 1\n',
      'a:\n  b: |\n    x\n  new: x\n\nc: 1\n',
    ],
    'behind a literal that keeps its lines': [
      'a',
      'a:\n  b: |+\n    x\n\nc: 1\n',
      'a:\n  b: |+\n    x\n\n  new: x\nc: 1\n',
    ],
    'behind a literal without a newline': ['', 'a: |\n  x', 'a: |\n  x\nnew: x'],
    'behind a list in the column of its key': ['', 'a:\n- 1\n- 2\n', 'a:\n- 1\n- 2\nnew: x\n'],
    'behind plain text over lines': ['', 'a: b\n  c\n', 'a: b\n  c\nnew: x\n'],
    'behind quotes over lines': ['', 'a: "b\n  c" # d\n', 'a: "b\n  c" # d\nnew: x\n'],
    'behind a flow list over lines': ['', 'a: [\n  b\n]\n', 'a: [\n  b\n]\nnew: x\n'],
    'of an anchored map': ['a', 'a: &x\n  b: 1\nc: *x\n', 'a: &x\n  b: 1\n  new: x\nc: *x\n'],
    'of a flow map': ['a', 'a: {b: 1}\n', 'a: {b: 1, new: x}\n'],
    'of a flow map with a comma at its end': ['a', 'a: {b: 1,}\n', 'a: {b: 1, new: x,}\n'],
    'of a flow map over lines': ['a', 'a: {\n  b: 1\n}\n', 'a: {\n  b: 1,\n  new: x\n}\n'],
    'of an empty flow map': ['a', 'a: {}\n', 'a: { new: x }\n'],
    'of JSON': ['a', '{"a": {"b": 1}}\n', '{"a": {"b": 1, "new": "x"}}\n'],
    'of JSON over lines': ['', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "new": "x"\n}\n'],
    'of an empty map in JSON': ['a', '{"a": {}}\n', '{"a": { "new": "x" }}\n'],
  });
});

describe('insertEntry adds before or after', () => {
  rows((text, map) => insertEntry(text, map, 'new', { x: [1] }, { before: 'b' }), {
    'a key': ['', 'a: 1\nb: 2\n', 'a: 1\nnew:\n  x:\n    - 1\nb: 2\n'],
    'the first key of a list item': ['0', '- b: 1\n  c: 2\n', '- new:\n    x:\n      - 1\n  b: 1\n  c: 2\n'],
    'a key and its comment': [
      'a',
      'a:\n  # about b\n  # too\n  b: 1\n',
      'a:\n  new:\n    x:\n      - 1\n  # about b\n  # too\n  b: 1\n',
    ],
    'a key below another column of comment': [
      'a',
      'a:\n # no\n  b: 1\n',
      'a:\n # no\n  new:\n    x:\n      - 1\n  b: 1\n',
    ],
    'nothing where the key is absent': ['', 'a: 1\n', 'a: 1\nnew:\n  x:\n    - 1\n'],
  });
  rows((text, map) => insertEntry(text, map, 'new', 'x', { after: 'a' }), {
    'behind a key': ['', 'a: 1 # c\nb: 2\n', 'a: 1 # c\nnew: x\nb: 2\n'],
    'behind a key with a map': ['', 'a:\n  c: 1\n  # c\nb: 2\n', 'a:\n  c: 1\nnew: x\n  # c\nb: 2\n'],
    'at the end where the key is merged in': [
      'y',
      'x: &x {a: 1}\ny:\n  <<: *x\n  b: 1\n',
      'x: &x {a: 1}\ny:\n  <<: *x\n  b: 1\n  new: x\n',
    ],
  });
});

describe('setValue writes text', () => {
  rows((text, map) => setValue(text, map, ['a'], 'x'), {
    'over text': ['', 'a: b # c\n', 'a: x # c\n'],
    'over quotes, which stay': ['', `a: 'b'\nb: "c"\n`, `a: 'x'\nb: "c"\n`],
    'over a number': ['', 'a: 1\n', 'a: x\n'],
    'over text of several lines': ['', 'a: b\n  c\nd: 1\n', 'a: x\nd: 1\n'],
    'where nothing stands': ['', 'a:\nb: 1\n', 'a: x\nb: 1\n'],
    'where only spaces stand': ['', 'a:  \nb: 1\n', 'a: x  \nb: 1\n'],
    'where only a comment stands': ['', 'a: # c\nb: 1\n', 'a: x # c\nb: 1\n'],
    'at the end of the text': ['', 'a:', 'a: x'],
    'over null': ['', 'a: null # c\n', 'a: x # c\n'],
    'behind a colon that stands apart': ['', 'a : 1\nb: 1\n', 'a : x\nb: 1\n'],
    'behind an anchor': ['', 'a: &y\nb: 1\n', 'a: &y x\nb: 1\n'],
    'in a flow map': ['', '{a: 1, b: 2}\n', '{a: x, b: 2}\n'],
    'in a flow map where nothing stands': ['', '{a: , b: 2}\n', '{a: x , b: 2}\n'],
    'in a flow map behind a key alone': ['', '{a, b: 2}\n', '{a: x, b: 2}\n'],
    'in JSON': ['', '{"a": null, "b": 2}\n', '{"a": "x", "b": 2}\n'],
    'in JSON over a number': ['', '{"a": 1, "b": 2}\n', '{"a": "x", "b": 2}\n'],
    'not over a block scalar': ['', 'a: |\n  b\n', 'a: |\n  b\n'],
    'not over a list': ['', 'a: [1]\n', 'a: [1]\n'],
    'not over an alias': ['', 'b: &b 1\na: *b\n', 'b: &b 1\na: *b\n'],
  });
});

describe('setValue writes below', () => {
  rows((text, map) => setValue(text, map, ['a', 'b', 'c'], true), {
    'maps that are not there': ['', 'x: 1\n', 'x: 1\na:\n  b:\n    c: true\n'],
    'a map that is there': ['', 'a:\n  x: 1\n', 'a:\n  x: 1\n  b:\n    c: true\n'],
    'an empty value': ['', 'a:\nx: 1\n', 'a:\n  b:\n    c: true\nx: 1\n'],
    'an empty value and a comment': ['', 'a: # why\nx: 1\n', 'a: # why\n  b:\n    c: true\nx: 1\n'],
    null: ['', 'a: ~ # why\nx: 1\n', 'a: # why\n  b:\n    c: true\nx: 1\n'],
    'an empty map': ['', 'a: {}\nx: 1\n', 'a: { b: { c: true } }\nx: 1\n'],
    'an empty value in a list item': [
      '0',
      '- x: 1\n  a:\n- y\n',
      '- x: 1\n  a:\n    b:\n      c: true\n- y\n',
    ],
    'an empty value in JSON': ['', '{"a": null}\n', '{"a": { "b": { "c": true } }}\n'],
    'a value that stands there': ['', 'a:\n  b:\n    c: no\n', 'a:\n  b:\n    c: true\n'],
    'not a value that has nothing below': ['', 'a: 1\n', 'a: 1\n'],
  });
  rows((text, map) => setValue(text, map, ['a'], { x: 1, z: [] }), {
    'a map over text': ['', 'a: b # c\nd: 1\n', 'a:\n  x: 1\n  z: [] # c\nd: 1\n'],
    'a map over text in a flow map': ['', '{a: b}\n', '{a: { x: 1, z: [] }}\n'],
  });
});

describe('removeEntry', () => {
  rows((text, map) => removeEntry(text, map, 'a'), {
    'takes the line': ['', 'a: 1\nb: 2\n', 'b: 2\n'],
    'takes the last line': ['', 'b: 2\na: 1\n', 'b: 2\n'],
    'takes the last line without a newline': ['', 'b: 2\na: 1', 'b: 2'],
    'takes all lines': ['x', 'x:\n  a:\n    - 1\n\n    - 2\n  b: 2\n', 'x:\n  b: 2\n'],
    'takes its comment': ['', 'a: 1 # one\nb: 2\n', 'b: 2\n'],
    'leaves the comment above the next': ['', 'a: 1\n# about b\nb: 2\n', '# about b\nb: 2\n'],
    'leaves empty lines': ['', 'x: 1\na: 1\n\nb: 2\n', 'x: 1\n\nb: 2\n'],
    'moves the next one behind the dash': ['0', '- a: 1\n  b: 2\n', '- b: 2\n'],
    'moves a comment behind the dash': ['0', '- a: 1\n  # about b\n  b: 2\n', '- # about b\n  b: 2\n'],
    'leaves an empty map behind the dash': ['0', '- a: 1 # c\n- b\n', '- {} # c\n- b\n'],
    'takes a block scalar': ['', 'a: |\n  x\n\nb: 2\n', '\nb: 2\n'],
    'takes the first of a flow map': ['x', 'x: {a: 1, b: 2}\n', 'x: {b: 2}\n'],
    'takes the last of a flow map': ['x', 'x: {b: 2, a: 1}\n', 'x: {b: 2}\n'],
    'takes the last of a flow map with a comma': ['x', 'x: {\n  b: 2,\n  a: 1,\n}\n', 'x: {\n  b: 2,\n}\n'],
    'takes the only one of a flow map': ['x', 'x: {a: 1}\n', 'x: {}\n'],
    'takes one of JSON': ['', '{\n  "b": 2,\n  "a": 1\n}\n', '{\n  "b": 2\n}\n'],
    'leaves an explicit key': ['', '? a\n: 1\n', '? a\n: 1\n'],
    'leaves what is not there': ['', 'b: 2\n', 'b: 2\n'],
  });
});

describe('replaceEntry', () => {
  rows((text, map) => replaceEntry(text, map, 'a', 'new', { x: 'v' }), {
    'writes below the new key': ['', 'a: 1\nb: 2\n', 'new:\n  x: v\nb: 2\n'],
    'keeps the comment': ['', 'a: 1 # c\n', 'new:\n  x: v # c\n'],
    'replaces a block': ['0', '- a:\n    b: 1\n  c: 2\n', '- new:\n    x: v\n  c: 2\n'],
    'replaces a literal': ['', 'a: |\n  x\nb: 2\n', 'new:\n  x: v\nb: 2\n'],
    'replaces in JSON': ['', '{"a": 1, "b": 2}\n', '{"new": { "x": "v" }, "b": 2}\n'],
  });
});

describe('replaceScalar', () => {
  const replaced = (before: string, value: string): string =>
    edited((_, map) => entries(map).flatMap((it) => replaceScalar(it.value, value)), '', before);

  test('keeps the quoting where it can hold the text', () => {
    assert.equal(replaced(`a: 'b'`, `it's`), `a: 'it''s'`);
    assert.equal(replaced(`a: 'b'`, 'two\nlines'), `a: "two\\nlines"`);
    assert.equal(replaced(`a: "b"`, 'x'), `a: "x"`);
    assert.equal(replaced('a: b', 'no'), 'a: "no"');
    assert.equal(replaced('a:', 'x'), 'a: x');
  });
});

describe('a string is written so that it is read back', () => {
  const texts = [
    ...[
      '',
      ' ',
      'a',
      'a b',
      'a: b',
      'a:',
      ':a',
      'a #b',
      '#a',
      '-',
      '- a',
      '-a',
      '--- a',
      '...',
      '? a',
      '?',
      '!a',
      '&a',
    ],
    ...[
      '*a',
      '%a',
      '@a',
      '`a',
      '|',
      '>',
      "'",
      '"',
      "it's",
      '[a]',
      '{a}',
      'a, b',
      'a]',
      '<<',
      '=',
      '~',
      'null',
      'Null',
    ],
    ...[
      'true',
      'Yes',
      'on',
      'y',
      'N',
      '1',
      '01',
      '0o7',
      '1_000',
      '1e3',
      '.5',
      '.inf',
      '-.INF',
      '.nan',
      '0x1F',
      '0b1',
    ],
    ...[
      '12:30:45',
      '1:2',
      '2024-01-02',
      '512Mi',
      '1.2.3',
      'v1',
      '/a/b',
      './a',
      '$(A)',
      '${A}',
      'a\tb',
      'a\n',
      '\n',
      'a\nb',
    ],
    ...[
      'a\nb\n',
      'a\n\nb\n',
      'a\n\n',
      ' a\nb',
      'a \nb',
      'a\n\tb',
      'a\r\nb',
      '\u0007',
      '\u0085',
      'a\u2028b',
      '\ufeff',
      'é',
      '😀',
    ],
    ...[
      'größe',
      'http://a:80/b?c#d',
      'sha256:abc',
      '*/5 * * * *',
      'a\\b',
      '"a"',
      'trailing ',
      '0 3 * * *',
      '@daily',
    ],
  ];
  for (const text of texts) {
    test(JSON.stringify(text), () => {
      for (const style of ['plain', 'single', 'double'] as const) {
        const written = yamlString(text, style);
        const node = get(parseYaml(`a: ${written}\n`).root, 'a');
        assert.equal(node?.value, text, written);
        const flow = items(get(parseYaml(`a: [${written}, x]\n`).root, 'a'))[0];
        assert.equal(flow?.value, text, written);
      }
      const document = parseYaml(yamlDocument({ first: { b: text }, [text]: [text], last: 'd' })).root;
      assert.equal(get(document, 'first', 'b')?.value, text);
      assert.equal(items(get(document, text))[0]?.value, text);
      assert.equal(get(document, 'last')?.value, 'd');
    });
  }
});

test('a document is written in blocks', () => {
  const value: Json = {
    kind: 'ConfigMap',
    data: { 'run.sh': '#!/bin/sh\n\necho hi\n', note: 'a\nb', none: {}, list: [], empty: '' },
    items: [{ a: 1, b: [true, null] }, [], {}, [[1]], 'x: y'],
  };
  assert.equal(
    yamlDocument(value),
    `kind: ConfigMap
data:
  run.sh: |
    #!/bin/sh

    echo hi
  note: |-
    a
    b
  none: {}
  list: []
  empty: ""
items:
  - a: 1
    b:
      - true
      - null
  - []
  - {}
  - - - 1
  - "x: y"
`,
  );
});
