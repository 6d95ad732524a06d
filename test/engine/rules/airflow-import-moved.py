# Imports that may fail are meant to; what a module took the place of is named once.
from airflow.contrib.operators import kubernetes_pod_operator
#                                     ^^^^^^^^^^^^^^^^^^^^^^^ airflow-import-moved: Airflow 3.0 has no "kubernetes_pod_operator" in airflow.contrib.operators, import it from airflow.providers.cncf.kubernetes.operators.pod
from airflow.executors.local_executor import LocalExecutor
from airflow.executors.kubernetes_executor import KubernetesExecutor as Executor
#                                                 ^^^^^^^^^^^^^^^^^^ airflow-import-moved: Airflow 3.0 has no "KubernetesExecutor" in airflow.executors.kubernetes_executor, import it from airflow.providers.cncf.kubernetes.executors.kubernetes_executor
from airflow.kubernetes import secret
#                              ^^^^^^ airflow-import-moved: Airflow 3.0 has no "secret" in airflow.kubernetes, import it from airflow.providers.cncf.kubernetes.secret
from airflow.kubernetes.pod_generator import PodDefaults, PodGenerator
#                                            ^^^^^^^^^^^ airflow-import-moved: Airflow 3.0 has no "PodDefaults" in airflow.kubernetes.pod_generator, nothing took its place
#                                                         ^^^^^^^^^^^^ airflow-import-moved: Airflow 3.0 has no "PodGenerator" in airflow.kubernetes.pod_generator, import it from airflow.providers.cncf.kubernetes.pod_generator
from airflow.kubernetes.volume import Volume
#                                     ^^^^^^ airflow-import-moved: Airflow 3.0 has no "Volume" in airflow.kubernetes.volume, use V1Volume of kubernetes.client
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
import airflow.kubernetes.pod_generator
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ airflow-import-moved: Airflow 3.0 has no "pod_generator" in airflow.kubernetes, import it from airflow.providers.cncf.kubernetes.pod_generator

try:
    from airflow.providers.cncf.kubernetes.secret import Secret
except ImportError:
    from airflow.kubernetes.secret import Secret
