import type { RequestOptions } from 'node:https';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Environment } from './cluster.ts';
import type { Endpoint } from './kubeconfig.ts';
import { environmentProxy } from './proxy.ts';

/** How long the server may take to begin its answer, in milliseconds. */
export const headersLimit = 30_000;

/** Shorter than undici's own: a connection begun while the network is away must not hold up the next try. */
const connectLimit = 5_000;

/** The options of a connection, in a form that two equal ones can be known by. */
export type ConnectionOptions = ReturnType<Endpoint['config']['createDispatcherOptions']>;

/** What client-node says about TLS and proxies for an endpoint, with the headers of its sign-in left out. */
export function connectionOptions({ config }: Endpoint, tls: RequestOptions): ConnectionOptions {
  const { ca, cert, key, servername, rejectUnauthorized } = tls;
  const known = { ca, cert, key, servername, rejectUnauthorized };
  const present = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return config.createDispatcherOptions(config.getCurrentCluster(), present);
}

/** One connection (HTTP/2 where the server can) for all calls to an endpoint, through the proxy of kubeconfig or environment. */
export function connectionTo(
  endpoint: Endpoint,
  options: ConnectionOptions,
  environment: Environment,
): Dispatcher {
  const common = {
    // Several groups need several headers of one name, which undici joins to one over HTTP/2.
    allowH2: endpoint.impersonation['impersonate-group'] === undefined,
    bodyTimeout: 0,
    headersTimeout: headersLimit,
    keepAliveTimeout: 30_000,
  };
  const connect = { ...tlsOf(options), timeout: connectLimit };
  const proxy = 'uri' in options ? options.uri : environmentProxy(endpoint.server, environment);
  if (proxy === undefined) return new Agent({ ...common, connect });
  // The "h" asks the proxy to resolve names, which undici does in any case.
  return new ProxyAgent({ ...common, uri: proxy.replace(/^socks5h:/, 'socks5:'), requestTls: connect });
}

function tlsOf(options: ConnectionOptions): object {
  if (options.type === 'none') return {};
  return options.type === 'agent' ? options.connect : options.requestTls;
}
