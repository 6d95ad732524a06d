import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  manifestToPython,
  type PythonStyle,
  pythonToManifest,
} from '../../server/engine/features/python-conversion.ts';
import { workspaceOf } from './support/check.ts';
import { tools } from './support/tools.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  template:
    spec:
      nodeSelector: { disktype: ssd }
      containers:
        - name: etl
          image: my-company/etl:2.7.0
          imagePullPolicy: Always
          env:
            - name: WORKERS
              value: 4
            - name: PASSWORD
              valueFrom: { secretKeyRef: { name: etl, key: password } }
          ports: [{ containerPort: 8080 }]
          resources: { limits: { cpu: 1, memory: 1Gi } }
          securityContext: { readOnlyRootFilesystem: yes }
          livenessProbe: { httpGet: { path: /, port: http } }
      volumes: []
`;

describe('a manifest as Python', () => {
  const table: readonly (readonly [at: string, style: PythonStyle, type: string, text: string])[] = [
    [
      'limits',
      'models',
      'V1ResourceRequirements',
      'k8s.V1ResourceRequirements(limits={"cpu": "1", "memory": "1Gi"})\n',
    ],
    ['containerPort', 'models', 'V1ContainerPort', 'k8s.V1ContainerPort(container_port=8080)\n'],
    [
      'PASSWORD',
      'snake',
      'V1EnvVar',
      '{\n    "name": "PASSWORD",\n    "value_from": {"secret_key_ref": {"name": "etl", "key": "password"}},\n}\n',
    ],
    ['readOnlyRoot', 'camel', 'V1SecurityContext', '{"readOnlyRootFilesystem": True}\n'],
    ['httpGet', 'models', 'V1Probe', 'k8s.V1Probe(http_get=k8s.V1HTTPGetAction(path="/", port="http"))\n'],
    [
      'image: ',
      'models',
      'V1Container',
      `k8s.V1Container(
    name="etl",
    image="my-company/etl:2.7.0",
    image_pull_policy="Always",
    env=[
        k8s.V1EnvVar(name="WORKERS", value="4"),
        k8s.V1EnvVar(
            name="PASSWORD",
            value_from=k8s.V1EnvVarSource(
                secret_key_ref=k8s.V1SecretKeySelector(name="etl", key="password"),
            ),
        ),
    ],
    ports=[k8s.V1ContainerPort(container_port=8080)],
    resources=k8s.V1ResourceRequirements(limits={"cpu": "1", "memory": "1Gi"}),
    security_context=k8s.V1SecurityContext(read_only_root_filesystem=True),
    liveness_probe=k8s.V1Probe(http_get=k8s.V1HTTPGetAction(path="/", port="http")),
)
`,
    ],
  ];
  for (const [at, style, type, text] of table) {
    test(`${at} as ${style}`, () => {
      const start = deployment.indexOf(at);
      const [region] = workspaceOf([{ uri: 'a.yaml', text: deployment }]).file('a.yaml')?.regions ?? [];
      assert.ok(region);
      const found = manifestToPython(region, { start, end: start + at.length }, style, tools.facts);
      assert.deepEqual(found, { type, text });
    });
  }

  test('nothing outside of models', () => {
    const [region] = workspaceOf([{ uri: 'a.yaml', text: deployment }]).file('a.yaml')?.regions ?? [];
    assert.ok(region);
    assert.equal(manifestToPython(region, { start: 3, end: 3 }, 'models', tools.facts), undefined);
  });
});

describe('Python as a manifest', () => {
  const table: readonly (readonly [source: string, type: string, text: string])[] = [
    [
      'from kubernetes.client import models as k8s\nNAME = "etl"\nk8s.V1Con|tainer(name=NAME, image=f"a:{tag}", env_from=[], stdin=None, tty=True, env=[k8s.V1EnvVar("A", name="A", value="1")])',
      'V1Container',
      'name: etl\nimage: "" # f"a:{tag}"\nenvFrom: []\ntty: true\nenv:\n  - name: A\n    value: "1"\n',
    ],
    [
      'from dagster import op\n@op(tags={"dagster-k8s/config": {"container_config": {"image_pull_policy": "Alw|ays", "resources": {"limits": {"memory": "1Gi"}}}}})\ndef f(): ...',
      'V1Container',
      'imagePullPolicy: Always\nresources:\n  limits:\n    memory: 1Gi\n',
    ],
    [
      'from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(volumes=[{"name": "v", "config_map": {"na|me": "c"}}])',
      'V1ConfigMapVolumeSource',
      'name: c\n',
    ],
  ];
  for (const [source, type, text] of table) {
    test(source.split('\n')[1] ?? source, () => {
      const [region] =
        workspaceOf([{ uri: 'a.py', text: source.replace('|', '') }]).file('a.py')?.regions ?? [];
      assert.ok(region);
      assert.deepEqual(pythonToManifest(region, source.indexOf('|'), tools.facts), { type, text });
    });
  }
});
