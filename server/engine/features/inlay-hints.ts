import { parseCron } from '../model/cron.ts';
import { cronJobSchedule } from '../model/cron-job.ts';
import { describeCron } from '../model/cron-words.ts';
import { namespaceOf } from '../model/located.ts';
import type { Container } from '../model/pod.ts';
import { names } from '../model/pod.ts';
import { type Amount, podAmounts, resourceAmounts } from '../model/quantities.ts';
import { formatQuantity, quantityAt } from '../model/quantity.ts';
import { resourcesAreWhole } from '../model/resources.ts';
import { entry, get } from '../syntax/node.ts';
import { defaultsOf, limitRangesOf } from '../workspace/limits.ts';
import type { Lookups } from '../workspace/lookups.ts';
import type { Region } from '../workspace/region.ts';

/** Words between the text, which are not part of it. */
export interface InlayHint {
  /** In the region: the end of what it speaks of. */
  readonly offset: number;
  readonly label: string;
  /** Why it is so. */
  readonly tooltip: string;
}

/** Schedules in words, amounts in usual units, and what a LimitRange gives a container that says nothing. */
export function inlayHints({ model, text, language }: Region, lookups: Lookups): InlayHint[] {
  const amounts = [...model.pods.flatMap(podAmounts), ...model.resources.flatMap(resourceAmounts)];
  const containers = model.pods.flatMap((it) => [...it.initContainers, ...it.containers]);
  const found = [
    ...model.resources.flatMap((it) => scheduleHint(cronJobSchedule(it))),
    ...amounts.flatMap(amountHint),
    ...containers.flatMap((it) => {
      const hint = defaultsHint(it, lookups);
      return hint ? [{ ...hint, offset: language === 'python' ? behindValue(it) : behindKey(it, text) }] : [];
    }),
  ];
  return [...new Map(found.map((it) => [it.offset, it])).values()].sort((a, b) => a.offset - b.offset);
}

function scheduleHint(job: ReturnType<typeof cronJobSchedule>): InlayHint[] {
  const reading = job && parseCron(job.schedule.value);
  if (!job || !reading || reading.fault) return [];
  const zone = job.timeZone?.value ?? reading.zone?.name;
  const label = `${describeCron(reading.schedule)}${zone === undefined ? '' : ` (${zone})`}`;
  const tooltip =
    zone === undefined ? 'In the time zone of the cluster, mostly UTC' : `In the time zone ${zone}`;
  return [{ offset: job.schedule.end, label, tooltip }];
}

/** Only for units that people do not compare at a glance. */
function amountHint({ resource, node }: Amount): InlayHint[] {
  const written = node.value;
  const size = quantityAt(node);
  const isOdd = /memory|storage/.test(resource)
    ? /\d{4}$|[kMGTPEm]$|[eE][+-]?\d+$/.test(written)
    : /[nukMGTPE]$/.test(written);
  if (size === undefined || !isOdd) return [];
  const usual = formatQuantity(size, resource);
  if (usual === written || /^\d*$/.test(usual)) return [];
  const label = usual.startsWith('≈') ? usual : `= ${usual}`;
  return [{ offset: node.end, label, tooltip: `${written} of ${resource}` }];
}

function defaultsHint(container: Container, lookups: Lookups): Omit<InlayHint, 'offset'> | undefined {
  const { resources, pod } = container;
  const namespace = namespaceOf(pod.owner);
  const given = resourcesAreWhole(container) ? defaultsOf(namespace, lookups) : undefined;
  if (!given) return undefined;
  const [limits, requests] = [get(resources, 'limits'), get(resources, 'requests')];
  const lacking = (list: Readonly<Record<string, string>>, isSaid: (resource: string) => boolean): string =>
    ['cpu', 'memory']
      .flatMap((it) => (list[it] !== undefined && !isSaid(it) ? [`${it} ${list[it]}`] : []))
      .join(', ');
  const effective = {
    limits: lacking(given.limits, (it) => names(limits, it)),
    // A limit that is said is the request too.
    requests: lacking(given.requests, (it) => names(requests, it) || names(limits, it)),
  };
  const label = Object.entries(effective)
    .flatMap(([list, said]) => (said === '' ? [] : `${list} ${said}`))
    .join('; ');
  if (label === '') return undefined;
  const from = limitRangesOf(namespace, lookups).map((it) => `"${it.name}"`);
  return { label, tooltip: `From LimitRange ${from.join(' and ')}` };
}

/** Behind `resources:`, or behind the name of a container that has none. */
function behindKey({ node, at }: Container, text: string): number {
  const key = entry(node, 'resources')?.key;
  return key ? text.indexOf(':', key.end) + 1 : at.end;
}

const behindValue = ({ resources, image, at }: Container): number => (resources ?? image ?? at).end;
