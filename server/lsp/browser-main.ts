import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { browserHost } from '../service/browser-host.ts';
import { serve } from './server.ts';

/** The part of a worker's global scope that is used here; the types of browsers are not among those of the server. */
interface WorkerScope {
  readonly location: { readonly href: string };
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

declare const self: WorkerScope;

// The assets lie one folder above the web bundle, where the Node bundles have them beside them.
serve(
  createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)),
  browserHost(new URL('..', self.location.href).href),
);
