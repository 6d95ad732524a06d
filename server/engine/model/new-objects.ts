/** An object as a good start for one's own. */
export interface NewObject {
  readonly kind: string;
  readonly apiVersion: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** In the snippet syntax of LSP, without a line break at its end. `\${2:…}` is the namespace, in all but a Namespace. */
  readonly snippet: string;
}

const object = (snippet: string, purpose: string): NewObject => {
  const [, apiVersion = '', kind = ''] = /^apiVersion: (.*)\nkind: (.*)/.exec(snippet) ?? [];
  return { kind, apiVersion, purpose, snippet };
};

/** What people write most, first. The same as the snippets of the extension where it has them. */
export const newObjects: readonly NewObject[] = [
  object(
    `apiVersion: batch/v1
kind: CronJob
metadata:
  name: \${1:daily-report}
  namespace: \${2:data-platform}
  labels:
    app.kubernetes.io/name: \${1:daily-report}
spec:
  schedule: "\${3:0 2 * * *}"
  timeZone: \${4:Etc/UTC}
  concurrencyPolicy: \${5|Forbid,Replace,Allow|}
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 3600
      ttlSecondsAfterFinished: 86400
      template:
        metadata:
          labels:
            app.kubernetes.io/name: \${1:daily-report}
        spec:
          serviceAccountName: \${6:daily-report}
          restartPolicy: \${7|Never,OnFailure|}
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: main
              image: \${8:registry.example.com/data/daily-report:1.0.0}
              args: ["\${9:run}"]
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: ["ALL"]
              resources:
                requests:
                  cpu: 250m
                  memory: 256Mi
                limits:
                  cpu: "1"
                  memory: 512Mi`,
    'does not overlap, ends, cleans up, with limits and without root',
  ),
  object(
    `apiVersion: batch/v1
kind: Job
metadata:
  name: \${1:migrate}
  namespace: \${2:data-platform}
  labels:
    app.kubernetes.io/name: \${1:migrate}
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 3600
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels:
        app.kubernetes.io/name: \${1:migrate}
    spec:
      serviceAccountName: \${3:migrate}
      restartPolicy: \${4|Never,OnFailure|}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: main
          image: \${5:registry.example.com/data/migrate:1.0.0}
          args: ["\${6:run}"]
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: ["ALL"]
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
            limits:
              cpu: "1"
              memory: 512Mi`,
    'ends, cleans up, with limits and without root',
  ),
  object(
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: \${1:web}
  namespace: \${2:data-platform}
  labels:
    app.kubernetes.io/name: \${1:web}
spec:
  replicas: \${3:1}
  selector:
    matchLabels:
      app.kubernetes.io/name: \${1:web}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: \${1:web}
    spec:
      serviceAccountName: \${4:web}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: main
          image: \${5:registry.example.com/data/web:1.0.0}
          ports:
            - name: http
              containerPort: \${6:8080}
          readinessProbe:
            httpGet:
              path: \${7:/healthz}
              port: http
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: ["ALL"]
          resources:
            requests:
              cpu: 250m
              memory: 256Mi
            limits:
              cpu: "1"
              memory: 512Mi`,
    'with a probe, with limits and without root',
  ),
  object(
    `apiVersion: v1
kind: ServiceAccount
metadata:
  name: \${1:daily-report}
  namespace: \${2:data-platform}
automountServiceAccountToken: \${3|false,true|}`,
    'the identity of pods',
  ),
  object(
    `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: \${1:daily-report}
  namespace: \${2:data-platform}
rules:
  - apiGroups: ["\${3:}"]
    resources: ["\${4:pods}"]
    verbs: ["get", "list", "watch"]`,
    'what may be done in a namespace',
  ),
  object(
    `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: \${1:daily-report}
  namespace: \${2:data-platform}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: \${1:daily-report}
subjects:
  - kind: ServiceAccount
    name: \${1:daily-report}
    namespace: \${2:data-platform}`,
    'gives a role to a service account',
  ),
  object(
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: \${1:settings}
  namespace: \${2:data-platform}
data:
  \${3:LOG_LEVEL}: \${4:info}`,
    'settings for pods',
  ),
  object(
    `apiVersion: v1
kind: Secret
metadata:
  name: \${1:credentials}
  namespace: \${2:data-platform}
type: Opaque
stringData:
  \${3:password}: ""`,
    'credentials for pods',
  ),
  object(
    `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: \${1:data}
  namespace: \${2:data-platform}
spec:
  accessModes: ["\${3|ReadWriteOnce,ReadWriteMany,ReadWriteOncePod|}"]
  storageClassName: \${4:standard}
  resources:
    requests:
      storage: \${5:10Gi}`,
    'storage that outlives its pods',
  ),
  object(
    `apiVersion: v1
kind: ResourceQuota
metadata:
  name: \${1:data-platform}-quota
  namespace: \${1:data-platform}
spec:
  hard:
    requests.cpu: "\${2:10}"
    requests.memory: \${3:20Gi}
    limits.cpu: "\${4:20}"
    limits.memory: \${5:40Gi}
    persistentvolumeclaims: "\${6:10}"`,
    'what a namespace may use in all',
  ),
  object(
    `apiVersion: v1
kind: LimitRange
metadata:
  name: \${1:data-platform}-limits
  namespace: \${1:data-platform}
spec:
  limits:
    - type: Container
      defaultRequest:
        cpu: 250m
        memory: 256Mi
      default:
        cpu: 500m
        memory: 512Mi
      min:
        cpu: 50m
        memory: 64Mi
      max:
        cpu: "4"
        memory: 8Gi`,
    'what a container gets that asks for nothing',
  ),
  object(
    `apiVersion: v1
kind: Namespace
metadata:
  name: \${1:data-platform}
  labels:
    pod-security.kubernetes.io/enforce: \${2|restricted,baseline,privileged|}`,
    'with a pod security level',
  ),
  object(
    `apiVersion: v1
kind: Service
metadata:
  name: \${1:web}
  namespace: \${2:data-platform}
spec:
  selector:
    app.kubernetes.io/name: \${1:web}
  ports:
    - name: http
      port: \${3:80}
      targetPort: \${4:http}`,
    'one address for pods',
  ),
  object(
    `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: \${1:web}
  namespace: \${2:data-platform}
spec:
  maxUnavailable: \${3:1}
  selector:
    matchLabels:
      app.kubernetes.io/name: \${1:web}`,
    'how many pods may be away at a time',
  ),
  object(
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: \${1:web}
  namespace: \${2:data-platform}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: \${1:web}
  policyTypes: ["Ingress"]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: \${3:gateway}
      ports:
        - port: \${4:http}`,
    'who may send to pods',
  ),
  object(
    `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: \${1:web}
  namespace: \${2:data-platform}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: \${1:web}
  minReplicas: \${3:2}
  maxReplicas: \${4:5}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70`,
    'as many pods as the load needs',
  ),
];
