import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { format, resolveConfig } from 'prettier';
import { get, type Node, text as textOf } from '../server/engine/syntax/node.ts';
import { cutRegions } from '../server/engine/syntax/regions.ts';
import { parseYaml } from '../server/engine/syntax/yaml.ts';
import { withCluster } from './with-cluster.ts';

/** What a real API server says to a manifest, asked without storing anything. */
interface Verdict {
  readonly manifest: string;
  /** Whether it can be created. */
  readonly accepted: boolean;
  /** The reason, '' where it is accepted. */
  readonly words: string;
  /** The reason where only server-side apply refuses it. */
  readonly applyWords?: string;
}

/** Calls the API server as administrator. */
type Call = (
  method: string,
  path: string,
  type?: string,
  body?: string,
) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * Starts a control plane, asks it about each document of `test/engine/golden/RULE.yaml` and writes the verdicts to
 * `RULE.json` beside it, against which `test/engine/golden.test.ts` holds our rules. With rule ids, only those.
 * A document whose first line is `# Given` is no case: it is created before the cases are asked about.
 */
const only = process.argv.slice(2);
const sources = globSync('test/engine/golden/*.yaml').sort();
const wanted = sources.filter((it) => only.length === 0 || only.includes(basename(it, '.yaml')));
await withCluster(async (kubeconfig) => {
  const call = caller(kubeconfig);
  for (const source of wanted) await writeVerdicts(source, call);
});

function caller(path: string): Call {
  const config = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly clusters: readonly [
      { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
    ];
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  const { cluster: server } = config.clusters[0];
  const ca = Buffer.from(server['certificate-authority-data'], 'base64');
  const authorization = `Bearer ${config.users[0].user.token}`;
  return (method, path, type = 'application/json', body = '') =>
    new Promise((resolve, reject) => {
      const headers = { authorization, 'content-type': type, accept: 'application/json' };
      request(server.server + path, { method, headers, ca }, (response) => {
        text(response).then((answer) => {
          resolve({ status: response.statusCode ?? 0, body: answer });
        }, reject);
      })
        .on('error', reject)
        .end(body);
    });
}

async function writeVerdicts(source: string, call: Call): Promise<void> {
  const documents = cutRegions(readFileSync(source, 'utf8')).map((it) => it.text.replace(/^\s*\n/, ''));
  const isGiven = (it: string) => it.startsWith('# Given\n');
  for (const document of documents.filter(isGiven)) await create(document, call);
  const verdicts: Verdict[] = [];
  for (const document of documents.filter((it) => !isGiven(it))) {
    verdicts.push(await verdict(document, call));
  }
  const target = join(dirname(source), `${basename(source, '.yaml')}.json`);
  const options = { ...(await resolveConfig(target)), parser: 'json' };
  writeFileSync(target, await format(JSON.stringify(verdicts), options));
  const refused = verdicts.filter((it) => !it.accepted).length;
  console.log(`wrote ${target}: ${verdicts.length} cases, ${refused} refused`);
}

/** Creates an object and waits until the API server goes by it. */
async function create(manifest: string, call: Call): Promise<void> {
  const { root } = parseYaml(manifest);
  const collection = await collectionOf(root, call);
  const name = textOf(get(root, 'metadata', 'name'));
  if (collection === undefined || name === undefined) throw new Error(`cannot be created:\n${manifest}`);
  const words = reason(await call('POST', collection, 'application/yaml', manifest));
  if (words !== '') throw new Error(words);
  // Pods are refused before a controller has made the service account, and quotas count from their status.
  const path = `${collection}/${name}`;
  const kind = textOf(get(root, 'kind'));
  if (kind === 'Namespace') await waitFor(`${path}/serviceaccounts/default`, /./, call);
  if (kind === 'ResourceQuota') await waitFor(path, /"status":\s*\{\s*"hard"/, call);
}

/** Waits until the answer to a path matches a pattern. */
async function waitFor(path: string, pattern: RegExp, call: Call): Promise<void> {
  for (;;) {
    const { status, body } = await call('GET', path);
    if (status < 300 && pattern.test(body)) return;
    await setTimeout(50);
  }
}

async function verdict(manifest: string, call: Call): Promise<Verdict> {
  const { root } = parseYaml(manifest);
  const collection = await collectionOf(root, call);
  if (collection === undefined) {
    const [kind, version] = ['kind', 'apiVersion'].map((it) => textOf(get(root, it)) ?? '');
    return { manifest, accepted: false, words: `no matches for kind "${kind}" in version "${version}"` };
  }
  const asking = 'dryRun=All&fieldValidation=Strict';
  const created = await call('POST', `${collection}?${asking}`, 'application/yaml', manifest);
  const words = reason(created);
  const name = textOf(get(root, 'metadata', 'name'));
  if (words !== '' || name === undefined) return { manifest, accepted: words === '', words };
  const path = `${collection}/${encodeURIComponent(name)}?${asking}&fieldManager=podium`;
  const applyWords = reason(await call('PATCH', path, 'application/apply-patch+yaml', manifest));
  return { manifest, accepted: true, words, ...(applyWords === '' ? {} : { applyWords }) };
}

/**
 * The path at which an object is created, in the namespace "default" where it should have one and names none; undefined
 * where the API server does not serve this version of the kind.
 */
async function collectionOf(object: Node | undefined, call: Call): Promise<string | undefined> {
  const apiVersion = textOf(get(object, 'apiVersion')) ?? '';
  const kind = textOf(get(object, 'kind')) ?? '';
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { status, body } = await call('GET', root);
  if (status === 404) return undefined;
  const { resources = [] } = JSON.parse(body) as {
    readonly resources?: readonly {
      readonly name: string;
      readonly kind: string;
      readonly namespaced: boolean;
    }[];
  };
  const served = resources.find((it) => it.kind === kind && !it.name.includes('/'));
  if (!served) return undefined;
  const namespace = textOf(get(object, 'metadata', 'namespace')) ?? 'default';
  return `${root}/${served.namespaced ? `namespaces/${namespace}/` : ''}${served.name}`;
}

function reason({ status, body }: { readonly status: number; readonly body: string }): string {
  if (status < 300) return '';
  const { message = body } = JSON.parse(body) as { readonly message?: string };
  return message;
}
