import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { knownOptions, optionVerdict, type OptionVerdict } from '../../server/engine/model/airflow-facts.ts';
import { argumentVerdict, operatorOf } from '../../server/engine/model/airflow-operators.ts';
import { tools } from './support/tools.ts';

const { airflow: facts, airflowOperators: operators } = tools.facts;

/**
 * What each sampled version of Airflow declares (`d`) or reads by an old name (`o`), a letter for each version, as the
 * released packages have it, before anything is made of it; a `p` at the end where a provider package declares it.
 */
const matrix = JSON.parse(readFileSync('test/engine/golden/airflow-options.json', 'utf8')) as {
  readonly versions: readonly string[];
  readonly options: Readonly<Record<string, string>>;
};

describe('the verdict on every option in every version is what the package does', () => {
  assert.deepEqual(facts.versions, matrix.versions);
  for (const [i, version] of matrix.versions.entries()) {
    test(`Airflow ${version}`, () => {
      const wrong = Object.entries(matrix.options).flatMap(([option, row]) => {
        const verdict = optionVerdict(facts, option, version);
        const isRight = agrees(row[i] ?? '', row.endsWith('p'), verdict);
        return isRight ? [] : [`${option}: ${row[i] ?? ''} but ${JSON.stringify(verdict)}`];
      });
      assert.deepEqual(wrong, []);
    });

    test(`completion in Airflow ${version} offers what it declares`, () => {
      const offered = new Set(knownOptions(facts, version));
      const declared = Object.entries(matrix.options).filter(([, row]) => row[i] === 'd');
      assert.deepEqual(
        declared.filter(([option]) => !offered.has(option)).map(([option]) => option),
        [],
      );
    });
  }
});

function agrees(letter: string, isOfProvider: boolean, verdict: OptionVerdict | undefined): boolean {
  switch (letter) {
    case 'd':
      return verdict?.kind === 'known' || verdict?.kind === 'deprecated';
    case 'o':
      // A name whose successor is gone too counts as gone.
      return verdict?.kind === 'renamed' ? verdict.read : isGone(verdict);
    default:
      return isOfProvider || verdict === undefined || verdict.kind === 'later' || isNotRead(verdict);
  }
}

const isNotRead = (verdict: OptionVerdict): boolean =>
  (verdict.kind === 'renamed' && !verdict.read) || isGone(verdict) || verdict.kind === 'unknown';

const isGone = (verdict: OptionVerdict | undefined): boolean =>
  verdict?.kind === 'gone' || verdict?.kind === 'removed';

describe('every argument of every operator is known in the versions that have it, and in no other', () => {
  const sampled = operators.providers.map(({ version }) => version);
  for (const [name, { in: ranges, parameters, modules, base }] of Object.entries(operators.classes)) {
    test(name, () => {
      const [module] = Object.keys(modules ?? {});
      if (module !== undefined) assert.equal(operatorOf(operators, `${module}.${name}`), name);
      if (base === undefined) {
        assert.equal(argumentVerdict(operators, name, 'anything', versionsOf(undefined)), undefined);
        return;
      }
      for (const version of sampled.filter((it) => isWithin(ranges, it))) {
        for (const [argument, parameter] of Object.entries(parameters)) {
          const isThere = parameter.in === undefined || isWithin(parameter.in, version);
          const verdict = argumentVerdict(operators, name, argument, versionsOf(version))?.kind;
          const expected = isThere ? (parameter.refused ? 'refused' : 'known') : undefined;
          if (expected !== undefined) assert.equal(verdict, expected, `${argument} in ${version}`);
          else if (!Object.hasOwn(operators.base, argument) && !parameter.refused) {
            assert.match(verdict ?? '', /^(?:later|gone)$/, `${argument} in ${version}`);
          }
        }
        assert.equal(argumentVerdict(operators, name, 'no_such_thing', versionsOf(version))?.kind, 'unknown');
      }
    });
  }
});

const versionsOf = (airflowProvider: string | undefined) => ({
  airflow: undefined,
  airflowProvider,
  dagster: undefined,
  prefect: undefined,
});

const rank = (version: string): number => operators.providers.findIndex((it) => it.version === version);

const isWithin = (ranges: readonly (readonly [string, string])[], version: string): boolean =>
  ranges.some(([first, last]) => rank(first) <= rank(version) && rank(version) <= rank(last));
