# Before 1.3 the tags of a RunRequest had to be strings.
from dagster import RunRequest, job


def request(config):
    return RunRequest(tags={"dagster-k8s/config": {"container_config": {}}, "team": "data", "x": config})
#                           ^^^^^^^^^^^^^^^^^^^^ dagster-tag-not-string: tags of a RunRequest must be strings before Dagster 1.3, "dagster-k8s/config" is not
# -- .podium.yaml --
dagsterVersion: 1.2.7
