import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { parseFast } from '../../server/engine/syntax/fast-yaml.ts';
import { entries, type Node } from '../../server/engine/syntax/node.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { parseYaml, useFastParser } from '../../server/engine/syntax/yaml.ts';
import { applyEdits, type TextEdit } from '../../server/engine/text/document.ts';
import { generatedYaml, mutated, type Random, randomFrom } from './fast-yaml-corpus.ts';

useFastParser(false);

const withCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

describe('the fast parser gives the tree of yaml', () => {
  for (const path of globSync('{test,schemas,snippets,server,client}/**/*.{yaml,yml}')) {
    test(path, () => {
      for (const { text } of cutRegions(readFileSync(path, 'utf8'))) {
        checkSame(text);
        checkSame(withCrlf(text));
      }
    });
  }

  test('for generated documents, of which it declines none', () => {
    const random = randomFrom(7);
    for (let i = 0; i < 1_500; i++) {
      const text = generatedYaml(random);
      assert.ok(checkSame(text), `declined:\n${text}`);
      assert.ok(checkSame(withCrlf(text)), `declined with CRLF:\n${text}`);
    }
  });

  for (const seed of [1, 2, 3, 4]) {
    test(`for damaged documents, seed ${seed}`, () => {
      const random = randomFrom(seed);
      let accepted = 0;
      for (let round = 0; accepted < 6_000; round++) {
        assert.ok(round < 60_000, `only ${accepted} of ${round} accepted`);
        const text = mutated(random, snippet(random));
        if (checkSame(random(8) === 0 ? withCrlf(text) : text, `seed ${seed}, round ${round}`)) accepted++;
      }
    });
  }
});

describe('the fast parser declines', () => {
  const cases: Record<string, string> = {
    'an anchor': 'a: &x 1',
    'an alias': 'a: *x',
    'a tag': 'a: !!str 1',
    'a directive': '%YAML 1.2\na: 1',
    'a marker': 'a: 1\n---\nb: 2',
    'a tab before content': '\ta: 1',
    'a tab behind a key': 'a:\t1',
    'an explicit key': '? a\n: b',
    'a sequence on the line of its key': 'a: - 1',
    'a map on the line of its key': 'a: b: c',
    'a key without a colon': 'a: 1\nb\nc: 2',
    'an entry deeper than the first': 'a: 1\n  b: 2',
    'an entry between two depths': 'a:\n    b: 1\n  c: 2',
    'an unfinished quote': 'a: "b',
    'an unfinished bracket': 'a: [b',
    'an unknown escape': 'a: "\\q"',
    'an escape beyond Unicode': 'a: "\\UFFFFFFFF"',
    'a key too long for yaml': `${'k'.repeat(1100)}: 1`,
    'a lone carriage return': 'a: 1\rb: 2',
    'a NUL byte': 'a: \0',
    'a byte order mark': '\ufeffa: 1',
    'nesting without end': '[ '.repeat(5_000),
    'dashes without end': '- '.repeat(5_000),
  };
  for (const [what, text] of Object.entries(cases)) {
    test(what, () => {
      assert.equal(parseFast(text), undefined);
    });
  }
});

test('the fast parser takes time in proportion to the text', () => {
  const shapes: Record<string, (size: number) => string> = {
    'spaces in a plain scalar': (size) => `a: b${' '.repeat(size)}c`,
    'spaces before a line break in quotes': (size) => `a: "b${' '.repeat(size)}\n  c"`,
    'spaces in quotes': (size) => `a: "\\t${' '.repeat(size)}c"`,
    'empty lines in a plain scalar': (size) => `a: b\n${'\n'.repeat(size)}  c`,
    'empty lines after values': (size) => `a: b\n${'\n'.repeat(size)}c: d`,
    'empty lines in a block scalar': (size) => `a: >\n  b\n${'\n'.repeat(size)}  c\n`,
    comments: (size) => `a: [\n${'  # c\n'.repeat(size / 6)}  b]`,
    keys: (size) => 'key: value\n'.repeat(size / 11),
    'items on a line': (size) => `a: [${'b, '.repeat(size / 3)}]`,
    'plain lines': (size) => `a: b\n${'  c d\n'.repeat(size / 6)}`,
    quotes: (size) => `a: '${"''".repeat(size / 2)}'`,
    'unfinished flow maps': (size) => 'a: {b: 1\n'.repeat(size / 9),
  };
  for (const [what, shape] of Object.entries(shapes)) {
    const took = (size: number): number => {
      const text = shape(size);
      const start = performance.now();
      parseFast(text);
      return performance.now() - start;
    };
    took(20_000);
    assert.ok(took(200_000) < 1_000, `${what} takes too long`);
  }
});

/** A few lines of a document, short so that a mutation hits something. */
function snippet(random: Random): string {
  const text = generatedYaml(random);
  const start = text.lastIndexOf('\n', random(text.length)) + 1;
  return random(3) === 0 ? text.slice(start, start + 300) : text.slice(0, 300);
}

/** Whether the fast parser took the text; then its tree was that of `yaml`. */
function checkSame(text: string, when = ''): boolean {
  const fast = parseFast(text);
  if (!fast) return false;
  const found = compare(fast.root, text, (offset) => offset);
  if (found === undefined) return true;
  const lines = unindented(fast.root, text);
  const indented = applyEdits(text, lines);
  const moved = (offset: number): number =>
    offset + depth.length * lines.filter((it) => it.range.start <= offset).length;
  if (lines.length > 0 && compare(fast.root, indented, moved) === undefined) return true;
  // `yaml` misreads a scalar that stands below its key and a comment.
  assert.match(text, /^ *#/m, `${when} ${found}\n${JSON.stringify(text)}`);
  const judge = load(indented, { schema: FAILSAFE_SCHEMA, json: true });
  assert.deepEqual(plainValue(fast.root), judge, `${when} ${found}\n${JSON.stringify(text)}`);
  return true;
}

const depth = ' '.repeat(80);

/**
 * Edits that indent the further lines of quoted scalars and flow collections. The fast parser takes them wherever they
 * stand, as the parsers of Kubernetes and Python do; `yaml` and js-yaml want them deeper than what is around them.
 */
function unindented(node: Node | undefined, text: string): TextEdit[] {
  if (!node || node.style === 'plain' || node.style === 'literal' || node.style === 'folded') return [];
  if (node.style === 'block') return node.children.flatMap((it) => unindented(it, text));
  return [...text.slice(node.start, node.end).matchAll(/\n/g)].map(({ index }) => {
    const start = node.start + index + 1;
    return { range: { start, end: start }, newText: depth };
  });
}

/** What differs between a tree of the fast parser, its places moved, and that of `yaml`. */
function compare(
  fast: Node | undefined,
  text: string,
  moved: (offset: number) => number,
): string | undefined {
  const slow = parseYaml(text);
  return slow.problems[0]?.message ?? difference(fast, slow.root, moved);
}

/** The values without places, texts as they are written. */
function plainValue(node: Node | undefined): unknown {
  if (node?.kind === 'seq') return node.children.map(plainValue);
  if (node?.kind !== 'map') return node?.value;
  return Object.fromEntries(entries(node).map(({ key, value }) => [key.value, plainValue(value)]));
}

const compared = ['kind', 'value', 'style', 'tag', 'open'] as const;

function difference(
  fast: Node | undefined,
  slow: Node | undefined,
  moved: (offset: number) => number,
  path = '',
): string | undefined {
  if (!fast || !slow) return fast === slow ? undefined : `${path}: one is missing`;
  const differs = (what: string, a: unknown, b: unknown): string | undefined =>
    a === b ? undefined : `${path} ${what}: ${JSON.stringify(a)}, yaml ${JSON.stringify(b)}`;
  const own =
    differs('start', moved(fast.start), slow.start) ??
    differs('end', moved(fast.end), slow.end) ??
    differs('number of children', fast.children.length, slow.children.length);
  if (own !== undefined) return own;
  for (const it of compared) if (fast[it] !== slow[it]) return differs(it, fast[it], slow[it]);
  for (const [i, child] of fast.children.entries()) {
    const found = difference(child, slow.children[i], moved, `${path}/${i}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
