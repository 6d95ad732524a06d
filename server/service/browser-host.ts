import type { Host } from './host.ts';

/** A worker of a browser: assets are fetched, and there is no disk, so only open documents are known. */
export const browserHost = (base: string): Host => ({
  canonical: (uri) => uri,
  read: () => ({ kind: 'absent' }),
  list: () => ({ uris: [], unreadable: [] }),
  inflate,
  asset: (name) => fetchBytes(new URL(name, base)),
  assetUri: (name) => new URL(name, base).href,
  pause: () => new Promise((resolve) => setTimeout(resolve)),
});

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function fetchBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
