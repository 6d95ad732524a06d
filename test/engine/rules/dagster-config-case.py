# Kubernetes configuration wherever Dagster takes it: aliases, constants, merges, both spellings, and what cannot be known.
import json
import os

import dagster as dg
import dagster_k8s
from dagster_k8s import execute_k8s_job, k8s_job_executor, k8s_job_op
from kubernetes import client

LARGE = {"resources": {"limits": {"memory": "8Gi"}}, "imagePullPolicy": "Always"}
#                                                    ^^^^^^^^^^^^^^^^^ dagster-config-case: "imagePullPolicy" and "image_pull_policy" are the same key of V1Container
SPEC = dict(nodeSelector={"disktype": "ssd"}, node_selector={"disktype": "hdd"})
#           ^^^^^^^^^^^^ dagster-config-case: "nodeSelector" and "node_selector" are the same key of V1PodSpec


@dg.op(tags={"dagster-k8s/config": {"containerConfig": LARGE, "pod_spec_config": SPEC}})
#                                   ^^^^^^^^^^^^^^^^^ dagster-config-case: "containerConfig" must be written "container_config" here
def both():
    pass


@dg.asset(op_tags={"dagster-k8s/config": {"container_config": {**LARGE, "image_pull_policy": "Never"}}})
def merged():
    pass


@dg.op(tags={"dagster-k8s/config": json.dumps({"containerConfig": {}})})
def unknown():
    pass


@dg.op(tags={"dagster-k8s/config": {os.environ["KEY"]: {}, "podSpecConfig": os.environ["SPEC"]}})
#                                                          ^^^^^^^^^^^^^^^ dagster-config-case: "podSpecConfig" must be written "pod_spec_config" here
def half_known():
    pass


@dg.op(tags={"other/config": {"containerConfig": {}}})
def another_tag():
    pass


executor = k8s_job_executor.configured(
    {
        "step_k8s_config": {"job_spec_config": {"ttlSecondsAfterFinished": 60}, "jobMetadata": {}},
#                                                                               ^^^^^^^^^^^^^ dagster-config-case: "jobMetadata" must be written "job_metadata" here
        "per_step_k8s_config": {"both": {"podTemplateSpecMetadata": {"labels": {"containerConfig": "x"}}}},
#                                        ^^^^^^^^^^^^^^^^^^^^^^^^^ dagster-config-case: "podTemplateSpecMetadata" must be written "pod_template_spec_metadata" here
        "volumes": [{"name": "a", "configMap": {"name": "b"}, "config_map": {"name": "c"}}],
#                                 ^^^^^^^^^^^ dagster-config-case: "configMap" and "config_map" are the same key of V1Volume
    }
)
op = k8s_job_op.configured({"image": "a/b:1", "container_config": {"env_from": [], "envFrom": []}}, name="op")
#                                                                                  ^^^^^^^^^ dagster-config-case: "envFrom" and "env_from" are the same key of V1Container


@dg.op
def call(context):
    execute_k8s_job(context, image="a/b:1", container_config={"env_from": [], "envFrom": []})
#                                                                             ^^^^^^^^^ dagster-config-case: "envFrom" and "env_from" are the same key of V1Container
    client.V1Container(name="a", env_from=[], **{"envFrom": []})
    (
