import { resolveKubernetes } from '../syntax/dialect.ts';
import type { Node } from '../syntax/node.ts';
import { remembering } from '../text/remember.ts';

/**
 * A Kubernetes quantity in exact nano-units, as `k8s.io/apimachinery` v0.36 `resource.ParseQuantity` reads it: a decimal
 * number, then a binary suffix (`Ki`…`Ei`), a decimal one (`n u m k M G T P E`) or an exponent. Undefined for anything
 * else; white space around it is passed over. Finer than nano is rounded up, away from zero, as there.
 */
export const parseQuantity = remembering(readQuantity);

function readQuantity(written: string): bigint | undefined {
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/.exec(
    written.trim(),
  );
  if (!match) return undefined;
  const [, sign = '', digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const scaled = BigInt(whole + fraction || '0') * nano(suffix);
  const divisor =
    10n ** BigInt(fraction.length) * (suffix && powers[suffix] === undefined ? exponentDivisor(suffix) : 1n);
  const size = (scaled + divisor - 1n) / divisor;
  return sign === '-' ? -size : size;
}

/** The quantity that a manifest writes, where a bare number is one too, in nano-units; undefined for anything else. */
export function quantityAt(node: Node | undefined): bigint | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const scalar = resolveKubernetes(node);
  if (scalar.type === 'null' || scalar.type === 'boolean') return undefined;
  return parseQuantity(String(scalar.value));
}

const powers: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 10n ** 3n,
  m: 10n ** 6n,
  '': 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 2n ** 10n * 10n ** 9n,
  Mi: 2n ** 20n * 10n ** 9n,
  Gi: 2n ** 30n * 10n ** 9n,
  Ti: 2n ** 40n * 10n ** 9n,
  Pi: 2n ** 50n * 10n ** 9n,
  Ei: 2n ** 60n * 10n ** 9n,
};

function nano(suffix: string): bigint {
  const power = powers[suffix];
  if (power !== undefined) return power;
  const exponent = Number(suffix.slice(1));
  return exponent > 0 ? 10n ** BigInt(9 + exponent) : 10n ** 9n;
}

function exponentDivisor(suffix: string): bigint {
  const exponent = Number(suffix.slice(1));
  return exponent < 0 ? 10n ** BigInt(-exponent) : 1n;
}

/** What was probably meant by text that is no quantity: `512MB` → `512Mi`, `1 Gi` → `1Gi`, `500millicores` → `500m`. */
export function nearestQuantity(written: string): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(written);
  if (!match) return undefined;
  const [, digits = '', unit = ''] = match;
  const suffix = meant.find(([pattern]) => pattern.test(unit))?.[1];
  const guess = suffix === undefined ? undefined : digits + suffix;
  return guess !== undefined && parseQuantity(guess) !== undefined ? guess : undefined;
}

const meant: readonly (readonly [RegExp, string])[] = [
  [/^(k|ki|kb|kib|kilobytes?)$/i, 'Ki'],
  [/^(m|mi|mb|mib|megabytes?)$/i, 'Mi'],
  [/^(g|gi|gb|gib|gigabytes?)$/i, 'Gi'],
  [/^(t|ti|tb|tib|terabytes?)$/i, 'Ti'],
  [/^(p|pi|pb|pib)$/i, 'Pi'],
  [/^(milli(cpus?|cores?)?|mcpus?)$/i, 'm'],
  [/^(cpus?|cores?|vcpus?|b|bytes?)$/i, ''],
];

/** Nano-units as a person writes them: bytes in the largest binary unit that fits, everything else in units or thousandths. */
export function formatQuantity(nano: bigint, resource: string): string {
  if (!/memory|storage/.test(resource)) {
    return nano % 1_000_000_000n === 0n
      ? String(nano / 1_000_000_000n)
      : `${(nano + 999_999n) / 1_000_000n}m`;
  }
  const bytes = (nano + 999_999_999n) / 1_000_000_000n;
  for (const [unit, shift] of [
    ['Ti', 40n],
    ['Gi', 30n],
    ['Mi', 20n],
    ['Ki', 10n],
  ] as const) {
    if (bytes >> shift >= 10n || (bytes >> shift > 0n && bytes % (1n << shift) === 0n)) {
      return `${bytes % (1n << shift) === 0n ? '' : '≈ '}${bytes >> shift}${unit}`;
    }
  }
  return String(bytes);
}
