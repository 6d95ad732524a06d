import { BlockList, isIP } from 'node:net';
import type { Environment } from './cluster.ts';

/** The proxy that the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case) sets for a server, as Go reads it. */
export function environmentProxy(server: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const variable = (name: string) => environment[name] ?? environment[name.toLowerCase()];
  const proxy = protocol === 'https:' ? variable('HTTPS_PROXY') : variable('HTTP_PROXY');
  if (!proxy) return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isLoopback(host)) return undefined;
  const exceptions = (variable('NO_PROXY') ?? '').split(',').map((it) => it.trim().toLowerCase());
  const standardPort = protocol === 'https:' ? '443' : '80';
  if (exceptions.some((it) => covers(it, host, port || standardPort))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** `*`, an address, a range of addresses, a host with its subdomains, or (with a leading dot) its subdomains only. */
function covers(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true;
  if (exception === '') return false;
  const [, range = '', bits] = /^(.*)\/(\d+)$/.exec(exception) ?? [];
  if (bits !== undefined) return inRange(host, range, Number(bits));
  const [, name = exception, only] = isIP(exception) ? [] : (/^(.*?)(?::(\d+))?$/.exec(exception) ?? []);
  if (only !== undefined && only !== port) return false;
  const suffix = name.replace(/^\*?\./, '.');
  if (suffix.startsWith('.')) return host.endsWith(suffix);
  return host === suffix || (!isIP(host) && host.endsWith(`.${suffix}`));
}

function inRange(host: string, range: string, bits: number): boolean {
  const family = isIP(host);
  if (family === 0 || isIP(range) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(range, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
