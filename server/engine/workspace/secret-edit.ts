import { setValue, yamlDocument } from '../syntax/edit.ts';
import { type FileChange, shift } from '../text/document.ts';
import type { Lookups } from './lookups.ts';

export interface SecretEntry {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly key: string;
  readonly value: string;
}

/** Puts an entry into a Secret: into the one of that name in the same file, else into a new one at the end of it. */
export function addToSecret(
  { name, namespace, key, value }: SecretEntry,
  uri: string,
  lookups: Lookups,
): FileChange[] {
  const known = lookups.find('Secret', namespace, name).find((it) => it.place?.region.uri === uri);
  const place = known?.place;
  const node = place?.region.model.resources.find(
    (it) => it.kind === 'Secret' && it.name?.value === name,
  )?.node;
  if (place && node) {
    const edits = setValue(place.region.text, node, ['stringData', key], value).map(({ range, newText }) => ({
      range: shift(range, place.region.start),
      newText,
    }));
    return [{ uri, edits }];
  }
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { [key]: value } };
  return [{ uri, append: `---\n${yamlDocument(secret)}` }];
}
