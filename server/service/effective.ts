import { effectiveHover } from '../engine/features/effective-hover.ts';
import { effectivePreview } from '../engine/features/effective-preview.ts';
import type { Origin } from '../engine/model/effective/layered.ts';
import type { Range } from '../engine/text/document.ts';
import { LineIndex } from '../engine/text/line-index.ts';
import { type EffectivePod, effectivePod } from '../engine/workspace/effective-pod.ts';
import type { Service } from './service.ts';

/** The pod or job that an orchestrator makes of what stands at an offset of a file, as a manifest with origins. */
export function effectiveText(
  service: Service,
  uri: string,
  offset: number,
): { readonly title: string; readonly text: string } | undefined {
  const pod = podAt(service, uri, offset);
  return pod && { title: pod.title, text: effectivePreview(pod, placesIn(service)) };
}

/** What becomes of the value at an offset of a file; the range counts in the file. */
export function effectiveHoverText(
  service: Service,
  uri: string,
  offset: number,
): { readonly range: Range; readonly markdown: string } | undefined {
  const pod = podAt(service, uri, offset);
  return pod && effectiveHover(pod, uri, offset, placesIn(service));
}

function podAt(service: Service, uri: string, offset: number): EffectivePod | undefined {
  const at = service.regionAt(uri, offset);
  return at && effectivePod(at.region, at.offset, service.workspace.lookups(), service.tools.facts);
}

/** Names places as `dagster.yaml:7`. */
function placesIn(service: Service): (origin: Origin) => string | undefined {
  const lines = new Map<string, LineIndex>();
  return ({ uri, at }) => {
    const text = uri === undefined ? undefined : service.workspace.file(uri)?.text;
    if (uri === undefined || text === undefined || !at) return undefined;
    let index = lines.get(uri);
    if (!index) lines.set(uri, (index = new LineIndex(text)));
    const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
    return `${name}:${index.positionAt(at.start).line + 1}`;
  };
}
