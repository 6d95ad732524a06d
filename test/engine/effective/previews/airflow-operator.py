# -- dags/etl.py --
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

KubernetesPodOperator(
    task_id="load",
    image="my-company/etl:2.7.0",
#   ^ here
    pod_template_file="/opt/airflow/templates/etl-pod.yaml",
    full_pod_spec=k8s.V1Pod(
        spec=k8s.V1PodSpec(
            service_account_name="from-spec",
            containers=[k8s.V1Container(name="x", resources=k8s.V1ResourceRequirements(limits={"memory": "2Gi"}))],
        )
    ),
    hostnetwork=False,
    service_account_name="etl",
    env_vars={"DAY": "{{ ds }}", "DB_PASSWORD": "hunter2hunter2"},
    labels={"team": "data"},
)
# -- templates/etl-pod.yaml --
apiVersion: v1
kind: Pod
metadata:
  labels: { team: platform, tier: etl }
spec:
  serviceAccountName: from-template
  hostNetwork: true
  containers:
    - name: base
      image: my-company/base:1
      env: [{ name: REGION, value: eu }]
      volumeMounts: [{ name: scratch, mountPath: /scratch }]
  volumes: [{ name: scratch, emptyDir: {} }]
# -- preview --
# Pod of task "load"
# Layers, the lowest first: pod template etl-pod.yaml → full_pod_spec → arguments of KubernetesPodOperator
apiVersion: v1 # KubernetesPodOperator, over pod template etl-pod.yaml (etl-pod.yaml:1)
kind: Pod # KubernetesPodOperator, over pod template etl-pod.yaml (etl-pod.yaml:2)
metadata:
  name: "?" # KubernetesPodOperator, known when it runs
  labels:
    team: data # arguments of KubernetesPodOperator (etl.py:17), over pod template etl-pod.yaml (etl-pod.yaml:4)
    tier: etl # pod template etl-pod.yaml (etl-pod.yaml:4)
spec:
  serviceAccountName: etl # arguments of KubernetesPodOperator (etl.py:15), over full_pod_spec (etl.py:10)
  hostNetwork: true # pod template etl-pod.yaml (etl-pod.yaml:7), over arguments of KubernetesPodOperator (etl.py:14)
  containers:
    - name: base # KubernetesPodOperator, over full_pod_spec (etl.py:11)
      image: my-company/etl:2.7.0 # arguments of KubernetesPodOperator (etl.py:6), over pod template etl-pod.yaml (etl-pod.yaml:10)
      env:
        - name: REGION # pod template etl-pod.yaml (etl-pod.yaml:11)
          value: eu # pod template etl-pod.yaml (etl-pod.yaml:11)
        - name: DAY # arguments of KubernetesPodOperator (etl.py:16)
          value: "{{ ds }}" # arguments of KubernetesPodOperator (etl.py:16)
        - name: DB_PASSWORD # arguments of KubernetesPodOperator (etl.py:16)
          value: "••••••" # arguments of KubernetesPodOperator (etl.py:16)
      volumeMounts:
        - name: scratch # pod template etl-pod.yaml (etl-pod.yaml:12)
          mountPath: /scratch # pod template etl-pod.yaml (etl-pod.yaml:12)
      resources:
        limits:
          memory: 2Gi # full_pod_spec (etl.py:11)
      terminationMessagePolicy: File # KubernetesPodOperator
  volumes:
    - name: scratch # pod template etl-pod.yaml (etl-pod.yaml:13)
      emptyDir: {} # pod template etl-pod.yaml (etl-pod.yaml:13)
  restartPolicy: Never # KubernetesPodOperator
