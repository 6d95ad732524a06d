# A version in force decides; between two that were looked into, what either of them has counts.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

KubernetesPodOperator(task_id="a", durable=True)
#                                  ^^^^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "durable" in cncf-kubernetes 10.6.0, 10.20.0 has it
KubernetesPodOperator(task_id="b", schedule_timeout_seconds=60)
KubernetesPodOperator(task_id="c", on_finish_action="keep_pod")
KubernetesPodOperator(task_id="d", task_display_name="D")
#                                  ^^^^^^^^^^^^^^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "task_display_name" in Airflow 2.7.0, 2.9.3 has it
# -- .podium.yaml --
airflowProviderVersion: 10.6.0
airflowVersion: 2.7.0
