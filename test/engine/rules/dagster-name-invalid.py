# Before 1.8 the name of an asset became that of its Pipes pod.
from dagster import asset, op
from dagster_k8s import PipesK8sClient, execute_k8s_job


@asset
def DailyOrders(context, pipes: PipesK8sClient):
#   ^^^^^^^^^^^ dagster-name-invalid: "DailyOrders" becomes the name of a pod, which takes no upper case before Dagster 1.8
    return pipes.run(context=context, image="a/b:1")


@asset(name="weeklyOrders", key_prefix="sales")
#           ^^^^^^^^^^^^^^ dagster-name-invalid: "weeklyOrders" becomes the name of a pod, which takes no upper case before Dagster 1.8
def weekly(context, pipes: PipesK8sClient):
    return pipes.run(context=context, image="a/b:1")


@asset
def monthly_orders(context, pipes: PipesK8sClient):
    return pipes.run(context=context, image="a/b:1")


@op
def export(context, day):
    execute_k8s_job(context, image="a/b:1", k8s_job_name=f"Export-{day}")
    execute_k8s_job(context, image="a/b:1", k8s_job_name="a" * 70)
    execute_k8s_job(context, image="a/b:1", k8s_job_name="abcdefghij-abcdefghij-abcdefghij-abcdefghij-abcdefghij-abcdefghij")
#                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dagster-name-invalid: "abcdefghij-abcdefghij-abcdefghij-abcdefghij-abcdefghij-abcdefghij" is no name for a Job: it has 65 characters, 63 are allowed
# -- .podium.yaml --
dagsterVersion: 1.7.10
