# Flows as decorators, as calls and by other names.
import prefect
from prefect import Flow, flow as make_flow, task
from prefect.flows import flow


@prefect.flow(retry=3, infrastructure=None)
#             ^^^^^ prefect-flow-argument-unknown: a flow has no argument "retry"
#                      ^^^^^^^^^^^^^^ prefect-flow-argument-unknown: a flow has no argument "infrastructure"
def a(): ...


@make_flow
def b(): ...


@flow(name="c", retries=3, **options)
def c(): ...


@task(infrastructure=1)
def d(): ...


e = Flow(fn=d, nme="e")
#              ^^^ prefect-flow-argument-unknown: a flow has no argument "nme", did you mean "name"?

with Flow("Prefect 1", storage=None, run_config=None) as f:
    pass
