/** A value that one host has at once and another has to wait for. */
export type Eventual<T> = T | Promise<T>;

/** What became of reading a file. Text comes without a byte order mark. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What a walk through a folder found: the URIs of files, and what it could not look into. */
export interface Listing {
  readonly uris: readonly string[];
  readonly unreadable: readonly { readonly uri: string; readonly reason: string }[];
}

/** All that the service needs from outside, with one implementation for Node and one for a browser's worker. */
export interface Host {
  /** The one spelling of a file's URI that is used as its name: clients differ in what they escape. */
  canonical(uri: string): string;
  read(uri: string): Eventual<FileContent>;
  /** Files anywhere below a folder, in order, which `isCandidate` takes by their name. Folders it rejects are not entered. */
  list(folder: string): Eventual<Listing>;
  /** Undoes gzip. */
  inflate(bytes: Uint8Array<ArrayBuffer>): Eventual<Uint8Array>;
  /** A file that comes with Podium, by its path beside the bundle, such as `schemas/kubernetes.json.gz`. */
  asset(name: string): Eventual<Uint8Array<ArrayBuffer>>;
  /** Where a client finds such a file. */
  assetUri(name: string): string;
  /** Lets waiting events be handled between two pieces of long work. */
  pause(): Promise<void>;
}

/** Larger files are generated: nobody reads findings in them. */
export const maximumFileSize = 5_000_000;
