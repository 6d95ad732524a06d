# The same in a launcher: the pod of the task is refused when it runs.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/etl:2.7.0",
    container_resources=k8s.V1ResourceRequirements(
        requests={"cpu": "500m", "memory": "2Gi"},
#                                          ^^^^^ resource-request-above-limit: the memory request "2Gi" is above the limit "1Gi"
        limits={"memory": "1Gi"},
    ),
)
