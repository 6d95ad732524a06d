"""Writes test/engine/effective/dagster-results.json: the jobs that Dagster makes of the cases in dagster-cases.yaml.

Run by a maintainer with the Python of a virtual environment that has dagster and dagster-k8s:
    python schemas/dagster/effective.py
"""

import json
import pathlib
import warnings
from types import SimpleNamespace
from unittest import mock

warnings.simplefilter("ignore")

import yaml
from dagster._config import process_config
from dagster_k8s import K8sRunLauncher
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.executor import _K8S_EXECUTOR_CONFIG_SCHEMA
from dagster_k8s.job import (
    DagsterK8sJobConfig,
    UserDefinedDagsterK8sConfig,
    construct_dagster_k8s_job,
    get_user_defined_k8s_config,
)
from dagster_k8s.pipes import build_pod_body
from kubernetes.client import ApiClient, Configuration

client = ApiClient(configuration=Configuration())
folder = pathlib.Path("test/engine/effective")
LABELS = ("app.kubernetes.io/version",)


def processed(schema, value):
    result = process_config(schema, value)
    assert result.success, result.errors
    return result.value


def pipes(case):
    given = case["pipes"]
    pod = build_pod_body(
        pod_name="name",
        image=given.get("image"),
        command=given.get("command"),
        env_vars=given.get("env", {}),
        base_pod_meta=given.get("base_pod_meta"),
        base_pod_spec=given.get("base_pod_spec"),
    )
    for label in LABELS:
        pod.metadata.labels.pop(label)
    return client.sanitize_for_serialization(pod)


def made(case):
    if "pipes" in case:
        return pipes(case)
    config = processed(DagsterK8sJobConfig.config_type_run_launcher(), case["launcher"])
    with mock.patch("dagster_k8s.launcher.load_kubernetes_config"):
        launcher = K8sRunLauncher(**config)
    tags = {"dagster-k8s/config": json.dumps(case["tags"])} if "tags" in case else {}
    location = {"k8s": case["location"]} if "location" in case else None
    origin = SimpleNamespace(repository_origin=SimpleNamespace(container_context=location))
    is_step = "executor" in case
    run = SimpleNamespace(job_code_origin=origin, tags={} if is_step else tags)
    context = K8sContainerContext.create_for_run(run, launcher, include_run_tags=not is_step)
    image = None
    if is_step:
        executor = processed(_K8S_EXECUTOR_CONFIG_SCHEMA, case["executor"])
        image = executor.get("job_image")
        # As k8s_job_executor and K8sStepHandler._get_container_context do.
        own = {
            name: executor.get(name)
            for name in (
                "image_pull_policy image_pull_secrets service_account_name env_config_maps env_secrets env_vars "
                "volume_mounts volumes labels resources scheduler_name security_context"
            ).split()
        }
        step = UserDefinedDagsterK8sConfig.from_dict(executor.get("step_k8s_config", {}))
        per_step = executor.get("per_step_k8s_config", {}).get(case["op"], {})
        context = (
            context.merge(K8sContainerContext(namespace=executor.get("job_namespace"), run_k8s_config=step, **own))
            .merge(K8sContainerContext(run_k8s_config=get_user_defined_k8s_config(tags)))
            .merge(K8sContainerContext(run_k8s_config=UserDefinedDagsterK8sConfig.from_dict(per_step)))
        )
    job = construct_dagster_k8s_job(
        job_config=context.get_k8s_job_config(image, launcher),
        args=["dagster", "api", "execute_run"],
        job_name="name",
        pod_name="name",
        user_defined_k8s_config=context.run_k8s_config,
    )
    for metadata in (job.metadata, job.spec.template.metadata):
        for label in LABELS:
            metadata.labels.pop(label)
    return client.sanitize_for_serialization(job)


golden = {case["name"]: made(case) for case in yaml.safe_load_all((folder / "dagster-cases.yaml").read_text())}
(folder / "dagster-results.json").write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n")
