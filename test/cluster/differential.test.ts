import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { apiServer } from '../../scripts/api-server.ts';
import {
  committedSeeds,
  definePipelines,
  differentialManifests,
  letterOf,
  type Verdicts,
  verdictsPath,
} from '../../scripts/differential.ts';
import { mutations } from '../../scripts/mutate.ts';
import { disagreement } from '../engine/support/differential.ts';
import { testCluster } from './support/control-plane.ts';

const { test, plane } = await testCluster({
  prepare: ({ kubeconfig }) => definePipelines(apiServer(kubeconfig)),
});
const judged = JSON.parse(readFileSync(verdictsPath, 'utf8')) as Readonly<Record<string, Verdicts>>;

/** Mistakes of each manifest that are judged beside the committed ones. */
const fresh = 40;

for (const [name, text] of differentialManifests()) {
  test(`the API server and we agree on further mistakes in ${name}.yaml`, async () => {
    const server = apiServer(plane.kubeconfig);
    const cases = mutations(text, committedSeeds, committedSeeds + fresh);
    const found = await Promise.all(
      [...cases].map(async ([seed, manifest]) => {
        const { status, words } = await server.dryRun(manifest);
        const difference = disagreement(manifest, letterOf(status));
        return difference === undefined ? [] : [`${name} ${seed} ${difference}: ${words}`];
      }),
    );
    assert.deepEqual(found.flat(), []);
  });

  test(`this API server says what is committed of ${name}.yaml`, async () => {
    const server = apiServer(plane.kubeconfig);
    const cases = [...mutations(text, 0, committedSeeds).values()].map((manifest, i) => ({ manifest, i }));
    const sample = cases.filter(({ i }) => i % 16 === 0);
    const letters = await Promise.all(
      sample.map(async ({ manifest }) => letterOf((await server.dryRun(manifest)).status)),
    );
    const { verdicts = '' } = judged[name] ?? {};
    assert.deepEqual(
      letters,
      sample.map(({ i }) => verdicts[i]),
    );
  });
}
