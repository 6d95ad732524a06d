import { plan, write } from './apply.ts';
import type { Cluster, ConnectOptions, Result, Target } from './cluster.ts';
import type { ResourceType } from './discovery.ts';
import { facts, names } from './facts.ts';
import { endpointOf } from './kubeconfig.ts';
import { watchRuns } from './runs.ts';
import { Transport, type Reads } from './transport.ts';

// A bundle exports what its entry does.
export { readKubeconfig } from './kubeconfig.ts';
export { splitDocuments } from './manifest.ts';

/** Prepares calls to one context of the kubeconfig. Nothing is sent yet; fails only where the kubeconfig is wrong. */
export function connect(options: ConnectOptions): Result<Cluster> {
  const endpoint = endpointOf(options.context, options);
  if (!endpoint.ok) return endpoint;
  const { server, context } = endpoint.value;
  const target: Target = {
    context: options.context,
    namespace: options.namespace ?? context.namespace ?? 'default',
    server,
    protection: options.protection,
  };
  const transport = new Transport(endpoint.value, options.environment ?? process.env);
  return { ok: true, value: clusterOver(transport, target) };
}

function clusterOver(transport: Transport, target: Target): Cluster {
  const end = new AbortController();
  const user = () => userOf(transport);
  const surroundings = { transport, target, user };
  return {
    target,
    user,
    version: () => versionOf(transport),
    namespaces: () => names(transport, namespaceType),
    cronJobs: (namespace = target.namespace) => names(transport, cronJobType, namespace),
    async facts(namespace = target.namespace) {
      const version = await versionOf(transport);
      return version.ok ? await facts(transport, namespace, version.value) : version;
    },
    watchRuns(listener) {
      const runs = watchRuns(transport, target.namespace, listener);
      end.signal.addEventListener('abort', () => {
        runs.close();
      });
      return runs;
    },
    plan: (change, options) => plan(surroundings, change, options),
    write: (change, confirm, options) => write(surroundings, change, confirm, options),
    dropConnections() {
      transport.dropConnections();
    },
    close() {
      end.abort();
      transport.dropConnections();
    },
  };
}

const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  isNamespaced: false,
};
const cronJobType: ResourceType = {
  group: 'batch',
  version: 'v1',
  plural: 'cronjobs',
  kind: 'CronJob',
  isNamespaced: true,
};

async function versionOf(reads: Reads): Promise<Result<string>> {
  const answer = await reads.get<{ readonly major: string; readonly minor: string }>('/version');
  if (!answer.ok) return answer;
  // Providers decorate the minor version, as in `33+`.
  const { major, minor } = answer.value;
  return { ok: true, value: `${major}.${parseInt(minor, 10)}` };
}

async function userOf(reads: Reads): Promise<Result<string>> {
  const answer = await reads.review<{
    readonly status?: { readonly userInfo?: { readonly username?: string } };
  }>('SelfSubjectReview', {});
  if (answer.ok)
    return { ok: true, value: answer.value.status?.userInfo?.username ?? reads.endpoint.context.user };
  const cannotSay = answer.failure.kind === 'not-found' || answer.failure.kind === 'forbidden';
  return cannotSay ? { ok: true, value: reads.endpoint.context.user } : answer;
}
