from dagster import asset, Definitions
from dagster_k8s import DagsterK8sLauncher
#                       ^^^^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "DagsterK8sLauncher", did you mean "K8sRunLauncher"?
from dagster_k8s.launcher import K8sRunLauncher

@asset
def my_asset() -> str:
    """Asset running on Kubernetes."""
    return "Hello from Kubernetes!"

# Define Kubernetes launcher
launcher = K8sRunLauncher(
#          ^^^^^^^^^^^^^^ dagster-argument-missing: K8sRunLauncher needs "instance_config_map"
    image="my-company/dagster:latest",
#   ^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "image", did you mean "job_image"?
#                             ^^^^^^ image-tag-latest: "my-company/dagster:latest" can be another image at the next run
    service_account_name="dagster-worker",
#                        ^^^^^^^^^^^^^^^^ service-account-missing [info]: no ServiceAccount "dagster-worker" in namespace "dagster"
    namespace="dagster",
#   ^^^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "namespace", did you mean "job_namespace"?
    job_image_pull_policy="Always",
#   ^^^^^^^^^^^^^^^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "job_image_pull_policy", did you mean "image_pull_policy"?
    env={
#   ^^^ dagster-argument-unknown: K8sRunLauncher has no argument "env", did you mean "env_vars"?
        "DATABASE_URL": "postgresql://...",
#                       ^^^^^^^^^^^^^^^^^^ credential-hardcoded: "DATABASE_URL" holds a credential in plain text
    },
)

# Define with Kubernetes launcher
defs = Definitions(
    assets=[my_asset],
    launcher=launcher,
#   ^^^^^^^^ dagster-launcher-misplaced: Definitions has no argument "launcher": a run launcher belongs in dagster.yaml
)
