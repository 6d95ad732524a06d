import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolveKubernetes, resolvePython, type Scalar } from '../../server/engine/syntax/dialect.ts';
import { Node, type NodeStyle } from '../../server/engine/syntax/node.ts';

const plain = (value: string, style: NodeStyle = 'plain', tag = ''): Node =>
  new Node('scalar', 0, value.length, value, [], style, tag);

const short = (scalar: Scalar): string =>
  scalar.type === 'null' ? 'null' : `${scalar.type} ${scalar.value}`;

const same = (text: string): string => `string ${text}`;

// written, as the Kubernetes API server reads it, as PyYAML reads it
const table: readonly (readonly [string, string, string])[] = [
  ['', 'null', 'null'],
  ['~', 'null', 'null'],
  ['Null', 'null', 'null'],
  ['nUll', same('nUll'), same('nUll')],
  ['true', 'boolean true', 'boolean true'],
  ['Yes', 'boolean true', 'boolean true'],
  ['on', 'boolean true', 'boolean true'],
  ['OFF', 'boolean false', 'boolean false'],
  ['y', 'boolean true', same('y')],
  ['N', 'boolean false', same('N')],
  ['yEs', same('yEs'), same('yEs')],
  ['42', 'integer 42', 'integer 42'],
  ['-42', 'integer -42', 'integer -42'],
  ['+42', 'integer 42', 'integer 42'],
  ['0', 'integer 0', 'integer 0'],
  ['1_000', 'integer 1000', 'integer 1000'],
  ['0644', 'integer 420', 'integer 420'],
  ['0o644', 'integer 420', same('0o644')],
  ['0O644', 'integer 420', same('0O644')],
  ['08', 'number 8', same('08')],
  ['0x1F', 'integer 31', 'integer 31'],
  ['0b101', 'integer 5', 'integer 5'],
  ['0B101', 'integer 5', same('0B101')],
  ['-0x10', 'integer -16', 'integer -16'],
  ['1.5', 'number 1.5', 'number 1.5'],
  ['1.0', 'number 1', 'number 1'],
  ['.5', 'number 0.5', 'number 0.5'],
  ['5.', 'number 5', 'number 5'],
  ['1e3', 'number 1000', same('1e3')],
  ['1.5e3', 'number 1500', same('1.5e3')],
  ['1.5e+3', 'number 1500', 'number 1500'],
  ['.inf', 'number Infinity', 'number Infinity'],
  ['-.INF', 'number -Infinity', 'number -Infinity'],
  ['.nan', 'number NaN', 'number NaN'],
  ['12:30:45', same('12:30:45'), 'integer 45045'],
  ['2026-11-22', same('2026-11-22'), same('2026-11-22')],
  ['1.2.3', same('1.2.3'), same('1.2.3')],
  ['512Mi', same('512Mi'), same('512Mi')],
  ['-', same('-'), same('-')],
  ['none', same('none'), same('none')],
];

describe('a plain scalar', () => {
  for (const [written, kubernetes, python] of table) {
    test(JSON.stringify(written), () => {
      assert.equal(short(resolveKubernetes(plain(written))), kubernetes);
      assert.equal(short(resolvePython(plain(written))), python);
    });
  }
});

test('quotes, block scalars and !!str make text of anything', () => {
  for (const style of ['single', 'double', 'literal', 'folded'] as const) {
    assert.equal(short(resolveKubernetes(plain('yes', style))), 'string yes');
  }
  assert.equal(short(resolveKubernetes(plain('42', 'plain', '!!str'))), 'string 42');
});

test('an alias reads as what it stands for', () => {
  const alias = new Node('alias', 0, 2, 'a', [plain('on')], 'plain');
  assert.equal(short(resolveKubernetes(alias)), 'boolean true');
});
