import type { LauncherCall } from '../model/launchers/launcher.ts';
import type { Container, PodSpec } from '../model/pod.ts';
import type { Resource } from '../model/resource.ts';
import type { Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/** A thing with a name, for the outline of a file. Ranges are offsets of the region. */
export interface SymbolTree {
  readonly kind: 'object' | 'container' | 'launcher';
  readonly name: string;
  readonly detail: string;
  /** All of its text. */
  readonly whole: Range;
  /** What to select when it is chosen; always inside `whole`. */
  readonly at: Range;
  readonly children: readonly SymbolTree[];
}

/** The objects of a region with their containers, or the launcher calls of a Python file, in the order of the text. */
export function symbols({ model }: Region): SymbolTree[] {
  return [...model.resources.map(objectSymbol), ...model.launchers.flatMap(launcherSymbol)].sort(
    (a, b) => a.whole.start - b.whole.start,
  );
}

function objectSymbol({ kind, name, namespace, node, at, pod }: Resource): SymbolTree {
  return {
    kind: 'object',
    name: name ? `${kind} ${name.value}` : kind,
    detail: namespace?.value ?? '',
    whole: { start: node.start, end: node.end },
    at: within(at, node),
    children: pod ? containerSymbols(pod) : [],
  };
}

function launcherSymbol(launcher: LauncherCall): SymbolTree[] {
  if (launcher.kind === 'import' || launcher.kind === 'model') return [];
  const { call, kind, pod } = launcher;
  const name = pod?.owner.name?.value;
  const children = pod ? containerSymbols(pod).filter(({ whole }) => isWithin(whole, call)) : [];
  return [
    {
      kind: 'launcher',
      name: name ?? kind,
      detail: name ? kind : '',
      whole: { start: call.start, end: call.end },
      at: call.calleeRange,
      children,
    },
  ];
}

const containerSymbols = ({ initContainers, containers }: PodSpec): SymbolTree[] =>
  [...initContainers, ...containers].filter(({ node }) => node.kind === 'map').map(containerSymbol);

function containerSymbol({ name, image, node, at, init }: Container): SymbolTree {
  const detail = [init ? 'init' : '', image?.value ?? ''].filter(Boolean).join(' · ');
  return {
    kind: 'container',
    name: name?.value ?? 'container',
    detail,
    whole: { start: node.start, end: node.end },
    at: within(at, node),
    children: [],
  };
}

const isWithin = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

const within = (at: Range, whole: Range): Range =>
  isWithin(at, whole) ? at : { start: whole.start, end: whole.start };
