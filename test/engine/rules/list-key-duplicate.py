# In Python, too, the last of two variables counts.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/etl:2.7.0",
    env_vars=[
        k8s.V1EnvVar(name="REGION", value="eu-north-1"),
        k8s.V1EnvVar(name="REGION", value="eu-west-1"),
#                         ^^^^^^^^ list-key-duplicate: "REGION" is set twice, the last one counts
    ],
)
