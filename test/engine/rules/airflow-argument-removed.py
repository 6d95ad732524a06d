# What raises in the version in force is an error; resources of BaseOperator are another thing.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

keep = True

KubernetesPodOperator(task_id="a", node_selectors={"disk": "ssd"})
#                                  ^^^^^^^^^^^^^^ airflow-argument-removed: cncf-kubernetes 5.0.0 removed "node_selectors", use "node_selector"
KubernetesPodOperator(task_id="b", resources=k8s.V1ResourceRequirements(limits={"memory": "1Gi"}))
#                                  ^^^^^^^^^ airflow-argument-removed: cncf-kubernetes 5.0.0 removed "resources", use "container_resources"
KubernetesPodOperator(task_id="c", resources={"request_memory": "1Gi"})
#                                  ^^^^^^^^^ airflow-argument-removed: cncf-kubernetes 5.0.0 removed "resources", use "container_resources"
KubernetesPodOperator(task_id="d", resources={"cpus": 2})
KubernetesPodOperator(task_id="e", is_delete_operator_pod=keep)
#                                  ^^^^^^^^^^^^^^^^^^^^^^ airflow-argument-removed [warning]: "is_delete_operator_pod" is ignored since cncf-kubernetes 10.0.0, use "on_finish_action"
KubernetesPodOperator(task_id="f", is_delete_operator_pod=False, on_finish_action="keep_pod")
#                                  ^^^^^^^^^^^^^^^^^^^^^^ airflow-argument-removed [warning]: "is_delete_operator_pod" is ignored since cncf-kubernetes 10.0.0, use "on_finish_action"
KubernetesPodOperator(task_id="g", reattach_on_restart=False)
KubernetesPodOperator(task_id="h", task_concurrency=1)
#                                  ^^^^^^^^^^^^^^^^ airflow-argument-removed: Airflow 3.0.6 has no argument "task_concurrency" any more, use "max_active_tis_per_dag"
# -- .podium.yaml --
airflowProviderVersion: 10.8.2
airflowVersion: 3.0.6
