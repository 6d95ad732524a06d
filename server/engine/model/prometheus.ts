import { get, items, type Node, text } from '../syntax/node.ts';
import { type Located, locatedAt } from './located.ts';
import type { RegionModel } from './region.ts';

/** A step of `relabel_configs` or of one of its like. */
export interface Relabeling {
  readonly node: Node;
  readonly action: string;
  readonly sourceLabels: readonly string[];
  readonly regex: Located | undefined;
}

export interface ScrapeConfig {
  readonly node: Node;
  readonly name: Located | undefined;
  /** Namespaces in which it looks for pods; undefined means all, and no entry that it looks for none. */
  readonly podNamespaces: readonly (readonly Located[] | undefined)[];
  /** Steps on targets, before they are scraped. */
  readonly relabelings: readonly Relabeling[];
}

/** The Prometheus configurations of a region: the file itself, or a key of a ConfigMap. */
export const prometheusRoots = ({ documents }: RegionModel): Node[] =>
  documents.filter((it) => it.id === 'prometheus' && !it.partial).map((it) => it.node);

export const scrapeConfigs = (root: Node): ScrapeConfig[] =>
  items(get(root, 'scrape_configs')).map((node) => ({
    node,
    name: locatedAt(node, 'job_name'),
    podNamespaces: items(get(node, 'kubernetes_sd_configs')).flatMap((it) => {
      if (text(get(it, 'role')) !== 'pod') return [];
      const names = items(get(it, 'namespaces', 'names')).flatMap((name) => locatedAt(name) ?? []);
      return [names.length > 0 ? names : undefined];
    }),
    relabelings: items(get(node, 'relabel_configs')).map(readRelabeling),
  }));

/** Every relabeling of a configuration, wherever Prometheus takes one. */
export function allRelabelings(root: Node): Relabeling[] {
  const found: Relabeling[] = [];
  const lists = /^(metric_|write_|alert_)?relabel_configs$/;
  const walk = (node: Node, depth: number): void => {
    if (depth > 20) return;
    for (let i = 0; node.kind === 'map' && i + 1 < node.children.length; i += 2) {
      const [key, value] = [node.children[i], node.children[i + 1]];
      if (!key || !value) continue;
      if (lists.test(key.value)) found.push(...items(value).map(readRelabeling));
      else walk(value, depth + 1);
    }
    if (node.kind === 'seq') for (const it of node.children) walk(it, depth + 1);
  };
  walk(root, 0);
  return found;
}

function readRelabeling(node: Node): Relabeling {
  return {
    node,
    action: (text(get(node, 'action')) ?? 'replace').toLowerCase(),
    sourceLabels: items(get(node, 'source_labels')).map((it) => text(it) ?? ''),
    regex: locatedAt(node, 'regex'),
  };
}
