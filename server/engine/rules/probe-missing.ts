import { isWhole } from '../model/pod.ts';
import { isWholePod } from '../model/whole-pod.ts';
import { get } from '../syntax/node.ts';
import { defineRule } from './rule.ts';

export const probeMissing = defineRule({
  id: 'probe-missing',
  severity: 'hint',
  summary: 'Nothing asks a long-running container whether it still works',
  why: 'A process that hangs counts as running: it is neither restarted (liveness) nor left out by its Service (readiness), and a rollout goes on over a version that does not work.',

  *container({ node, pod, name, init, at }) {
    if (init || !pod.longRunning || !isWholePod(pod) || !isWhole(pod, node)) return;
    if (probes.some((it) => get(node, it))) return;
    yield { at, message: `container "${name?.value ?? ''}" has no probe` };
  },

  before: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
#               ^^^ probe-missing: container "web" has no probe
          image: my-company/web:2.7.0
`,
  after: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: my-company/web:2.7.0
          readinessProbe:
            httpGet: { path: /health, port: 8080 }
`,
});

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
