import { parseImage } from '../model/image.ts';
import { locatedAt } from '../model/located.ts';
import type { Container } from '../model/pod.ts';
import { covers, type Range } from '../text/document.ts';
import type { Region } from '../workspace/region.ts';

/** Where a container's image comes from and when it is pulled; undefined off an image. */
export function imageHover(
  { model }: Region,
  offset: number,
): { range: Range; markdown: string } | undefined {
  const containers = model.pods.flatMap((it) => [...it.initContainers, ...it.containers]);
  const container = containers.find(({ image }) => image && covers(image, offset));
  const parts = container?.image && parseImage(container.image.value);
  if (!container?.image || !parts) return undefined;
  const { registry, repository } = place(parts.name);
  const lines = [
    `Image \`${repository}\` from \`${registry}\``,
    parts.tag === undefined ? '' : `- tag \`${parts.tag}\``,
    parts.digest === undefined ? '' : `- digest \`${parts.digest}\`, which decides whatever the tag`,
    parts.tag === undefined && parts.digest === undefined ? '- no tag, so `latest`' : '',
    `- ${pullPolicy(container, parts.tag, parts.digest)}`,
  ];
  const { start, end } = container.image;
  return { range: { start, end }, markdown: lines.filter(Boolean).join('\n') };
}

/** The first part is a registry only where it looks like a host, as `distribution/reference` has it. */
function place(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  if (/[.:]/.test(first) || first === 'localhost')
    return { registry: first, repository: name.slice(slash + 1) };
  return { registry: 'docker.io', repository: slash < 0 ? `library/${name}` : name };
}

/** The default is decided by the API server (`pkg/apis/core/v1/defaults.go`, `SetDefaults_Container`). */
function pullPolicy(container: Container, tag: string | undefined, digest: string | undefined): string {
  const written = locatedAt(container.node, 'imagePullPolicy')?.value;
  if (written !== undefined) return `pulled: \`${written}\`, as \`imagePullPolicy\` says`;
  if (container.node.open) return 'pulled as the rest of the pod says';
  const latest = digest === undefined && (tag === undefined || tag === 'latest');
  return latest ? 'pulled: `Always`, the default for `latest`' : 'pulled: `IfNotPresent`, the default';
}
