import { parseImage } from '../model/image.ts';
import { hasPlaceholder } from '../model/placeholder.ts';
import { defineRule } from './rule.ts';

export const imageReferenceInvalid = defineRule({
  id: 'image-reference-invalid',
  severity: 'error',
  summary: 'The image of a container is no image reference',
  why: 'The API server does not read it, but the kubelet does: the pod is made, stays in `InvalidImageName` and never starts.',

  *container({ image, pod }) {
    // In a part of a pod an empty image is none.
    if (!image || isReplaced(image.value) || (image.value === '' && pod.partial)) return;
    const wrong = fault(image.value);
    if (wrong === undefined) return;
    yield { at: image, message: `"${image.value.trim()}" is no image reference: ${wrong}` };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: registry.example.com/data/ETL-Job:2.7.0
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image-reference-invalid: "registry.example.com/data/ETL-Job:2.7.0" is no image reference: its name must be lower case
    - name: proxy
      image: https://registry.example.com/proxy:1.0.0
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ image-reference-invalid: "https://registry.example.com/proxy:1.0.0" is no image reference: it must not begin with "https://"
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: registry.example.com/data/etl-job:2.7.0
    - name: proxy
      image: registry.example.com/proxy:1.0.0
`,
});

/** Whether a tool puts the reference there first: `ko`, or a search for `IMAGE_NAME`, `__IMAGE__`, `%IMAGE%`, `@IMAGE@`. */
const isReplaced = (written: string): boolean =>
  hasPlaceholder(written) || /^ko:\/\/|^[A-Z][A-Z0-9_]*$|(__|[%@#])\{?\w+\}?\1/.test(written);

/** What is wrong, in the words of whoever wrote it; undefined for a reference. */
function fault(written: string): string | undefined {
  if (written === '') return 'it is empty';
  if (/^\s|\s$/.test(written)) return 'white space stands around it';
  const image = parseImage(written);
  if (image) {
    const isShort =
      image.digest?.startsWith('sha256:') === true && image.digest.length !== 'sha256:'.length + 64;
    return isShort ? 'a sha256 digest has 64 digits' : undefined;
  }
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(written) ?? [];
  if (scheme !== undefined) return `it must not begin with "${scheme}"`;
  if (/\s/.test(written)) return 'white space stands in it';
  if (/[:@]$/.test(written)) return `nothing stands after "${written.at(-1) ?? ''}"`;
  const [name, tag] = split(written);
  if (parseImage(name.toLowerCase()) && !parseImage(name)) return 'its name must be lower case';
  if (tag !== undefined && parseImage(name)) return `"${tag}" is no tag`;
  return 'it must read registry/name:tag';
}

/** The part behind the last colon after the last slash is the tag. */
function split(written: string): [name: string, tag: string | undefined] {
  const bare = written.split('@')[0] ?? written;
  const colon = bare.indexOf(':', bare.lastIndexOf('/'));
  return colon < 0 ? [bare, undefined] : [bare.slice(0, colon), bare.slice(colon + 1)];
}
