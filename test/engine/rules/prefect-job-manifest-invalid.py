# The job of an infrastructure block of Prefect 2.
from prefect.infrastructure import KubernetesJob

KubernetesJob(job={"kind": "CronJob", "spec": {"template": {"spec": {"restartPolicy": "Always", "containers": [{"name": "a"}]}}}})
#                          ^^^^^^^^^ prefect-job-manifest-invalid: the worker asks for "kind: Job" here
#                                                                                     ^^^^^^^^ prefect-job-manifest-invalid: the worker asks for "restartPolicy: Never" here
#                                                                                                                       ^^^ prefect-job-manifest-invalid: the worker asks for "name: prefect-job" here
KubernetesJob(job=KubernetesJob.base_job_manifest())
