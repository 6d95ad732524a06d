# A template that is at hand says what its arguments override; lists are joined, and what is not known is left alone.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

KubernetesPodOperator(
    task_id="load",
    pod_template_file="/opt/airflow/dags/templates/load.yaml",
    image="my-company/load:2.8.0",
#   ^^^^^ airflow-template-conflict: "image" overrides "image" of the pod template "load.yaml"
    service_account_name="etl",
    image_pull_policy="{{ params.policy }}",
    env_vars={"REGION": "eu"},
    container_resources=k8s.V1ResourceRequirements(limits={"memory": "2Gi"}),
#   ^^^^^^^^^^^^^^^^^^^ airflow-template-conflict: "container_resources" overrides "resources" of the pod template "load.yaml"
    volumes=[k8s.V1Volume(name="data"), k8s.V1Volume(name="scratch")],
#                              ^^^^^^ airflow-template-conflict: the pod template "load.yaml" has a volume "data" too, so the pod is refused
    node_selector=None,
)
KubernetesPodOperator(task_id="a", pod_template_file="/elsewhere/other.yaml", image="a:1")
KubernetesPodOperator(task_id="b", pod_template_file=None, pod_template_dict={"spec": {"serviceAccountName": "x"}}, service_account_name="y")
#                                                                                                                   ^^^^^^^^^^^^^^^^^^^^ airflow-template-conflict: "service_account_name" overrides "serviceAccountName" of the pod template "pod_template_dict"
# -- templates/load.yaml --
apiVersion: v1
kind: Pod
metadata:
  labels: { team: data }
spec:
  serviceAccountName: etl
  nodeSelector: { disk: ssd }
  containers:
    - name: base
      image: my-company/load:2.7.0
      imagePullPolicy: Always
      env: [{ name: REGION, value: us }]
      resources: { limits: { memory: 1Gi } }
  volumes:
    - name: data
      emptyDir: {}
