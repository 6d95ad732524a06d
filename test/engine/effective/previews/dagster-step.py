# -- jobs.py --
from dagster import Definitions, job, op
from dagster_k8s import k8s_job_executor

executor = k8s_job_executor.configured({"env_vars": ["STEP=1"], "resources": {"limits": {"memory": "2Gi"}}})


@op(
    tags={
        "dagster-k8s/config": {
            "container_config": {
                "resources": {"limits": {"memory": "8Gi"}},
#                                        ^ here
                "env": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}],
            },
            "pod_spec_config": {"serviceAccountName": "etl"},
        }
    }
)
def load():
    pass


@job(executor_def=executor, tags={"dagster-k8s/config": {"pod_spec_config": {"priorityClassName": "high"}}})
def nightly():
    load()
# -- dagster.yaml --
run_launcher:
  module: dagster_k8s
  class: K8sRunLauncher
  config:
    service_account_name: dagster
    instance_config_map: dagster-instance
    job_image: my-company/dagster:1.13.27
    env_secrets: [dagster-database]
    resources:
      requests: { memory: 512Mi }
# -- preview --
# Job of step "load"
# Layers, the lowest first: K8sRunLauncher of the instance → k8s_job_executor → tags of the op
apiVersion: batch/v1 # Dagster
kind: Job # Dagster
metadata:
  name: "?" # Dagster, known when it runs
  labels:
    app.kubernetes.io/name: dagster # Dagster
    app.kubernetes.io/instance: dagster # Dagster
    app.kubernetes.io/part-of: dagster # Dagster
spec:
  ttlSecondsAfterFinished: 86400 # Dagster
  backoffLimit: 0 # Dagster
  template:
    metadata:
      name: "?" # Dagster, known when it runs
      labels:
        app.kubernetes.io/name: dagster # Dagster
        app.kubernetes.io/instance: dagster # Dagster
        app.kubernetes.io/part-of: dagster # Dagster
    spec:
      serviceAccountName: etl # tags of the op (jobs.py:14), over K8sRunLauncher of the instance (dagster.yaml:5)
      restartPolicy: Never # Dagster
      automountServiceAccountToken: true # Dagster
      containers:
        - name: dagster # Dagster
          image: my-company/dagster:1.13.27 # K8sRunLauncher of the instance (dagster.yaml:7)
          imagePullPolicy: IfNotPresent # K8sRunLauncher
          resources:
            requests:
              memory: 512Mi # K8sRunLauncher of the instance (dagster.yaml:10)
            limits:
              memory: 8Gi # tags of the op (jobs.py:11), over k8s_job_executor (jobs.py:4)
          envFrom:
            - secretRef:
                name: dagster-database # K8sRunLauncher of the instance (dagster.yaml:8)
          env:
            - name: DAGSTER_HOME # Dagster
              value: /opt/dagster/dagster_home # K8sRunLauncher
            - name: STEP # k8s_job_executor (jobs.py:4)
              value: "1" # k8s_job_executor (jobs.py:4)
            - name: DB_PASSWORD # tags of the op (jobs.py:12)
              value: "••••••" # tags of the op (jobs.py:12)
          args: "?" # Dagster, known when it runs
