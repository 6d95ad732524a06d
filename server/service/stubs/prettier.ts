/**
 * In the bundle this stands for `prettier/standalone` and its plugins, which yaml-language-server imports for a formatter
 * that Podium does not offer: 400 kB less.
 */
export function format(): never {
  throw new Error('Podium does not format');
}
