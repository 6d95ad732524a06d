import { compareVersions } from './airflow-facts.ts';
import { parseImage } from './image.ts';

/** Whether an image is the one that the Airflow project publishes, with nothing added. */
export const isOfficialImage = (image: string): boolean =>
  /^(?:docker\.io\/)?apache\/airflow$/.test(parseImage(image)?.name ?? '');

/** `2.7.0` of `apache/airflow:slim-2.7.0-python3.10`; undefined for other images, and for tags that say no version. */
export function imageVersion(image: string): string | undefined {
  const reference = parseImage(image);
  if (!reference?.name.endsWith('airflow')) return undefined;
  const version = /^(?:v|slim-)?(\d+\.\d+(?:\.\d+)?)(?![\w.])/.exec(reference.tag ?? '')?.[1];
  return version !== undefined && compareVersions(version, '1.10') >= 0 ? version : undefined;
}
