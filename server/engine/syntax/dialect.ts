import { type Node, target } from './node.ts';

/** What a scalar means to the program that reads it. Integers beyond 2^53 keep their sign and size only roughly. */
export type Scalar =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'integer' | 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string };

/**
 * Resolves a scalar as the Kubernetes API server does: `sigs.k8s.io/yaml` v1.6 over go-yaml v2 (`resolve.go`), so `yes`,
 * `on` and `y` are true, `0644` and `0o644` are 420, `1_000` is 1000, and `12:30:45` is text. Timestamps stay text,
 * because JSON has none. Quoted and block scalars are strings.
 */
export function resolveKubernetes(node: Node): Scalar {
  const { value, style, tag } = target(node);
  if (tag === '!!str' || tag === '!' || (style !== 'plain' && tag === '')) return { type: 'string', value };
  const first = value.charCodeAt(0);
  // Most text begins with a letter that begins no number, boolean or null.
  if (first > 96 && first < 123 && !'ynotf.'.includes(value[0] ?? '')) return { type: 'string', value };
  return words.get(value) ?? number(value) ?? { type: 'string', value };
}

/**
 * As PyYAML 6 (`resolver.py`) reads it: Dagster and Prefect files. `y` and `n` are text there, so are `08`, `0o17`, `1e3` and
 * `1.5e3` (an exponent needs a point and a sign), and `12:30:45` is a number.
 */
export function resolvePython(node: Node): Scalar {
  const { value, style } = target(node);
  if (style === 'plain' && /^[yYnN]$|^[-+]?0([oOBX]|[0-9_]*[89][0-9_]*$)/.test(value))
    return { type: 'string', value };
  if (
    style === 'plain' &&
    /^[-+.0-9_]+[eE]/.test(value) &&
    !/^[-+]?[0-9_]*\.[0-9_]*[eE][-+][0-9]+$/.test(value)
  ) {
    return { type: 'string', value };
  }
  if (style === 'plain' && /^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$/.test(value)) {
    const seconds = value.split(':').reduce((sum, part) => sum * 60 + Number(part.replaceAll('_', '')), 0);
    return { type: 'integer', value: seconds };
  }
  return resolveKubernetes(node);
}

const words = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((it) => [it, { type: 'null' }] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(
    (it) => [it, { type: 'boolean', value: true }] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map(
    (it) => [it, { type: 'boolean', value: false }] as const,
  ),
  ...['.nan', '.NaN', '.NAN'].map((it) => [it, { type: 'number', value: NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (it) => [it, { type: 'number', value: Infinity }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((it) => [it, { type: 'number', value: -Infinity }] as const),
]);

function number(written: string): Scalar | undefined {
  // No number has other characters: most of what begins like one is a quantity or a version.
  if (!/^[-+.0-9][-+.0-9_a-fA-FoOxX]*$/.test(written)) return undefined;
  if (/^[1-9][0-9]{0,14}$/.test(written)) return { type: 'integer', value: Number(written) };
  const plain = written.replaceAll('_', '');
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(plain) ?? [];
  const integer = integerOf(rest);
  if (integer !== undefined) return { type: 'integer', value: sign === '-' ? -integer : integer };
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) {
    return { type: 'number', value: Number(plain) };
  }
  return undefined;
}

function integerOf(digits: string): number | undefined {
  if (/^0[bB][01]+$/.test(digits)) return Number(digits);
  if (/^0[oO][0-7]+$/.test(digits)) return Number(digits);
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return Number(digits);
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  return /^(0|[1-9][0-9]*)$/.test(digits) ? Number(digits) : undefined;
}
