# -- ops.py --
from dagster import op
from dagster_k8s import execute_k8s_job

COMMON = {"env_secrets": ["database"], "labels": {"team": "data"}}


@op
def export(context, day):
    execute_k8s_job(
        context,
#       ^ here
        image="my-company/etl:2.7.0",
        args=["--day", day],
        container_config={"securityContext": {"runAsUser": 1000}},
        **COMMON,
    )
# -- preview --
# Job of execute_k8s_job
# Layers, the lowest first: arguments of the op
# Note: no dagster.yaml with a K8sRunLauncher, or several, in this workspace
apiVersion: batch/v1 # Dagster
kind: Job # Dagster
metadata:
  name: "?" # Dagster, known when it runs
  labels:
    app.kubernetes.io/name: dagster # Dagster
    app.kubernetes.io/instance: dagster # Dagster
    app.kubernetes.io/part-of: dagster # Dagster
    team: data # arguments of the op (ops.py:4)
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
        team: data # arguments of the op (ops.py:4)
    spec:
      restartPolicy: Never # Dagster
      automountServiceAccountToken: true # Dagster
      containers:
        - name: dagster # Dagster
          image: my-company/etl:2.7.0 # arguments of the op (ops.py:11)
          imagePullPolicy: Always # Dagster
          envFrom:
            - secretRef:
                name: database # arguments of the op (ops.py:4)
          securityContext:
            runAsUser: 1000 # arguments of the op (ops.py:13)
          args:
            - "--day" # arguments of the op (ops.py:12)
            - "?" # arguments of the op (ops.py:12), known when it runs
