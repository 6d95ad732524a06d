import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes whenever the text of the corpus does, so that an old one is not taken for it. */
const edition = 2;

/**
 * Manifests as a data team has them, always the same for the same count: workloads of many teams with what they refer to,
 * one manifest in forty with a fault if `faults`. Gives the folder, which is kept from run to run.
 */
export function corpusFolder(parent: string, count: number, faults = true): string {
  const folder = join(parent, `corpus-${edition}-${count}${faults ? '' : '-sound'}`);
  const done = join(folder, '.complete');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const random = randomNumbers(7);
  for (let i = 0; i < count; i++) {
    const team = `team-${Math.floor(i / 100)}`;
    if (i % 100 === 0) mkdirSync(join(folder, team), { recursive: true });
    writeFileSync(
      join(folder, team, `${kinds[i % kinds.length]?.name ?? ''}-${i}.yaml`),
      manifest(i, team, random, faults),
    );
  }
  writeFileSync(done, '');
  return folder;
}

/** One file of many documents, which is what people keep for a whole release. */
export function largeFile(documents: number): string {
  const random = randomNumbers(11);
  return Array.from({ length: documents }, (_, i) => cronJob(i, 'team-large', random)).join('---\n');
}

type Random = () => number;

/** Mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const kinds: readonly {
  readonly name: string;
  readonly make: (i: number, team: string, random: Random) => string;
}[] = [
  { name: 'cron-job', make: cronJob },
  { name: 'deployment', make: deployment },
  { name: 'config-map', make: configMap },
  { name: 'service-account', make: serviceAccount },
  { name: 'deployment', make: deployment },
  { name: 'cron-job', make: cronJob },
  { name: 'role', make: role },
  { name: 'claim', make: claim },
];

function manifest(i: number, team: string, random: Random, faults: boolean): string {
  const text = kinds[i % kinds.length]?.make(i, team, random) ?? '';
  if (!faults || i % 40 !== 13) return text;
  return text.replace('memory: 512Mi', 'memory: 512MB').replace('metadata:', 'metadata:\n  lables: {}');
}

const image = (random: Random): string =>
  `registry.example.com/data/etl-${Math.floor(random() * 50)}:1.${Math.floor(random() * 20)}.0`;

const container = (name: string, random: Random, indent: string): string =>
  `- name: ${name}
  image: ${image(random)}
  command: ["python", "-m", "etl.${name}", "--partition", "$(PARTITION)"]
  env:
    - name: TARGET_TABLE
      value: warehouse.${name.replaceAll('-', '_')}_${Math.floor(random() * 1000)}
    - name: BATCH_SIZE
      value: "${Math.floor(random() * 10_000)}"
    - name: WAREHOUSE_PASSWORD
      valueFrom:
        secretKeyRef:
          name: warehouse
          key: password
  resources:
    requests:
      cpu: ${Math.floor(random() * 10 + 1)}00m
      memory: 512Mi
    limits:
      memory: 1Gi
  securityContext:
    runAsNonRoot: true
    allowPrivilegeEscalation: false
  volumeMounts:
    - name: settings
      mountPath: /etc/etl
      readOnly: true
`.replace(/^(?=.)/gm, indent);

function cronJob(i: number, team: string, random: Random): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: etl-${i}
  namespace: ${team}
  labels:
    app.kubernetes.io/name: etl-${i}
    app.kubernetes.io/part-of: warehouse
spec:
  schedule: "${Math.floor(random() * 60)} ${Math.floor(random() * 24)} * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  jobTemplate:
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 3600
      template:
        spec:
          serviceAccountName: etl-${i - (i % 8) + 3}
          restartPolicy: Never
          containers:
${container(`load-${i}`, random, '            ')}          volumes:
            - name: settings
              configMap:
                name: etl-${i - (i % 8) + 2}
`;
}

function deployment(i: number, team: string, random: Random): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: etl-${i}
  namespace: ${team}
  labels:
    app.kubernetes.io/name: etl-${i}
spec:
  replicas: ${Math.floor(random() * 3) + 1}
  selector:
    matchLabels:
      app.kubernetes.io/name: etl-${i}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: etl-${i}
    spec:
      serviceAccountName: etl-${i - (i % 8) + 3}
      containers:
${container(`serve-${i}`, random, '        ')}      volumes:
        - name: settings
          configMap:
            name: etl-${i - (i % 8) + 2}
`;
}

function configMap(i: number, team: string, random: Random): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: etl-${i}
  namespace: ${team}
data:
  settings.ini: |
    [warehouse]
    host = warehouse.${team}.svc
    pool = ${Math.floor(random() * 50)}
    # Sizes in rows, not in bytes.
    batch = ${Math.floor(random() * 10_000)}
  LOG_LEVEL: info
`;
}

function serviceAccount(i: number, team: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: etl-${i}
  namespace: ${team}
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: etl-${i}
  namespace: ${team}
subjects:
  - kind: ServiceAccount
    name: etl-${i}
    namespace: ${team}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: etl-${i + 3}
`;
}

function role(i: number, team: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: etl-${i}
  namespace: ${team}
rules:
  - apiGroups: [""]
    resources: ["pods", "pods/log"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["batch"]
    resources: ["jobs"]
    verbs: ["get", "create"]
`;
}

function claim(i: number, team: string, random: Random): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: etl-${i}
  namespace: ${team}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: fast
  resources:
    requests:
      storage: ${Math.floor(random() * 100) + 1}Gi
`;
}
