import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  committedSeeds,
  differentialManifests,
  digest,
  type Verdicts,
  verdictsPath,
} from '../../scripts/differential.ts';
import { mutations } from '../../scripts/mutate.ts';
import { disagreement, errorsIn } from './support/differential.ts';

const judged = JSON.parse(readFileSync(verdictsPath, 'utf8')) as Readonly<Record<string, Verdicts>>;

/** Cases that the API server refuses after decoding and no rule claims, of all: a floor that only ever rises. */
const claimedAtLeast = 0.93;
const counts = { refused: 0, claimed: 0 };

for (const [name, text] of differentialManifests()) {
  test(`the API server and we agree on mistakes in ${name}.yaml`, (context) => {
    const cases = mutations(text, 0, committedSeeds);
    const { sha256, verdicts, words } = judged[name] ?? { sha256: '', verdicts: '', words: [] };
    assert.equal(sha256, digest([text, ...cases.values()]), 'other mistakes: node scripts/differential.ts');

    assert.deepEqual(errorsIn(text), []);
    const disagreements: string[] = [];
    const unclaimed: string[] = [];
    let refusedLate = 0;
    [...cases].forEach(([seed, manifest], i) => {
      const verdict = verdicts[i] ?? '';
      const reason = verdict === 'v' ? words[refusedLate++] : undefined;
      const difference = disagreement(manifest, verdict);
      if (difference !== undefined) disagreements.push(`${name} ${seed} ${difference}`);
      if (verdict === '.') return;
      counts.refused++;
      if (errorsIn(manifest).length > 0) counts.claimed++;
      else unclaimed.push(`${seed}: ${reason ?? ''}`);
    });
    for (const it of unclaimed) context.diagnostic(`no rule claims ${it}`);
    assert.deepEqual(disagreements, []);
  });
}

test('most of what the API server refuses is found', () => {
  const share = counts.claimed / counts.refused;
  assert.ok(share >= claimedAtLeast, `${counts.claimed} of ${counts.refused}`);
});
