import { parseImage } from '../model/image.ts';
import type { Located } from '../model/located.ts';
import { type TextEdit, within } from '../text/document.ts';
import { type Context, defineRule } from './rule.ts';

export const imageTagLatest = defineRule({
  id: 'image-tag-latest',
  severity: 'warning',
  summary: 'A container image has no fixed tag',
  why: `A retry of yesterday's run pulls today's image, so the same run can give two answers, and nobody can say which code made a result.`,

  *container({ image }, context) {
    const reference = image && parseImage(image.value);
    if (!reference || reference.digest !== undefined) return;
    if (reference.tag !== undefined && reference.tag !== 'latest') return;
    const { name, tag } = reference;
    yield {
      at: tag === undefined ? image : within(context.text, image, 'latest'),
      message: `"${image.value}" can be another image at the next run${tag === undefined ? ': it has no tag' : ''}`,
      fix: { title: 'Pin the image to a tag', edits: () => pin(image, name, context) },
    };
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:latest
#                           ^^^^^^ image-tag-latest: "my-company/etl:latest" can be another image at the next run
    - name: proxy
      image: "registry:5000/proxy"
#            ^^^^^^^^^^^^^^^^^^^^^ image-tag-latest: "registry:5000/proxy" can be another image at the next run: it has no tag
---
apiVersion: v1
kind: Pod
metadata: { name: yesterday }
spec:
  containers:
    - { name: etl, image: my-company/etl:2.7.0 }
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
    - name: proxy
      image: "registry:5000/proxy:1.0.0"
---
apiVersion: v1
kind: Pod
metadata: { name: yesterday }
spec:
  containers:
    - { name: etl, image: my-company/etl:2.7.0 }
`,
});

const workloads = ['CronJob', 'Job', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod'];

/** The tag of the same image elsewhere in the workspace; where there is none, one to be written over. */
function pin(image: Located, name: string, { text, lookups }: Context): TextEdit[] {
  const known = workloads
    .flatMap((kind) => lookups.all(kind))
    .flatMap((it) => it.images)
    .find((it) => it.startsWith(`${name}:`) && !it.endsWith(':latest') && parseImage(it) !== undefined);
  const range = within(text, image, image.value);
  return [{ range, newText: known ?? `${name}:1.0.0` }];
}
