/**
 * In the bundle for browsers this stands for Node's `path`, of which yaml-language-server uses a little on the names of
 * schemas. Those are URLs here, so slashes are all there is to know.
 */
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function extname(path: string): string {
  const name = basename(path);
  return name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '';
}

export const isAbsolute = (path: string): boolean => path.startsWith('/');

export const parse = (path: string): { readonly dir: string } => ({
  dir: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
});

export const resolve = (folder: string, path: string): string =>
  new URL(path, `http://podium.local${folder}/`).pathname;

export const sep = '/';

export const join = (...parts: readonly string[]): string => normalize(parts.join('/'));

export const normalize = (path: string): string => path.replace(/\/{2,}/g, '/');
