# The same callables by other names, and arguments that cannot be told.
import dagster_k8s.launcher
from dagster import Definitions as Defs, RunConfig
from dagster_k8s import execute_k8s_job, k8s_job_executor, k8s_job_op
from dagster_k8s import K8sRunLauncher as Launcher
from elsewhere import K8sRunLauncher, settings

common = {"job_namespace": "dagster", "image": "etl:1"}
#                                     ^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "image", did you mean "job_image"?

dagster_k8s.launcher.K8sRunLauncher("dagster", "dagster-instance", jobimage="etl:1")
#                                                                  ^^^^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "jobimage", did you mean "job_image"?
Launcher("dagster", "dagster-instance", **common)
Launcher("dagster", "dagster-instance", **settings)
Launcher(image="etl:1", job_image="etl:2", service_account_name="dagster", instance_config_map="i")
#        ^^^^^ dagster-argument-unknown: K8sRunLauncher has no argument "image"
Launcher("dagster", "i", env={"A": settings.a}, labels={"image": "x"})
#                        ^^^ dagster-argument-unknown: K8sRunLauncher has no argument "env", did you mean "env_vars"?
Launcher("dagster", "i", env=settings.env)
#                        ^^^ dagster-argument-unknown: K8sRunLauncher has no argument "env", did you mean "env_vars"?
K8sRunLauncher(image="etl:1")

executor = k8s_job_executor.configured({"job_image": "etl:1", "image": "etl:2", "max_concurent": 4})
#                                                             ^^^^^^^ dagster-argument-unknown: k8s_job_executor has no option "image", did you mean "job_image"?
#                                                                               ^^^^^^^^^^^^^^^ dagster-argument-unknown: k8s_job_executor has no option "max_concurent", did you mean "max_concurrent"?
op = k8s_job_op.configured({"image": "etl:1", "job_namespace": "dagster"}, name="op")
#                                             ^^^^^^^^^^^^^^^ dagster-argument-unknown: k8s_job_op has no option "job_namespace", did you mean "namespace"?
Defs(assets=[], launchers=[], executor=executor)
#               ^^^^^^^^^ dagster-argument-unknown: Definitions has no argument "launchers"
Defs(launcher=Launcher("dagster", "i"))
RunConfig(launcher=1)


def run(context, Launcher):
    execute_k8s_job(context, image="etl:1", job_namespace="dagster")
#                                           ^^^^^^^^^^^^^ dagster-argument-unknown: execute_k8s_job has no argument "job_namespace", did you mean "namespace"?
    Launcher(image="etl:1")
