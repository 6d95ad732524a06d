# Models by all their import paths; what is no model of ours, or cannot be told, is left alone.
import kubernetes
import kubernetes.client as kc
from kubernetes import client
from kubernetes.client import V1EnvVar as Env
from kubernetes.client.models.v1_volume import V1Volume
from kubernetes_asyncio.client import V1Pod

kubernetes.client.V1Container(name="a", volumeMounts=[])
#                                       ^^^^^^^^^^^^ python-model-argument-unknown: V1Container has no argument "volumeMounts", did you mean "volume_mounts"?
kc.models.V1PodSpec(containers=[], service_acount_name="etl", restartPolicy="Never", whatever=1)
#                                  ^^^^^^^^^^^^^^^^^^^ python-model-argument-unknown: V1PodSpec has no argument "service_acount_name", did you mean "service_account_name"?
#                                                             ^^^^^^^^^^^^^ python-model-argument-unknown: V1PodSpec has no argument "restartPolicy", did you mean "restart_policy"?
#                                                                                    ^^^^^^^^ python-model-argument-unknown: V1PodSpec has no argument "whatever"
client.V1Probe(httpGet=None, http_get=None)
#              ^^^^^^^ python-model-argument-unknown: V1Probe has no argument "httpGet"
client.V1LifecycleHandler(exec=None, _exec=None)
#                         ^^^^ python-model-argument-unknown: V1LifecycleHandler has no argument "exec"
client.V1LifecycleHandler(exec=None)
#                         ^^^^ python-model-argument-unknown: V1LifecycleHandler has no argument "exec", did you mean "_exec"?
client.V1CustomResource(spec={}, anything=1)
client.ApiClient(hosts=1)
Env("A", "b", valueFrom=None, local_vars_configuration=None)
#             ^^^^^^^^^ python-model-argument-unknown: V1EnvVar has no argument "valueFrom", did you mean "value_from"?
V1Volume(name="data", **{"emptyDir": None})
#                        ^^^^^^^^^^ python-model-argument-unknown: V1Volume has no argument "emptyDir", did you mean "empty_dir"?
V1Pod(**options)


def f(client):
    client.V1Container(nam="a")
