from prefect import flow
from prefect.infrastructure.kubernetes import KubernetesJob
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.kubernetes": use a work pool

# Define Kubernetes infrastructure
k8s_job = KubernetesJob(
    namespace="prefect",
    image="my-company/prefect-flow:latest",
#                                  ^^^^^^ image-tag-latest: "my-company/prefect-flow:latest" can be another image at the next run
    image_pull_policy="Always",
    job_name="prefect-flow-{run_name}",
#   ^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "job_name", did you mean "name"?
    service_account_name="prefect-worker",
#                        ^^^^^^^^^^^^^^^^ service-account-missing [info]: no ServiceAccount "prefect-worker" in namespace "prefect"
    labels={
        "app": "prefect-flow",
        "environment": "production",
    },
    annotations={
#   ^^^^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "annotations"
        "sidecar.istio.io/inject": "false",
    },
    env={
        "ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://...",
#                       ^^^^^^^^^^^^^^^^^^ credential-hardcoded: "DATABASE_URL" holds a credential in plain text
    },
    resources={
#   ^^^^^^^^^ prefect-argument-unknown: KubernetesJob ignores "resources"
        "request": {
            "cpu": "500m",
            "memory": "512Mi",
        },
        "limit": {
            "cpu": "1000m",
            "memory": "2Gi",
        },
    },
)

@flow(name="K8s Flow", infrastructure=k8s_job)
#                      ^^^^^^^^^^^^^^ prefect-flow-argument-unknown: a flow has no argument "infrastructure"
def my_flow():
    """Flow running on Kubernetes."""
    print("Running on Kubernetes!")
