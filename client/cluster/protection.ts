import type { Protection, ProtectionSettings } from './cluster.ts';

/**
 * How carefully a context must be treated. A glob with wildcards must match the whole name; one without matches where
 * the name has it as a word of its own: `prod` is in `prod-eu` and `eu.prod`, not in `product-dev`.
 */
export function protectionOf(context: string, settings: ProtectionSettings): Protection {
  if (!settings.protected.some((it) => matches(it, context))) return 'none';
  if (settings.level === 'readOnly') return 'read-only';
  return settings.level === 'typedConfirm' ? 'typed-name' : 'none';
}

function matches(glob: string, context: string): boolean {
  const literal = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = literal.replaceAll('*', '.*').replaceAll('?', '.');
  const isWhole = /[*?]/.test(glob);
  const expression = isWhole ? `^${pattern}$` : `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
  return new RegExp(expression, 'iu').test(context);
}
