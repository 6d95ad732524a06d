import { entries, get, items, type Node, text } from '../syntax/node.ts';

type Quantities = Readonly<Record<string, string>>;

/** What a LimitRange says of containers, with the defaults that the API server fills in. Quantities as written. */
export interface LimitRange {
  /** Limits and requests of containers that name none. */
  readonly limits: Quantities;
  readonly requests: Quantities;
  readonly min: Quantities;
  readonly max: Quantities;
}

/**
 * The limits of type Container. As `SetDefaults_LimitRangeItem` does (k8s.io/kubernetes v1.36 pkg/apis/core/v1): a
 * default limit is the maximum where it is not given, a default request the default limit, else the minimum.
 */
export function readLimitRange(node: Node): LimitRange | undefined {
  const container = items(get(node, 'spec', 'limits')).find((it) => text(get(it, 'type')) === 'Container');
  if (!container) return undefined;
  const list = (key: string): Record<string, string> => quantities(get(container, key));
  const [min, max] = [list('min'), list('max')];
  const limits = { ...max, ...list('default') };
  return { limits, requests: { ...min, ...limits, ...list('defaultRequest') }, min, max };
}

/** A list of quantities by resource; what is no text is left out. */
export const quantities = (node: Node | undefined): Record<string, string> =>
  Object.fromEntries(
    entries(node).flatMap(({ key, value }) => {
      const written = text(value);
      return written === undefined ? [] : [[key.value, written]];
    }),
  );
