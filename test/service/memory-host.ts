import { nodeHost } from '../../server/service/node-host.ts';
import type { Eventual, FileContent, Host } from '../../server/service/host.ts';

/** Files in memory, below `file:///work`; everything that comes with Podium is the real thing. */
export class MemoryHost implements Host {
  readonly files = new Map<string, string | FileContent>();
  /** How often each file was read. */
  readonly reads = new Map<string, number>();

  constructor(files: Readonly<Record<string, string | FileContent>> = {}) {
    for (const [path, content] of Object.entries(files)) this.files.set(uriOf(path), content);
  }

  canonical(uri: string): string {
    return nodeHost.canonical(uri);
  }

  inflate(bytes: Uint8Array<ArrayBuffer>): Eventual<Uint8Array> {
    return nodeHost.inflate(bytes);
  }

  asset(name: string): Eventual<Uint8Array<ArrayBuffer>> {
    return nodeHost.asset(name);
  }

  assetUri(name: string): string {
    return nodeHost.assetUri(name);
  }

  pause(): Promise<void> {
    return nodeHost.pause();
  }

  read(uri: string): FileContent {
    this.reads.set(uri, (this.reads.get(uri) ?? 0) + 1);
    const content = this.files.get(uri) ?? { kind: 'absent' };
    return typeof content === 'string' ? { kind: 'text', text: content } : content;
  }

  list(folder: string): { uris: string[]; unreadable: [] } {
    return {
      uris: [...this.files.keys()].filter((it) => it.startsWith(`${folder}/`)).sort(),
      unreadable: [],
    };
  }
}

export const uriOf = (path: string): string => `file:///work/${path}`;
