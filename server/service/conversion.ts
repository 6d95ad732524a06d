import {
  type Conversion,
  manifestToPython,
  type PythonStyle,
  pythonToManifest,
} from '../engine/features/python-conversion.ts';
import type { Range } from '../engine/text/document.ts';
import type { Service } from './service.ts';

/** What stands around a range of a file in another form; undefined where it has none. */
export function converted(
  service: Service,
  uri: string,
  { start, end }: Range,
  to: PythonStyle | 'manifest',
): Conversion | undefined {
  const at = service.regionAt(uri, start);
  if (!at) return undefined;
  const { region, offset } = at;
  const { facts } = service.tools;
  if (to === 'manifest') return pythonToManifest(region, offset, facts);
  return manifestToPython(region, { start: offset, end: offset + end - start }, to, facts);
}
