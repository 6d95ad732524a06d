/** The parts of an image reference, as `distribution/reference` v0.6 splits it. `name` includes the registry. */
export interface ImageReference {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Offset of the tag in the reference, without its colon; -1 without a tag. */
  readonly tagStart: number;
}

/** Undefined for text that is no image reference. */
export function parseImage(reference: string): ImageReference | undefined {
  const match = pattern.exec(reference);
  if (!match) return undefined;
  const [, name = '', tag, digest] = match;
  return { name, tag, digest, tagStart: tag === undefined ? -1 : name.length + 1 };
}

const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const part = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const pattern = new RegExp(
  `^((?:${host}/)?${part}(?:/${part})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);
