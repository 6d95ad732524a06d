# Two names for one setting, of which Airflow 3.3 gives the newer a meaning of its own.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

KubernetesPodOperator(task_id="a", reattach_on_restart=False)
#                                  ^^^^^^^^^^^^^^^^^^^ airflow-argument-removed [warning]: "reattach_on_restart" is "durable" since cncf-kubernetes 10.20.0
KubernetesPodOperator(task_id="b", is_delete_operator_pod=True)
#                                  ^^^^^^^^^^^^^^^^^^^^^^ airflow-argument-removed [warning]: "is_delete_operator_pod" is ignored since cncf-kubernetes 10.0.0, use "on_finish_action"
# -- .podium.yaml --
airflowProviderVersion: 10.25.0
airflowVersion: 3.3.2
