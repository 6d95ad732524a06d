import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type ApiServer, apiServer } from './api-server.ts';
import { mutations } from './mutate.ts';
import { withCluster } from './with-cluster.ts';

/** What a real API server says to the mistakes of a manifest. */
export interface Verdicts {
  /** Of the manifest and of all its mistakes. */
  readonly sha256: string;
  /**
   * Of the mistakes in the order of their seeds: `.` would be created, `d` is refused while it is decoded, `v` is refused by
   * what reads it then: validation and admission.
   */
  readonly verdicts: string;
  /** Why, for each `v` in their order. */
  readonly words: readonly string[];
}

/** Seeds of the mistakes that are committed; those above are for tests with a cluster at hand. */
export const committedSeeds = 260;

export const verdictsPath = 'test/engine/differential/verdicts.json';
export const definitionPath = 'test/engine/differential/pipeline-definition.yaml';

/** The manifests that mistakes are made in, by their names. */
export const differentialManifests = (): ReadonlyMap<string, string> =>
  new Map(
    globSync('test/engine/differential/*.yaml')
      .sort()
      .map((path): [string, string] => [basename(path, '.yaml'), readFileSync(path, 'utf8')])
      .filter(([, text]) => !text.includes('kind: CustomResourceDefinition')),
  );

export const digest = (texts: Iterable<string>): string =>
  createHash('sha256')
    .update([...texts].join('\0'))
    .digest('hex');

/** Makes the one custom kind known that manifests are of. */
export const definePipelines = (server: ApiServer): Promise<void> =>
  server.define(readFileSync(definitionPath, 'utf8'), 'data.podium.example/v1', 'Pipeline');

/** One letter of `Verdicts.verdicts`. */
export const letterOf = (status: number): string => (status < 300 ? '.' : status === 400 ? 'd' : 'v');

/**
 * Starts a control plane, asks it about the mistakes of all manifests of `test/engine/differential` and writes its verdicts
 * to `verdicts.json` there, against which `test/engine/differential.test.ts` holds all our rules. With the name of a manifest
 * and a seed, shows that mistake and what the server says of it.
 */
async function main([name, seed]: readonly string[]): Promise<void> {
  await withCluster(async (kubeconfig) => {
    const server = apiServer(kubeconfig);
    await definePipelines(server);
    if (name !== undefined) await show(server, name, Number(seed));
    else await write(server);
  });
}

async function show(server: ApiServer, name: string, seed: number): Promise<void> {
  const text = mutations(differentialManifests().get(name) ?? '', seed, seed + 1).get(seed);
  if (text === undefined) throw new Error(`no mistake ${seed} in a manifest "${name}"`);
  console.log(text);
  console.log(await server.dryRun(text));
}

async function write(server: ApiServer): Promise<void> {
  const all: Record<string, Verdicts> = {};
  for (const [name, text] of differentialManifests()) {
    const untouched = await server.dryRun(text);
    if (untouched.words !== '') throw new Error(`"${name}" is refused as it is: ${untouched.words}`);
    const cases = [...mutations(text, 0, committedSeeds).values()];
    const verdicts = await Promise.all(cases.map((it) => server.dryRun(it)));
    all[name] = {
      sha256: digest([text, ...cases]),
      verdicts: verdicts.map(({ status }) => letterOf(status)).join(''),
      words: verdicts.flatMap(({ status, words }) => (letterOf(status) === 'v' ? shortened(words) : [])),
    };
    console.log(`${name}: ${cases.length} mistakes`);
  }
  writeFileSync(verdictsPath, `${JSON.stringify(all, undefined, 1)}\n`);
}

/** Without the name of the object, which all of them begin with. */
function shortened(words: string): string {
  const reason = words.replace(/^.*? is invalid: /s, '');
  return reason.length > 120 ? `${reason.slice(0, 117)}...` : reason;
}

if (import.meta.main) await main(process.argv.slice(2));
