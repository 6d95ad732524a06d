# -- dags/ml.py --
from airflow.decorators import task
from kubernetes.client import models as k8s

config = {
    "pod_override": k8s.V1Pod(
        spec=k8s.V1PodSpec(
            containers=[k8s.V1Container(name="base", resources=k8s.V1ResourceRequirements(limits={"nvidia.com/gpu": 1}))],
#                       ^ here
        )
    )
}


@task(executor_config=config)
def train():
    pass
# -- pod-template.yaml --
apiVersion: v1
kind: Pod
spec:
  serviceAccountName: airflow-worker
  containers:
    - name: worker
      image: my-company/airflow:2.7.0
# -- preview --
# Pod of a worker
# Layers, the lowest first: pod template pod-template.yaml → KubernetesExecutor → pod_override
apiVersion: v1 # pod template pod-template.yaml (pod-template.yaml:1)
kind: Pod # pod template pod-template.yaml (pod-template.yaml:2)
spec:
  serviceAccountName: airflow-worker # pod template pod-template.yaml (pod-template.yaml:4)
  containers:
    - name: base # pod_override (ml.py:7), over KubernetesExecutor
      image: my-company/airflow:2.7.0 # pod template pod-template.yaml (pod-template.yaml:7)
      env:
        - name: AIRFLOW_IS_K8S_EXECUTOR_POD # KubernetesExecutor
          value: "True" # KubernetesExecutor
      resources:
        limits:
          nvidia.com/gpu: "1" # pod_override (ml.py:7)
