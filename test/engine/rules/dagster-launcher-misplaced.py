# Only the argument of Definitions itself counts.
from dagster import Definitions, repository
from dagster_k8s import K8sRunLauncher
from mine import launcher

defs = Definitions(launcher=launcher)
#                  ^^^^^^^^ dagster-launcher-misplaced: Definitions has no argument "launcher": a run launcher belongs in dagster.yaml
more = Definitions(**{"launcher": K8sRunLauncher("dagster", "dagster-instance")})
#                     ^^^^^^^^^^ dagster-launcher-misplaced: Definitions has no argument "launcher": a run launcher belongs in dagster.yaml
other = repository(launcher=launcher)
