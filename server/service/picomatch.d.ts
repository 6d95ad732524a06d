/** The part of picomatch 4 that we use; it comes without types. */
declare module 'picomatch' {
  /** A test of paths with forward slashes; of several globs one must match. Never throws for a string. */
  export default function picomatch(
    globs: string | readonly string[],
    options?: { readonly dot?: boolean },
  ): (path: string) => boolean;
}
