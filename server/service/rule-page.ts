import type { Host } from './host.ts';

/** Where a rule is explained: the manual that is generated from the rules and comes with Podium, so it needs no network. */
export const rulePage = (host: Host, id: string): string => `${host.assetUri('rules.md')}#${id}`;
