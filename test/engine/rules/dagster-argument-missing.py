# What may come from elsewhere is not missing.
from functools import partial

from dagster import op
from dagster_k8s import K8sRunLauncher, PipesK8sClient, execute_k8s_job

options = load_options()
run_etl = partial(execute_k8s_job, image="a/b:1")
launcher = K8sRunLauncher(service_account_name="dagster")
#          ^^^^^^^^^^^^^^ dagster-argument-missing: K8sRunLauncher needs "instance_config_map"


@op
def export(context):
    execute_k8s_job(context)
#   ^^^^^^^^^^^^^^^ dagster-argument-missing: execute_k8s_job needs "image"
    execute_k8s_job(context, **options)
    run_etl(context)
    run_etl()
#   ^^^^^^^ dagster-argument-missing: execute_k8s_job needs "context"
    PipesK8sClient().run(image="a/b:1")
#   ^^^^^^^^^^^^^^^^^^^^ dagster-argument-missing: PipesK8sClient.run needs "context"
    PipesK8sClient(poll_interval=1).run(context=context, image="a/b:1")
