import { rules } from '../../server/engine/rules/index.ts';
import { checkFixtures, findingsOf } from './support/check.ts';

// Manifests as people write them for operators whose schemas come with Podium: beside what is marked, nothing is wrong.
checkFixtures('test/engine/operators/*.yaml', () =>
  findingsOf(rules.filter((it) => it.id.startsWith('schema-') || it.id === 'kind-unknown')),
);
