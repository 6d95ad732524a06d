# Prefect 2 has the module still: it only stands in the way of 3.
from prefect.infrastructure.kubernetes import KubernetesJob
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed [warning]: Prefect 3 has no "prefect.infrastructure.kubernetes": use a work pool

job = KubernetesJob(image="my-company/prefect-flow:1.4.0")
# -- .podium.yaml --
prefectVersion: 2.20.26
