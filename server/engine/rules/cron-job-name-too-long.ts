import { locatedAt } from '../model/located.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule } from './rule.ts';

export const cronJobNameTooLong = defineRule({
  id: 'cron-job-name-too-long',
  severity: 'error',
  kinds: ['CronJob'],
  summary: 'The name of a CronJob has more than 52 characters',
  why: `The controller adds a dash and ten digits to name each Job, which may have 63 characters, so the API server refuses a longer name.`,

  *resource({ node }) {
    const name = locatedAt(node, 'metadata', 'name');
    const at = name ?? locatedAt(node, 'metadata', 'generateName');
    // The API server adds five characters to a generateName.
    const most = name ? 52 : 47;
    if (!at || at.value.length <= most || at.value.includes('{{')) return;
    const shorter = at.value.slice(0, most).replace(/[^a-z0-9]+$/i, '');
    yield {
      at,
      message: `"${at.value}" has ${at.value.length} characters, a CronJob takes ${most} at most`,
      fix: { title: `Shorten to "${shorter}"`, edits: () => replaceScalar(at.node, shorter) },
    };
  },

  before: `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: warehouse-orders-incremental-load-from-production-replica
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cron-job-name-too-long: "warehouse-orders-incremental-load-from-production-replica" has 57 characters, a CronJob takes 52 at most
spec:
  schedule: "0 6 * * *"
`,
  after: `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: warehouse-orders-incremental-load-from-production-re
spec:
  schedule: "0 6 * * *"
`,
});
