"""Writes test/engine/effective/airflow-results.json: the pods that Airflow makes of the cases in airflow-cases.yaml.

Run by a maintainer with the Python of a virtual environment that has apache-airflow and its cncf.kubernetes provider:
    python schemas/airflow/effective.py
"""

import json
import logging
import pathlib
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import yaml
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator
from kubernetes.client import ApiClient, Configuration, models as k8s

client = ApiClient(configuration=Configuration())
folder = pathlib.Path("test/engine/effective")

TYPES = {
    "container_resources": "V1ResourceRequirements",
    "volumes": "list[V1Volume]",
    "volume_mounts": "list[V1VolumeMount]",
    "tolerations": "list[V1Toleration]",
    "security_context": "V1PodSecurityContext",
    "container_security_context": "V1SecurityContext",
    "env_vars": "list[V1EnvVar]",
}


def model(value, kind):
    return client._ApiClient__deserialize(value, kind)


def pod(value):
    return PodGenerator.deserialize_model_dict(value) if value is not None else None


def executed(template, override):
    return PodGenerator.construct_pod(
        dag_id="dag",
        task_id="task",
        pod_id="pod",
        try_number=1,
        kube_image="",
        date=None,
        args=["airflow", "tasks", "run"],
        pod_override_object=pod(override),
        base_worker_pod=pod(template),
        namespace="airflow",
        scheduler_job_id="1",
        run_id="run",
    )


def operated(case):
    arguments = {
        name: model(value, TYPES[name]) if name in TYPES and not (name == "env_vars" and isinstance(value, dict)) else value
        for name, value in case["arguments"].items()
    }
    if "template" in case:
        arguments["pod_template_dict"] = case["template"]
    if "full_pod_spec" in case:
        arguments["full_pod_spec"] = pod(case["full_pod_spec"])
    operator = KubernetesPodOperator(task_id="task", random_name_suffix=False, **arguments)
    made = operator.build_pod_request_obj(dry_run=True)
    for label in ("airflow_version", "kubernetes_pod_operator"):
        made.metadata.labels.pop(label, None)
    return made


def dynamic():
    """What the executor adds: the pod that it makes of a template that says nothing."""
    return executed({"spec": None}, None)


golden = {"": client.sanitize_for_serialization(dynamic())}
for case in yaml.safe_load_all((folder / "airflow-cases.yaml").read_text()):
    made = operated(case) if "arguments" in case else executed(case["template"], case.get("override"))
    golden[case["name"]] = client.sanitize_for_serialization(made)
(folder / "airflow-results.json").write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n")
