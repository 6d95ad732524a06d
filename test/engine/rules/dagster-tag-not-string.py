# Which tags are strict, and values that are not known.
import os

from dagster import AssetSpec, RunRequest, asset, define_asset_job, graph_asset, job, observable_source_asset, op

CONFIG = {"container_config": {}}


@asset(tags={"dagster-k8s/config": CONFIG, "team": "data"})
#            ^^^^^^^^^^^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "dagster-k8s/config" belongs in op_tags
def mixed():
    pass


@asset(tags={"dagster-k8s/config": CONFIG}, op_tags={"a": "b"})
#            ^^^^^^^^^^^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "dagster-k8s/config" belongs in op_tags
def has_both():
    pass


@asset(op_tags={"dagster-k8s/config": CONFIG}, tags={"team": os.environ["TEAM"], "on": True, "none": None})
#                                                                                ^^^^ dagster-tag-not-string: tags of an asset must be strings, "on" is not
#                                                                                            ^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "none" is not
def values():
    pass


@observable_source_asset(tags={"priority": 1.5})
#                              ^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "priority" is not
def observed():
    pass


@graph_asset(tags={"priority": 1})
#                  ^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "priority" is not
def graph():
    return load()


spec = AssetSpec("orders", tags={"dagster-k8s/config": CONFIG})
#                                ^^^^^^^^^^^^^^^^^^^^ dagster-tag-not-string: tags of an asset must be strings, "dagster-k8s/config" is not
everything = define_asset_job("everything", tags={"dagster-k8s/config": CONFIG, "priority": 1})


@op(tags={"priority": 1})
def load():
    pass


@job(tags={"dagster-k8s/config": CONFIG})
def nightly():
    load()


def request():
    return RunRequest(tags={"dagster-k8s/config": CONFIG})
