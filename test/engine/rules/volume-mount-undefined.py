# A task names its volumes beside its mounts; with a template, or what cannot be known, they may stand elsewhere.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

data = k8s.V1Volume(name="data", empty_dir=k8s.V1EmptyDirVolumeSource())

load = KubernetesPodOperator(
    task_id="load",
    image="my-company/etl:2.7.0",
    volumes=[data],
    volume_mounts=[
        k8s.V1VolumeMount(name="data", mount_path="/data"),
        k8s.V1VolumeMount(name="dta", mount_path="/other"),
#                              ^^^^^ volume-mount-undefined: the pod has no volume "dta", did you mean "data"?
    ],
)
templated = KubernetesPodOperator(
    task_id="templated",
    image="my-company/etl:2.7.0",
    pod_template_file="/opt/airflow/template.yaml",
    volume_mounts=[k8s.V1VolumeMount(name="logs", mount_path="/logs")],
)
unknown = KubernetesPodOperator(
    task_id="unknown",
    image="my-company/etl:2.7.0",
    volumes=common_volumes(),
    volume_mounts=[k8s.V1VolumeMount(name="logs", mount_path="/logs")],
)
