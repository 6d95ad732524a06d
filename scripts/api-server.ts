import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { get, text } from '../server/engine/syntax/node.ts';
import { parseYaml } from '../server/engine/syntax/yaml.ts';

export interface Verdict {
  /** Of HTTP: 201 where the object is created. */
  readonly status: number;
  /** Why not; '' where it is. */
  readonly words: string;
}

/** What an API server says to the creation of objects in the namespace "default", each given as the text of a manifest. */
export interface ApiServer {
  /** As `kubectl create --validate=strict --dry-run=server`: nothing is stored. The server has to have the kind. */
  dryRun(manifest: string): Promise<Verdict>;
  /** Creates a CustomResourceDefinition; resolves when objects of `kind` can be created. */
  define(definition: string, apiVersion: string, kind: string): Promise<void>;
}

/** The API server of a kubeconfig of a test cluster, asked eight things at a time. */
export function apiServer(kubeconfig: string): ApiServer {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const [{ cluster }] = clusters;
  const ca = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64');
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  const authorization = `Bearer ${users[0].user.token ?? ''}`;
  const collections = new Map<string, Promise<string>>();
  return { dryRun, define };

  async function dryRun(manifest: string): Promise<Verdict> {
    const { root } = parseYaml(manifest);
    const [apiVersion, kind] = [text(get(root, 'apiVersion')) ?? '', text(get(root, 'kind')) ?? ''];
    const id = `${apiVersion}/${kind}`;
    let collection = collections.get(id);
    if (!collection) collections.set(id, (collection = collectionOf(apiVersion, kind)));
    return call('POST', `${await collection}?dryRun=All&fieldValidation=Strict`, manifest);
  }

  async function define(definition: string, apiVersion: string, kind: string): Promise<void> {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const { words } = await call('POST', path, definition);
    if (words !== '') throw new Error(words);
    const probe = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: probe}\n`;
    for (let left = 100; left > 0; left--) {
      const isServed = await dryRun(probe).then(({ status }) => status !== 404, isAbsent);
      if (isServed) return;
      collections.clear();
      await setTimeout(100);
    }
    throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
  }

  /** The path of the objects of a kind. */
  async function collectionOf(apiVersion: string, kind: string): Promise<string> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await ask('GET', path);
    const { resources = [] } = status === 404 ? {} : (JSON.parse(body) as Resources);
    const found = resources.find((it) => it.kind === kind && !it.name.includes('/'));
    if (!found) throw new AbsentKind(`the API server knows no ${apiVersion} ${kind}`);
    return `${path}/${found.namespaced ? 'namespaces/default/' : ''}${found.name}`;
  }

  async function call(method: string, path: string, manifest: string): Promise<Verdict> {
    const { status, body } = await ask(method, path, manifest);
    if (status < 300) return { status, words: '' };
    // A path that is not served is answered in plain text.
    const { message = '' } = body.startsWith('{')
      ? (JSON.parse(body) as { message?: string })
      : { message: body };
    return { status, words: message };
  }

  function ask(method: string, path: string, manifest?: string): Promise<{ status: number; body: string }> {
    const headers = { authorization, 'content-type': 'application/yaml', accept: 'application/json' };
    return new Promise((resolve, reject) => {
      request(`${cluster.server ?? ''}${path}`, { method, agent, headers }, (answer) => {
        textOf(answer).then((body) => {
          resolve({ status: answer.statusCode ?? 0, body });
        }, reject);
      })
        .on('error', reject)
        .end(manifest);
    });
  }
}

class AbsentKind extends Error {}

/** A kind that is not there yet; anything else is no answer. */
function isAbsent(error: unknown): false {
  if (error instanceof AbsentKind) return false;
  throw error;
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
}

interface Resources {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}
