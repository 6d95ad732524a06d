import { podAmounts, resourceAmounts } from '../model/quantities.ts';
import { covers, type Range } from '../text/document.ts';
import { type Probe, slotOf } from '../workspace/probe.ts';

export interface QuantityCompletion {
  readonly label: string;
  readonly insertText: string;
  /** What it amounts to. */
  readonly detail: string;
}

/** Amounts that people give to CPU, memory and storage; behind a number, that number in the usual units. */
export function quantityCompletion(
  probe: Probe,
): { readonly range: Range; readonly items: readonly QuantityCompletion[] } | undefined {
  const { model, offset, region } = probe;
  const amounts = [...model.pods.flatMap(podAmounts), ...model.resources.flatMap(resourceAmounts)];
  const amount = amounts.find(({ node }) => covers(node, offset));
  const slot = amount && !probe.isKey ? slotOf(probe, amount.node) : undefined;
  const common = amount && commonAmounts(amount.resource);
  if (!slot || !common) return undefined;
  const [digits = ''] = /^\d+(?:\.\d+)?/.exec(region.text.slice(slot.range.start, slot.range.end)) ?? [];
  const written = digits === '' ? [] : common.units.map((unit) => digits + unit);
  const items = [...new Set([...written, ...common.amounts])].map((label) => ({
    label,
    insertText: slot.write(label),
    detail: common.words(label),
  }));
  return { range: slot.range, items };
}

interface Common {
  readonly units: readonly string[];
  readonly amounts: readonly string[];
  readonly words: (amount: string) => string;
}

function commonAmounts(resource: string): Common | undefined {
  const name = resource.replace(/^(?:requests|limits)\./, '');
  if (name === 'cpu')
    return { units: ['m', ''], amounts: ['100m', '250m', '500m', '1', '2', '4'], words: cores };
  if (name === 'memory')
    return { ...bytes, amounts: ['128Mi', '256Mi', '512Mi', '1Gi', '2Gi', '4Gi', '8Gi'] };
  if (name === 'storage' || name === 'ephemeral-storage')
    return { ...bytes, amounts: ['1Gi', '5Gi', '10Gi', '50Gi', '100Gi', '1Ti'] };
  return undefined;
}

function cores(amount: string): string {
  const count = amount.endsWith('m') ? Number(amount.slice(0, -1)) / 1000 : Number(amount);
  return count === 1 ? 'one core' : count < 1 ? `${count} of a core` : `${count} cores`;
}

const powers: Readonly<Record<string, number>> = { Mi: 2 ** 20 / 1e6, Gi: 2 ** 30 / 1e6, Ti: 2 ** 40 / 1e6 };

const bytes = {
  units: ['Mi', 'Gi'],
  words: (amount: string): string => {
    const megabytes = Number.parseFloat(amount) * (powers[amount.slice(-2)] ?? 0);
    return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${Math.round(megabytes / 100) / 10} GB`;
  },
};
