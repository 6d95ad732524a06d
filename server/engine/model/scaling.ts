import { get, isNull, type Node, text } from '../syntax/node.ts';
import type { Resource } from './resource.ts';

/** What an autoscaler scales, and between which numbers of pods. */
export interface Scaling {
  readonly kind: string;
  readonly name: string;
  /** Undefined where it is no number. */
  readonly lowest: number | undefined;
  readonly highest: number | undefined;
}

/** The fields that hold the bounds of an autoscaler, and what they are where they are left out. */
const autoscalers: Readonly<
  Record<string, { readonly lowest: string; readonly highest: string; readonly usual: readonly number[] }>
> = {
  HorizontalPodAutoscaler: { lowest: 'minReplicas', highest: 'maxReplicas', usual: [1] },
  // KEDA, `apis/keda/v1alpha1/scaledobject_types.go`.
  ScaledObject: { lowest: 'minReplicaCount', highest: 'maxReplicaCount', usual: [0, 100] },
};

export const autoscalerKinds = Object.keys(autoscalers);

/** Undefined for what is no autoscaler, or names no target. */
export function scalingOf({ kind, node }: Resource): Scaling | undefined {
  const target = get(node, 'spec', 'scaleTargetRef');
  const name = text(get(target, 'name'));
  const [lowest, highest] = scalingBounds(node, kind);
  if (!autoscalers[kind] || name === undefined) return undefined;
  return { kind: text(get(target, 'kind')) ?? 'Deployment', name, lowest, highest };
}

/** The bounds of an autoscaler, those left out as its controller takes them. */
export function scalingBounds(node: Node, kind: string): readonly [number | undefined, number | undefined] {
  const fields = autoscalers[kind];
  if (!fields) return [undefined, undefined];
  const [lowest, highest] = [get(node, 'spec', fields.lowest), get(node, 'spec', fields.highest)];
  return [
    isNull(lowest) ? fields.usual[0] : wholeNumber(lowest),
    isNull(highest) ? fields.usual[1] : wholeNumber(highest),
  ];
}

/** Undefined for anything but a number written in digits, such as a template. */
function wholeNumber(node: Node | undefined): number | undefined {
  const written = text(node);
  return written !== undefined && /^\d+$/.test(written) ? Number(written) : undefined;
}
