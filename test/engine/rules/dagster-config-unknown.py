# Keys at any depth; what is a free map takes any.
import dagster as dg
from dagster_k8s import PipesK8sClient


@dg.op(
    tags={
        "dagster-k8s/config": {
            "deployment_metadata": {},
#           ^^^^^^^^^^^^^^^^^^^^^ dagster-config-unknown: dagster-k8s/config has no key "deployment_metadata"
            "container_config": {
                "env": [{"name": "A", "valuefrom": {}}],
#                                     ^^^^^^^^^^^ dagster-config-unknown: V1EnvVar has no key "valuefrom", did you mean "value_from"?
                "resources": {"limits": {"nvidia.com/gpu": 1}, "request": {}},
#                                                              ^^^^^^^^^ dagster-config-unknown: V1ResourceRequirements has no key "request", did you mean "requests"?
                "nothing_like_it": 1,
#               ^^^^^^^^^^^^^^^^^ dagster-config-unknown: V1Container has no key "nothing_like_it"
            },
            "pod_template_spec_metadata": {"labels": {"anything": "goes"}, "label": {}},
#                                                                          ^^^^^^^ dagster-config-unknown: V1ObjectMeta has no key "label", did you mean "labels"?
            "merge_behavior": "SHALLOW",
        }
    }
)
def deep():
    pass


@dg.asset
def pipes(context, pipes: PipesK8sClient):
    return pipes.run(context=context, image="a:1", base_pod_spec={"containers": [{"images": "b"}]})
#                                                                                 ^^^^^^^^ dagster-config-unknown: V1Container has no key "images", did you mean "image"?
