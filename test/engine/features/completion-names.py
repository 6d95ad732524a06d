# Names in the arguments of launchers and in the models of the Kubernetes client.
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from dagster_k8s import K8sRunLauncher
from kubernetes.client import models as k8s

anywhere = KubernetesPodOperator(task_id="anywhere", namespace="", image="a:1")
#                                                               ^ completes: data | reporting
extract = KubernetesPodOperator(
    task_id="extract",
    namespace="data",
    service_account_name="e",
#                          ^ completes: etl
    image="my-company/",
#                     ^ completes: a:1 | my-company/etl:2.7.0
    volumes=[k8s.V1Volume(name="files", config_map=k8s.V1ConfigMapVolumeSource(name=''))],
#                                                                                    ^ completes: settings
    volume_mounts=[k8s.V1VolumeMount(name="", mount_path="/files")],
#                                          ^ completes: files
    container_resources=k8s.V1ResourceRequirements(limits={"memory": "5", "cpu": }),
#                                                                      ^ completes: 5Mi | 5Gi | 128Mi | 256Mi | 512Mi | 1Gi …
#                                                                                ^ completes: "100m" | "250m" | "500m" | "1" | "2" | "4"
)
launcher = K8sRunLauncher(
    service_account_name=
#                        ^ completes: "etl" | "reports" | "e"
)
secret = K8sRunLauncher(job_namespace="data", env_secrets=["data", ""], service_account_name="")
#                                                                   ^ completes: database | data
#                                                                                            ^ completes: nothing
other = K8sRunLauncher(job_namespace="data", service_account_name="
#                                                                  ^ completes: etl | e
)
# -- defined.yaml --
apiVersion: v1
kind: ServiceAccount
metadata: { name: etl, namespace: data }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reports, namespace: reporting }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: data }
---
apiVersion: v1
kind: Secret
metadata: { name: database, namespace: data }
---
apiVersion: v1
kind: Pod
metadata: { name: etl, namespace: data }
spec: { containers: [{ name: main, image: 'my-company/etl:2.7.0' }] }
