"""Writes test/engine/effective/prefect-results.json, the jobs that the Kubernetes worker makes of the cases in prefect-cases.yaml, and
test/engine/golden/prefect-cron.json, what Prefect says of the expressions in that file.

Run by a maintainer with the Python of a virtual environment that has prefect and prefect-kubernetes:
    python schemas/prefect/effective.py
"""

import asyncio
import json
import os
import pathlib

os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"

import yaml
from prefect._internal.schemas.validators import validate_cron_string
from prefect_kubernetes.worker import KubernetesWorker, KubernetesWorkerJobConfiguration

folder = pathlib.Path("test/engine/effective")
default = KubernetesWorker.get_default_base_job_template()


def made(case):
    template = case.get("template", default)
    made = KubernetesWorkerJobConfiguration.from_template_and_values(template, case["values"], client=object())
    configuration = asyncio.run(made)
    # What prepare_for_flow_run does after it has added what only the run knows.
    if isinstance(configuration.env, dict):
        configuration.env = {key: value for key, value in configuration.env.items() if value is not None}
    configuration._populate_env_in_manifest()
    configuration._slugify_labels()
    configuration._slugify_annotations()
    image = configuration.job_manifest["spec"]["template"]["spec"]["containers"][0]
    image.setdefault("image", "prefecthq/prefect")
    configuration._populate_command_if_not_present()
    configuration._populate_generate_name_if_not_present()
    configuration._propagate_labels_to_pod()
    configuration._propagate_annotations_to_pod()
    return configuration.job_manifest


def is_valid(expression):
    try:
        validate_cron_string(expression)
        return True
    except ValueError:
        return False


golden = {case["name"]: made(case) for case in yaml.safe_load_all((folder / "prefect-cases.yaml").read_text())}
(folder / "prefect-results.json").write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n")

cron = pathlib.Path("test/engine/golden/prefect-cron.json")
expressions = json.loads(cron.read_text())
cron.write_text(json.dumps({it: is_valid(it) for it in expressions}, indent=2) + "\n")
