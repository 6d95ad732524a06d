# What moved, what is gone with its module, and what is still there in Prefect 3.
import prefect.infrastructure.kubernetes
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.kubernetes": use a work pool
import prefect.deployments
from prefect import flow, task
from prefect.agent import PrefectAgent
#                         ^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.agent.PrefectAgent": use a work pool
from prefect.blocks.kubernetes import KubernetesClusterConfig
#    ^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.blocks.kubernetes": use prefect_kubernetes.credentials.KubernetesClusterConfig
from prefect.blocks.system import JSON, Secret
#                                 ^^^^ prefect-import-removed: Prefect 3 has no "prefect.blocks.system.JSON"
from prefect.deployments import Deployment, run_deployment
#                               ^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.deployments.Deployment": use flow.serve()
from prefect.filesystems import GitHub as Hub, LocalFileSystem, S3
#                               ^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.filesystems.GitHub": use prefect_github.GitHubRepository
#                                                               ^^ prefect-import-removed: Prefect 3 has no "prefect.filesystems.S3": use prefect_aws.S3Bucket
from prefect.infrastructure import (
    DockerContainer,
#   ^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.DockerContainer": use a work pool
    KubernetesJob as Job,
#   ^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.KubernetesJob": use a work pool
)
from prefect.infrastructure.kubernetes import KubernetesImagePullPolicy, KubernetesJob
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ prefect-import-removed: Prefect 3 has no "prefect.infrastructure.kubernetes": use a work pool
from prefect.infrastructure.provisioners import get_infrastructure_provisioner_for_work_pool_type
from prefect_kubernetes import KubernetesJob as StillThere
from prefect_kubernetes.jobs import KubernetesJob as AlsoThere

try:
    from prefect.infrastructure import Process
except ImportError:
    pass
