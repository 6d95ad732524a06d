# Only the V1Pod of a pod_override is merged into a worker.
from airflow.decorators import task
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

big = {"pod_override": k8s.V1Pod(spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="worker", image="etl:2.7.0")]))}
#                                                                                    ^^^^^^^^ airflow-worker-container-misnamed: the first container of a pod_override must be "base", not "worker"


@task(executor_config=big)
def load():
    return 1


@task(executor_config={"pod_override": k8s.V1Pod(spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="base")]))})
def check():
    return 2


other = k8s.V1Pod(spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="etl", image="etl:2.7.0")]))
etl = KubernetesPodOperator(task_id="etl", full_pod_spec=other)
