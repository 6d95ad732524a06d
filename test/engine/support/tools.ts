import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Facts } from '../../../server/engine/model/facts.ts';
import type { KubernetesFacts } from '../../../server/engine/model/kubernetes-facts.ts';
import type { Tools } from '../../../server/engine/model/region.ts';
import { loadPythonParser } from '../../../server/service/python-parser.ts';
import { schemas } from './schemas.ts';

const { resolve } = createRequire(import.meta.url);
const fact = (path: string): unknown => JSON.parse(readFileSync(`schemas/${path}.json`, 'utf8'));

const facts: Facts = {
  airflow: fact('airflow/options') as Facts['airflow'],
  airflowOperators: fact('airflow/operators') as Facts['airflowOperators'],
  dagster: fact('dagster/facts') as Facts['dagster'],
  prefect: fact('prefect/facts') as Facts['prefect'],
  pythonModels: fact('python/kubernetes-models') as Facts['pythonModels'],
  kubernetes: {
    removedVersions: (fact('kubernetes/removed-versions') as { versions: KubernetesFacts['removedVersions'] })
      .versions,
    ...(fact('kubernetes/since') as Pick<KubernetesFacts, 'kinds' | 'fields'>),
  },
};

/** The real facts, schemas and parsers, loaded once for all engine tests of a process. */
export const tools: Tools = {
  facts,
  schemas,
  python: await loadPythonParser({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    language: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  }),
};
