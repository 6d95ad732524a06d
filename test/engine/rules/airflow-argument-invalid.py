# A V1Pod is what a pod_override is; what is worked out at run time is left alone.
from airflow.operators.python import PythonOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

pod = k8s.V1Pod(spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="base")]))
PythonOperator(task_id="a", executor_config={"pod_override": pod})
PythonOperator(task_id="b", executor_config={"pod_override": {"spec": {"containers": []}}})
#                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-argument-invalid: "pod_override" must be a V1Pod, not a dict
PythonOperator(task_id="c", executor_config={"pod_override": pod_of("c")})
KubernetesPodOperator(task_id="d", on_finish_action="{{ params.action }}", on_kill_action="keep_pod")
KubernetesPodOperator(task_id="e", on_kill_action="delete_active_pod")
#                                                 ^^^^^^^^^^^^^^^^^^^ airflow-argument-invalid: "on_kill_action" is one of delete_pod, keep_pod, not "delete_active_pod"
PythonOperator(task_id="f", executor_config={"KubernetesExecutor": {"image": "a:1"}})
#                                            ^^^^^^^^^^^^^^^^^^^^ airflow-argument-invalid [warning]: cncf-kubernetes 10.0.0 refuses "KubernetesExecutor" in executor_config, use "pod_override" with a V1Pod
