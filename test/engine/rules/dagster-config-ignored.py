# A run or a step gets its arguments from Dagster; a job of an op has its own.
from dagster import op
from dagster_k8s import execute_k8s_job, k8s_job_executor, k8s_job_op

executor = k8s_job_executor.configured({"step_k8s_config": {"container_config": {"args": ["x"], "command": ["y"]}}})
#                                                                                ^^^^^^ dagster-config-ignored: Dagster sets "args" of container_config itself
op_ = k8s_job_op.configured({"image": "a/b:1", "container_config": {"args": ["x"]}, "job_metadata": {"name": "x"}}, name="op_")
#                                                                                                    ^^^^^^ dagster-config-ignored: Dagster sets "name" of job_metadata itself


@op(
    tags={
        "dagster-k8s/config": {
            "job_config": {"apiVersion": "batch/v1", "spec": {}},
#                          ^^^^^^^^^^^^ dagster-config-ignored: Dagster sets "apiVersion" of job_config itself
#                                                    ^^^^^^ dagster-config-ignored: Dagster sets "spec" of job_config itself
            "pod_template_spec_metadata": {"name": "x", "namespace": "data"},
#                                          ^^^^^^ dagster-config-ignored: Dagster sets "name" of pod_template_spec_metadata itself
            "job_metadata": {"labels": {"name": "x"}},
        }
    }
)
def load():
    pass
