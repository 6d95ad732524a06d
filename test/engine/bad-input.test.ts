import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { get, items } from '../../server/engine/syntax/node.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { diagnoserOf, workspaceOf } from './support/check.ts';

interface Found {
  readonly rule: string;
  readonly text: string;
  readonly start: number;
  readonly message: string;
}

/** What all rules find in one file, with the text that each finding points at. */
function findingsIn(text: string): Found[] {
  const start = performance.now();
  const found = diagnoserOf(workspaceOf([{ uri: 'bad.yaml', text }]), rules).diagnose('bad.yaml');
  assert.ok(performance.now() - start < 20_000, 'it takes too long');
  return found.map(({ rule, range, message }) => {
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, rule.id);
    return { rule: rule.id, text: text.slice(range.start, range.end), start: range.start, message };
  });
}

const syntaxOf = (text: string): Found[] => findingsIn(text).filter((it) => it.rule === 'yaml-syntax');

describe('a text that nobody writes gives one clear finding', () => {
  const tooDeep = 'nested too deeply to be read';
  const cases: Record<string, readonly [text: string, message: RegExp | string, at?: string]> = {
    'aliases that stand for a billion values': [
      billionLaughs(),
      /^from here on the aliases stand for more/,
      '*a3',
    ],
    'an alias of what contains it': ['a: &a [*a]\n', 'no anchor "&a" stands above', '*a'],
    'an alias without an anchor': ['a: *nowhere\n', 'no anchor "&nowhere" stands above', '*nowhere'],
    'brackets, 10,000 deep': ['['.repeat(10_000) + ']'.repeat(10_000), tooDeep, '['],
    'brackets, a million deep': ['['.repeat(1_000_000), tooDeep, '['],
    'braces, 10,000 deep': ['{a: '.repeat(10_000) + '}'.repeat(10_000), tooDeep, '{'],
    'dashes on one line, 10,000 deep': ['- '.repeat(10_000) + 'a', tooDeep, '-'],
    'dashes and tabs on one line': ['-\t'.repeat(10_000) + 'a', tooDeep, '-'],
    'question marks on one line': ['? '.repeat(10_000) + 'a', tooDeep, '?'],
    'dashes on indented lines': [`a:\n  ${'- '.repeat(10_000)}b`, tooDeep, '-'],
    'maps, 2,000 deep': [deepMap(2_000), 'nesting exceeded maxDepth (1000)'],
    'a NUL byte': ['kind: Pod\nname: a\0b\n', 'a NUL byte cannot stand in YAML', '\0'],
    'a tab for indentation': ['a:\n\tb: 1\n', 'a tab cannot indent YAML, use spaces'],
    'double quotes that do not end': ['kind: Pod\nname: "a\n', /^something is missing here/],
    'single quotes that do not end': [`kind: Pod\nname: 'a\n`, /^something is missing here/],
    'a bracket that does not end': ['args: [a, b\n', 'an opening bracket has no closing one here'],
    'an escape that is none': ['a: "\\q"\n', 'no such escape in a double-quoted text', '\\q'],
    'an escape beyond Unicode': ['a: "\\UFFFFFFFF"\n', '"\\UFFFFFFFF" is no character', '\\UFFFFFFFF'],
    'quotes, half a million of them': [
      '"'.repeat(600_001),
      'end of the stream or a document separator is expected',
    ],
    'commas, half a million of them': [`a: &a [${','.repeat(600_000)}]`, /^expected the node content/],
    'spaces and a tab': [`${' '.repeat(100_000)}\ta: 1\n- b\n`, /./],
    'a manifest of 12 MB': [
      `apiVersion: v1\nkind: List\nitems:\n${'- a: 1\n'.repeat(1_700_000)}`,
      'a document of 11.9 MB is too large to be read',
      'apiVersion',
    ],
  };
  for (const [what, [text, message, at]] of Object.entries(cases)) {
    test(what, () => {
      const [first, ...rest] = syntaxOf(text);
      assert.ok(first, 'nothing found');
      assert.deepEqual(rest, []);
      if (typeof message === 'string') assert.equal(first.message, message);
      else assert.match(first.message, message);
      if (at !== undefined) assert.equal(first.text, at);
    });
  }
});

describe('a text that is only odd is read without a word', () => {
  const cases: Record<string, string> = {
    nothing: '',
    'a byte order mark': '\ufeff',
    'a marker': '---',
    'markers, a hundred thousand': '---\n'.repeat(100_000),
    spaces: ' '.repeat(5_000_000),
    'empty lines': '\n'.repeat(1_000_000),
    'empty lines and a value': `${'\n'.repeat(1_000_000)}a: 1\n`,
    'a line of 5 MB': `a: ${'x'.repeat(5_000_000)}\n`,
    'a quoted line of 5 MB': `a: "${'\\n'.repeat(2_500_000)}"\n`,
    'a flow list of 5 MB': `a: [${'1, '.repeat(1_600_000)}]\n`,
    'a comment of 5 MB': `# ${'x'.repeat(5_000_000)}\na: 1\n`,
    '50 MB that are no manifest': 'some: value # and why\n'.repeat(2_300_000),
    'brackets of terminal colours': `a: &a |\n${'  \\033[31mred\n'.repeat(3_000)}`,
    'anchors, a hundred thousand': Array.from({ length: 30_000 }, (_, i) => `k${i}: &a${i} v\n`).join(''),
    'a tag of a prefix declared above': '%TAG !e! tag:example.com,2000:\n---\na: !e!x 1\n',
    'quotes that go on at the left edge': 'a:\n  b: "x\ny"\n  c: [d,\ne]\n',
    'maps, 500 deep': deepMap(500),
    'lone carriage returns': 'a: 1\rb: 2\r',
  };
  for (const [what, text] of Object.entries(cases)) {
    test(what, () => {
      assert.deepEqual(findingsIn(text), []);
    });
  }
});

describe('a finding points at its text', () => {
  const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: ${image}
`;
  const latest = (text: string): string[] =>
    findingsIn(text)
      .filter((it) => it.rule === 'image-tag-latest')
      .map((it) => it.text);
  const cases: Record<string, string> = {
    'with CRLF': pod('nginx:latest').replaceAll('\n', '\r\n'),
    'behind a byte order mark': `\ufeff${pod('nginx:latest')}`,
    'behind a marker': `---\n${pod('nginx:latest')}`,
    'behind a byte order mark, a comment and a marker': `\ufeff# é\r\n---\r\n${pod('nginx:latest')}`,
    'behind surrogate pairs': `# 😀😀\n${pod('nginx:latest').replace('metadata:', 'metadata: # 😀')}`,
    'behind documents': `${'a: 😀\n---\n'.repeat(1_000)}${pod('nginx:latest')}`,
    'behind tabs in a comment': `#\t\t\n${pod('nginx:latest # \t')}`,
    'behind a tag': pod('!!str nginx:latest'),
    'behind an anchor': pod('&image nginx:latest'),
    'behind an anchor above': pod('nginx:latest').replace('spec:', 'x: &x 1\nspec:'),
    'behind a merge key': pod('nginx:latest').replace(
      '    - name: web',
      '    - <<: {imagePullPolicy: Never}\n      name: web',
    ),
    'in JSON':
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},\n\t"spec": {"containers": [{"name": "web", "image": "nginx:latest"}]}}',
    'at the end of the text': pod('nginx:latest').trimEnd(),
  };
  for (const [what, text] of Object.entries(cases)) {
    test(what, () => {
      assert.deepEqual(latest(text), ['latest']);
    });
  }
  test('in each of a hundred thousand documents', () => {
    const text = '---\nkind: Pod\n'.repeat(99_999) + `---\n${pod('nginx:latest')}`;
    assert.deepEqual(latest(text), ['latest']);
  });
});

test('50 MB of manifests in one document take bounded memory', () => {
  const text = `apiVersion: v1\nkind: List\nitems:\n${'- name: a\n  value: b\n'.repeat(2_500_000)}`;
  const before = process.memoryUsage().heapUsed;
  assert.equal(syntaxOf(text).length, 1);
  assert.ok(process.memoryUsage().heapUsed - before < 200_000_000);
});

/** Ten lists, each of ten aliases of the one above: 10^10 values in 500 characters. */
function billionLaughs(): string {
  const lists = Array.from({ length: 10 }, (_, i) => {
    const item = i === 0 ? 'ha' : `*a${i - 1}`;
    return `a${i}: &a${i} [${Array<string>(10).fill(item).join(', ')}]\n`;
  });
  return lists.join('');
}

function deepMap(depth: number): string {
  return Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}a:\n`).join('');
}

test('a key is looked for once in each map that is merged in, the nearest first', () => {
  const maps = Array.from({ length: 10 }, (_, i) => `- &m${i + 1} { <<: [*m${i}, *m${i}], k${i}: ${i} }\n`);
  const { root, problems } = parseYaml(
    `- &m0 { a: 1, k3: far }\n${maps.join('')}- { <<: [*m10, { b: 2, k3: later }] }\n`,
  );
  assert.deepEqual(problems, []);
  const last = items(root).at(-1);
  assert.deepEqual(
    ['a', 'b', 'k3'].map((key) => get(last, key)?.value),
    ['1', '2', '3'],
  );
  const start = performance.now();
  for (let i = 0; i < 10_000; i++) assert.equal(get(last, 'absent'), undefined);
  assert.ok(performance.now() - start < 5_000);
});
