# Whatever may be meant to fail, or comes from elsewhere, is left alone.
from dagster_k8s import *
from dagster_k8s import (
    K8sRunLauncher,
    DagsterK8sLauncher as Launcher,
#   ^^^^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "DagsterK8sLauncher", did you mean "K8sRunLauncher"?
    k8s_jobs_executor,  # a slip of the finger
#   ^^^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "k8s_jobs_executor", did you mean "k8s_job_executor"?
    Whatever,
)
from dagster_k8s.launcher import PipesK8sClient
from dagster_k8s.utils import get_common_labels
from dagster_celery_k8s import CeleryK8sRunLauncher
from my_company.dagster_k8s import DagsterK8sLauncher
import dagster_k8s
import dagster_k8s as dk

try:
    from dagster_k8s import K8sScheduler
except ImportError:
    K8sScheduler = None

Launcher(service_account_name="dagster", instance_config_map="dagster-instance")
dagster_k8s.DagsterK8sLauncher()
#           ^^^^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "DagsterK8sLauncher", did you mean "K8sRunLauncher"?
dk.K8sRunLauncher("dagster", "dagster-instance")
dk.k8s_job_exector.configured({})
#  ^^^^^^^^^^^^^^^ dagster-import-unknown: dagster_k8s has no "k8s_job_exector", did you mean "k8s_job_executor"?
dk.launcher.K8sRunLauncher("dagster", "dagster-instance")
