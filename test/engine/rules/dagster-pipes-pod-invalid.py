# The client as a resource, as a parameter, made on the spot; pods that are not known whole.
from dagster import asset
from dagster_k8s import PipesK8sClient

SPEC = load_spec()


@asset
def orders(context, pipes: "PipesK8sClient" = None):
    pipes.run(context=context)
#   ^^^^^^^^^ dagster-pipes-pod-invalid: neither "image" nor "base_pod_spec" names an image
    pipes.run(context=context, base_pod_spec={"restart_policy": "OnFailure", "containers": [{"name": "a"}]})
#   ^^^^^^^^^ dagster-pipes-pod-invalid: neither "image" nor "base_pod_spec" names an image
    pipes.run(context=context, base_pod_spec=SPEC)
    pipes.run(context=context, base_pod_spec={**SPEC})
    pipes.run(context=context, base_pod_spec={"containers": [*SPEC]})
    pipes.run(
        context=context,
        command=["python", "-m", "etl"],
#       ^^^^^^^ dagster-pipes-pod-invalid: "command" can only be given where the pod has one container
        base_pod_spec={
            "init_containers": [{"name": "wait", "image": "a/wait:1"}],
            "containers": [{"name": "a", "image": "a/b:1"}],
        },
    )
    PipesK8sClient().run(context=context, image="a/b:1", base_pod_spec={"restart_policy": "Always"})
#                                                                                         ^^^^^^^^ dagster-pipes-pod-invalid: the pod of a Pipes session must end, so "Always" is refused
