# What may be an argument in some way is left alone: of BaseOperator, of a subclass, of another provider's operator.
from airflow.decorators import task
from airflow.providers.amazon.aws.operators.eks import EksPodOperator
from airflow.providers.cncf.kubernetes.operators.job import KubernetesJobOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.operators.resource import KubernetesCreateResourceOperator
from airflow.providers.cncf.kubernetes.sensors.spark_kubernetes import SparkKubernetesSensor
from somewhere import more


class Ours(KubernetesPodOperator):
    def __init__(self, team, **kwargs):
        super().__init__(**kwargs)


common = {"namespace": "data", "imagePullPolicy": "Always"}
#                              ^^^^^^^^^^^^^^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "imagePullPolicy", did you mean "image_pull_policy"?

Ours(task_id="a", team="data", anything=1)
EksPodOperator(task_id="b", cluster_name="data", pod_context="x", anything=1)
SparkKubernetesSensor(task_id="c", application_name="x", anything=1)
KubernetesPodOperator(task_id="d", retries=3, pool="x", executor_config={}, multiple_outputs=True, **more)
KubernetesPodOperator(task_id="e", **common)
KubernetesPodOperator.partial(task_id="f", image="a:1", imag="b:1").expand(arguments=[["a"], ["b"]])
#                                                       ^^^^ airflow-argument-unknown: KubernetesPodOperator has no argument "imag"
KubernetesJobOperator(task_id="g", parallelism=2, backoff_limit=1, env_vars={}, backofflimit=2)
#                                                                               ^^^^^^^^^^^^ airflow-argument-unknown: KubernetesJobOperator has no argument "backofflimit"
KubernetesCreateResourceOperator(task_id="h", yaml_conf="", namespaced=True, image="a:1")
#                                                                            ^^^^^ airflow-argument-unknown: KubernetesCreateResourceOperator has no argument "image"


@task.kubernetes(image="a:1", cmds=["x"], use_dill=True, multiple_outputs=True, host_network=True)
#                             ^^^^ airflow-argument-unknown: @task.kubernetes sets "cmds" itself and fails where it is given too
#                                                                               ^^^^^^^^^^^^ airflow-argument-unknown: @task.kubernetes has no argument "host_network", did you mean "hostnetwork"?
def transform(): ...
