# -- flows.py --
from prefect import flow


@flow
def nightly():
    pass


nightly.deploy("prod", work_pool_name="k8s", image="my-company/flow:1.4.0", job_variables={"memory_limit": "1Gi"})
#       ^ here
# -- preview --
# Job of deployment "prod"
# Layers, the lowest first: default base job template → job variables of flow.deploy
# Note: labels, variables and the name of the run come on top
apiVersion: batch/v1 # default base job template
kind: Job # default base job template
metadata:
  generateName: "?" # Prefect, known when it runs, over default base job template
  namespace: default # default base job template
spec:
  backoffLimit: 0 # default base job template
  template:
    spec:
      completions: 1 # default base job template
      containers:
        - name: prefect-job # default base job template
          image: my-company/flow:1.4.0 # job variables of flow.deploy (flows.py:9)
          imagePullPolicy: IfNotPresent # default base job template
          resources:
            limits:
              memory: 1Gi # job variables of flow.deploy (flows.py:9)
          args:
            - prefect # Prefect
            - flow-run # Prefect
            - execute # Prefect
      parallelism: 1 # default base job template
      restartPolicy: Never # default base job template
