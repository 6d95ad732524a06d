# The KubernetesJob of prefect_kubernetes is another one, and so is what a name stands for only sometimes.
from prefect.infrastructure.kubernetes import KubernetesJob as Job
from prefect_kubernetes import KubernetesJob

common = {"namespace": "prefect", "cpu": 1}
#                                 ^^^^^ prefect-argument-unknown: KubernetesJob ignores "cpu"

Job(image="etl:1", env_vars={"A": "b"}, servce_account_name="etl", **common)
#                  ^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "env_vars", did you mean "env"?
#                                       ^^^^^^^^^^^^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "servce_account_name", did you mean "service_account_name"?
Job(image="etl:1", name="a", job_name="b")
#                            ^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "job_name"
KubernetesJob(v1_job={}, resources={})
