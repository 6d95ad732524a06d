import { parseQuantity } from '../model/quantity.ts';
import { text } from '../syntax/node.ts';
import { pathAt } from '../syntax/path.ts';
import type { Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/** What a quantity such as `512M` amounts to, in the units that people compare; undefined off a quantity. */
export function quantityHover(
  { model }: Region,
  offset: number,
): { range: Range; markdown: string } | undefined {
  const roots = [
    model.root,
    ...model.pods.flatMap((it) => [...it.initContainers, ...it.containers]).map((it) => it.node),
  ];
  const path = roots.map((it) => pathAt(it, offset)).find((it) => it && isQuantity(it.keys));
  const written = path && text(path.node);
  const resource = path?.keys.at(-1) ?? '';
  const size = written === undefined ? undefined : parseQuantity(written);
  if (!path || written === undefined || written === resource || size === undefined) return undefined;
  const range = { start: path.node.start, end: path.node.end };
  const said = isCpu(resource) ? cpu(size) : isBytes(resource) ? bytes(size) : plain(size);
  return { range, markdown: `\`${written}\` is ${said}` };
}

const isQuantity = (keys: readonly string[]): boolean =>
  quantityFields.has(keys.at(-1) ?? '') || quantityMaps.has(keys.at(-2) ?? '');

/** Maps from a resource to a quantity: of containers, claims, quotas and limit ranges. */
const quantityMaps = new Set([
  'allocatable',
  'capacity',
  'default',
  'defaultRequest',
  'hard',
  'limits',
  'max',
  'maxLimitRequestRatio',
  'min',
  'overhead',
  'requests',
  'used',
]);

const quantityFields = new Set(['sizeLimit', 'averageValue']);

const isCpu = (resource: string): boolean => /(?:^|\.)cpu$/.test(resource);
const isBytes = (resource: string): boolean =>
  /(?:^|\.)(?:memory|storage|ephemeral-storage|sizeLimit)$|hugepages-/.test(resource);

const nano = 10n ** 9n;

function cpu(size: bigint): string {
  const milli = (size * 1000n + nano - 1n) / nano;
  const cores = Number(milli) / 1000;
  return `${milli} millicores, ${cores === 1 ? 'one core' : `${cores} cores`}`;
}

function bytes(size: bigint): string {
  const count = (size + nano - 1n) / nano;
  const exact = `${group(count)} ${count === 1n ? 'byte' : 'bytes'}`;
  if (count < 1024n) return exact;
  return `${exact}: ${scaled(count, 1024, ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'])} or ${scaled(count, 1000, ['k', 'M', 'G', 'T', 'P', 'E'])}`;
}

const plain = (size: bigint): string =>
  size % nano === 0n ? group(size / nano) : String(Number(size) / 1e9);

function scaled(count: bigint, base: number, units: readonly string[]): string {
  let value = Number(count) / base;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  const rounded = Math.round(value * 100) / 100;
  return `${rounded === value ? '' : '≈ '}${rounded}${units[unit] ?? ''}`;
}

const group = (count: bigint): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, '\u202f');
