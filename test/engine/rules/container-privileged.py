# The same through the Kubernetes client.
from kubernetes.client import models as k8s

container = k8s.V1Container(
    name="base",
    image="my-company/etl:2.7.0",
    security_context=k8s.V1SecurityContext(privileged=True),
#                                                     ^^^^ container-privileged: container "base" runs privileged
)
