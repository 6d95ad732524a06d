# The provider in use has no other place for it.
from airflow.providers.cncf.kubernetes.operators.kubernetes_pod import KubernetesPodOperator
from airflow.executors.kubernetes_executor import KubernetesExecutor
# -- .podium.yaml --
airflowProviderVersion: 4.4.0
airflowVersion: 2.6.3
