import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutRegions } from '../../server/engine/syntax/regions.ts';

/** What a file is cut into; each part stands where the region says. */
function parts(text: string): string[] {
  return cutRegions(text).map((region) => {
    assert.equal(text.slice(region.start, region.start + region.text.length), region.text);
    return region.text;
  });
}

const cases: Record<string, readonly [text: string, ...regions: string[]]> = {
  'no text': [''],
  'no marker': ['a: 1\n', 'a: 1\n'],
  'a marker between documents': ['a: 1\n---\nb: 2\n', 'a: 1\n', '\nb: 2\n'],
  'a marker before the first and after the last': ['---\na: 1\n---\n', '\na: 1\n'],
  'an end marker': ['a: 1\n...\n---\nb: 2\n', 'a: 1\n', '\nb: 2\n'],
  CRLF: ['a: 1\r\n---\r\nb: 2\r\n', 'a: 1\r\n', '\r\nb: 2\r\n'],
  'a lone carriage return': ['a: 1\r---\rb: 2', 'a: 1\r', '\rb: 2'],
  'a marker at the very end': ['a: 1\n---', 'a: 1\n'],
  'a comment behind the marker': ['--- # first\na: 1\n', '# first\na: 1\n'],
  'content behind the marker': ['--- {a: 1}\n---\t|\n  b\n', '{a: 1}\n', '|\n  b\n'],
  'comments and directives alone': ['%YAML 1.2\n# none\n---\na: 1\n---\n# none\n', '\na: 1\n'],
  'a marker inside a block scalar, which ends it': ['a: |\n  x\n---\nb: 2\n', 'a: |\n  x\n', '\nb: 2\n'],
  'an indented marker, which is text': ['a: |\n  ---\n  x\n', 'a: |\n  ---\n  x\n'],
  'dashes that are no marker': ['---a: 1\n----\n', '---a: 1\n----\n'],
  'a line separator, which begins no line': ['a: "\u2028--- b"\n', 'a: "\u2028--- b"\n'],
  'a byte order mark': ['\ufeffa: 1\n', 'a: 1\n'],
  'a byte order mark and a marker': ['\ufeff---\na: 1\n', '\na: 1\n'],
};

for (const [what, [text, ...regions]] of Object.entries(cases)) {
  test(`a file is cut: ${what}`, () => {
    assert.deepEqual(parts(text), regions);
  });
}
