import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { resourcesIn } from '../../server/engine/model/resource.ts';
import type { SchemaDocument } from '../../server/engine/schema/schema.ts';
import { schemaDocuments } from '../../server/engine/schema/select.ts';
import { validate } from '../../server/engine/schema/validate.ts';
import { Node } from '../../server/engine/syntax/node.ts';
import { cutRegions } from '../../server/engine/syntax/regions.ts';
import { parseYaml } from '../../server/engine/syntax/yaml.ts';
import { schemas } from './support/schemas.ts';

const documentsIn = (text: string, uri = 'file:///file.yaml', partial = false): readonly SchemaDocument[] => {
  const { root } = parseYaml(text);
  return root ? schemaDocuments(uri, text, root, resourcesIn(root, partial)) : [];
};

/** Each problem as `text it points at: message`. */
const problems = (text: string, uri?: string, partial?: boolean): string[] =>
  documentsIn(text, uri, partial)
    .flatMap((it) =>
      validate(it, schemas, { text, ruleIds: ['image-tag-latest', 'schema-field-unknown', 'yaml-syntax'] }),
    )
    .map(({ at, message }) => `${text.slice(at.start, at.end)}: ${message}`);

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: etl}\nspec:\n  ${spec}\n`;
const container = (fields: string): string => pod(`containers: [{name: etl, image: etl, ${fields}}]`);
const containers = 'containers: [{name: etl}]';

describe('what the reader takes is no problem', () => {
  for (const path of globSync('test/engine/schema-valid/{.,}*.{yaml,yml}')) {
    test(path, () => {
      const parts = cutRegions(readFileSync(path, 'utf8'));
      for (const { text } of parts) {
        const documents = documentsIn(text, `file:///${path}`);
        assert.equal(documents.length, 1, text);
        assert.ok(schemas.get(documents[0]?.id ?? ''), `no schema ${documents[0]?.id}`);
        assert.deepEqual(problems(text, `file:///${path}`), []);
      }
    });
  }
});

const faults: Readonly<Record<string, readonly (readonly [text: string, ...problems: string[]])[]>> = {
  'unknown fields': [
    [
      container('imagePulPolicy: Always'),
      'imagePulPolicy: unknown field "imagePulPolicy" in Container, did you mean "imagePullPolicy"?',
    ],
    [
      container('image_pull_policy: Always'),
      'image_pull_policy: unknown field "image_pull_policy" in Container, did you mean "imagePullPolicy"?',
    ],
    [pod(`${containers}\n  cpu: 1`), 'cpu: unknown field "cpu" in PodSpec'],
    [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: etl}\nreplicas: 2\n',
      'replicas: unknown field "replicas" in Deployment, it belongs in "spec"',
    ],
    [
      pod(`${containers}\n  "image": etl`),
      '"image": unknown field "image" in PodSpec, it belongs in "containers"',
    ],
    [
      container('env: [{name: A, value: a, x: 1, y: 2}]'),
      'x: unknown field "x" in EnvVar',
      'y: unknown field "y" in EnvVar',
    ],
  ],
  'wrong types': [
    [
      container('env: [{name: A, value: yes}]'),
      'yes: "value" must be text: quote "yes", which YAML reads as true',
    ],
    [container('env: [{name: A, value: 0644}]'), '0644: "value" must be text, not a number: quote it'],
    [container('env: {A: a}'), 'env: "env" must be a list, not a map'],
    [pod(`containers:\n    name: etl\n    image: etl`), 'containers: "containers" must be a list, not a map'],
    [container('env:\n      A: a'), 'env: "env" must be a list of names and values, not a map'],
    [container('args: run'), 'run: "args" must be a list, not text'],
    [
      container('args: [run, 5, true]'),
      '5: an item of "args" must be text, not a number: quote it',
      'true: an item of "args" must be text: quote "true", which YAML reads as true',
    ],
    [container('tty: "true"'), '"true": "tty" must be true or false, without quotes'],
    [container('tty: treu'), 'treu: "tty" must be true or false, not "treu"'],
    [
      container('ports: [{containerPort: "8080"}]'),
      '"8080": "containerPort" must be a whole number, without quotes',
    ],
    [container('ports: [{containerPort: http}]'), 'http: "containerPort" must be a whole number, not "http"'],
    [container('ports: [{containerPort: 80.5}]'), '80.5: "containerPort" must be a whole number, not "80.5"'],
    [container('resources: 512Mi'), '512Mi: "resources" must be a map, not text'],
    [container('resources: [512Mi]'), 'resources: "resources" must be a map, not a list'],
    [
      container('livenessProbe: {httpGet: {port: 1.5}}'),
      '1.5: "port" must be text or a whole number, not a number: quote it',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: etl, labels: {stage: on, version: 2}}\n',
      'on: "stage" must be text: quote "on", which YAML reads as true',
      '2: "version" must be text, not a number: quote it',
    ],
  ],
  'missing fields': [
    [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: etl}\nspec: {}\n',
      'spec: DeploymentSpec needs "selector"',
      'spec: DeploymentSpec needs "template"',
    ],
    [pod('containers: [{image: etl}]'), 'image: Container needs "name"'],
    [pod('containers: [{name: }]'), 'name: Container needs "name"'],
    [pod('containers:\n    -'), 'containers: Container needs "name"'],
    [pod('restartPolicy: Never'), 'spec: PodSpec needs "containers"'],
  ],
  values: [
    [
      pod(`${containers}\n  restartPolicy: never`),
      'never: "restartPolicy" must be "Always", "Never" or "OnFailure", not "never"',
    ],
    [
      container('resources: {limits: {memory: 512MB}}'),
      '512MB: "memory" is no quantity: "512MB", did you mean "512Mi"?',
    ],
    [container('ports: [{containerPort: 70000}]'), '70000: "containerPort" must be at most 65535, not 70000'],
    [container('livenessProbe: {httpGet: {port: 0}}'), '0: "port" must be at least 1, not 0'],
    [
      pod(`${containers}\n  volumes: [{name: a, configMap: {defaultMode: 644}}]`),
      '644: "defaultMode" must be at most 0777, not 644 in decimal, did you mean "0644"?',
    ],
    [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: etl}\nspec: {replicas: 3000000000, selector: {}, template: {}}\n',
      '3000000000: "replicas" must be at most 2147483647, not 3000000000',
    ],
    [
      'apiVersion: v1\nkind: Secret\nmetadata: {name: etl}\ndata: {password: hunter2}\n',
      'hunter2: "password" must be base64, plain text belongs in "stringData"',
    ],
    [
      'apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: etl}\nspec: {renewTime: today}\n',
      'today: "renewTime" must be a time such as "2026-01-31T08:00:00Z"',
    ],
  ],
  'keys twice': [
    [
      pod(`${containers}\n  restartPolicy: Never\n  restartPolicy: Never`),
      'restartPolicy: "restartPolicy" is set twice',
    ],
    [
      'apiVersion: example.com/v1\nkind: Unknown\nmetadata: {name: etl}\nspec: {a: {b: 1, b: 2}}\n',
      'b: "b" is set twice',
    ],
  ],
};

describe('what the API server refuses is a problem', () => {
  for (const [kind, cases] of Object.entries(faults)) {
    describe(kind, () => {
      for (const [text, ...expected] of cases) {
        test(expected.join(' | '), () => {
          assert.deepEqual(problems(text), expected);
        });
      }
    });
  }
});

describe('what cannot be known is let through', () => {
  const silent: readonly (readonly [
    why: string,
    text: string,
    uri?: string | undefined,
    partial?: boolean,
  ])[] = [
    ['an unknown kind', 'apiVersion: example.com/v1\nkind: Unknown\nmetadata: {name: etl}\nspec: {a: yes}\n'],
    [
      'an unknown version of a known kind',
      'apiVersion: apps/v9\nkind: Deployment\nmetadata: {name: etl}\nspec: 1\n',
    ],
    [
      'placeholders',
      container('tty: "{{ tty }}", ports: [{containerPort: "${PORT}"}], imagePullPolicy: "{{ policy }}"'),
    ],
    ['a Helm template', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n  labels: 1\n'],
    [
      'what a partial file leaves out',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: etl}\nspec: {replicas: 2}\n',
      undefined,
      true,
    ],
    ['directives of a patch', pod(`${containers}\n  $patch: replace\n  $setElementOrder/containers: []`)],
    [
      'status and managed fields',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: etl, managedFields: [{x: 1}]}\nspec: {containers: [{name: etl}]}\nstatus: {x: 1}\n',
    ],
    ['an empty text, which is an unset field', container('imagePullPolicy: ""')],
    ['null, which is an absent field', container('env: null, resources: ~, tty: null')],
    [
      'whole numbers written otherwise',
      container('ports: [{containerPort: 0x1F90}, {containerPort: 8_080}, {containerPort: 8081.0}]'),
    ],
    [
      'a port as number or name',
      container('livenessProbe: {httpGet: {port: http}}, readinessProbe: {httpGet: {port: 80}}'),
    ],
  ];
  for (const [why, text, uri, partial] of silent) {
    test(why, () => {
      assert.deepEqual(problems(text, uri, partial), []);
    });
  }

  test('expressions of Python, and what stands behind them', () => {
    const at = (
      kind: 'map' | 'scalar' | 'unknown',
      value: string,
      children: readonly Node[] = [],
      open = false,
    ): Node => new Node(kind, 0, 0, value, children, 'double', '', open);
    const key = (name: string): Node => at('scalar', name);
    const spec = at('map', '', [key('containers'), at('unknown', '')]);
    const metadata = at('map', '', [key('name'), at('unknown', '')], true);
    const node = at('map', '', [key('metadata'), metadata, key('spec'), spec]);
    const document: SchemaDocument = { id: 'v1/Pod', node, dialect: 'kubernetes', partial: false };
    assert.deepEqual(validate(document, schemas, { text: '' }), []);
    const open: SchemaDocument = { ...document, node: at('map', '', [key('spec'), at('map', '', [], true)]) };
    assert.deepEqual(validate(open, schemas, { text: '' }), []);
  });
});

describe('documents inside documents', () => {
  test('a List is its items', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n  - ${pod(containers).trim().replaceAll('\n', '\n    ')}\n  - {apiVersion: v1, kind: Secret, metadata: {name: a}, typ: x}\n`;
    assert.deepEqual(problems(text), ['typ: unknown field "typ" in Secret, did you mean "type"?']);
  });

  test('files in a ConfigMap are judged by their names, at their places', () => {
    const text = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: monitoring}',
      'data:',
      '  prometheus.yml: |',
      '    # scraped twice a minute',
      '    scrape_configs:',
      '      - job_name: airflow',
      '        scrape_intervall: 30s',
      '        kubernetes_sd_configs: [{role: pods}]',
      '  pod_template.yaml: |',
      '    apiVersion: v1',
      '    kind: Pod',
      '    spec:',
      '      containers: [{image: etl}]',
      '  notes.txt: |',
      '    scrape_intervall: 30s',
      '',
    ].join('\n');
    const expected = [
      'scrape_intervall: unknown field "scrape_intervall" in scrape_config, did you mean "scrape_interval"?',
      'pods: "role" must be "pod", "service", "endpoints", "endpointslice", "node" or "ingress", not "pods"',
      'image: Container needs "name"',
    ];
    assert.deepEqual(problems(text), expected);
    assert.deepEqual(problems(text.replaceAll('\n', '\r\n')), expected);
  });

  test('an anchor is judged where it is used, and once', () => {
    const shared = pod(
      'x: &box {name: etl, imagePullPolicyy: Always}\n  containers: [*box, *box]\n  initContainers: [{<<: *box, name: init}]',
    );
    assert.deepEqual(problems(shared), [
      'x: unknown field "x" in PodSpec',
      'imagePullPolicyy: unknown field "imagePullPolicyy" in Container, did you mean "imagePullPolicy"?',
    ]);
  });

  test('aliases of aliases of aliases take no time', () => {
    const lines = Array.from(
      { length: 25 },
      (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`,
    );
    const text = `apiVersion: v1\nkind: Unknown\nmetadata: {name: bomb}\na0: &a0 {x: 1, x: 2}\n${lines.join('\n')}\n`;
    const started = performance.now();
    assert.deepEqual(problems(text), ['x: "x" is set twice']);
    assert.ok(performance.now() - started < 2_000);
  });
});

describe('files that are no Kubernetes objects', () => {
  const cases: readonly (readonly [file: string, text: string, ...problems: string[]])[] = [
    [
      'prometheus.yml',
      'scrape_config: []\n',
      'scrape_config: unknown field "scrape_config" in prometheus.yml, did you mean "scrape_configs"?',
    ],
    [
      'prometheus.yml',
      'global: {scrape_interval: 30}\n',
      '30: "scrape_interval" must be a length of time such as "30s" or "5m"',
    ],
    [
      'my-prometheus-config.yaml',
      'scrape_configs: [{job_name: a, relabel_configs: [{action: replase}]}]\n',
      'replase: "action" cannot be "replase", did you mean "replace"?',
    ],
    ['prometheus-values.yaml', 'anything: 1\n'],
    [
      'dagster.yaml',
      'run_launcher: {module: dagster_k8s, class: K8sRunLauncher, config: {image: a, instance_config_map: b}}\n',
      'config: K8sRunLauncher config needs "service_account_name"',
      'image: unknown field "image" in K8sRunLauncher config',
    ],
    [
      'dagster.yaml',
      'storage: {sqlite: {base_dir: a}, postgres: {}}\n',
      'postgres: "storage" takes only one of "postgres", "mysql", "sqlite" and "custom"',
    ],
    ['dagster.yaml', 'telemetry: {enabled: 0}\n', '0: "enabled" must be true or false, not "0"'],
    [
      'dagster.yaml',
      'telemetry: {enabled: true}\ntelemetry: {enabled: false}\n',
      'telemetry: "telemetry" is set twice, only the last one counts',
    ],
    [
      'workspace.yaml',
      'load_from: [{python_fil: a.py}]\n',
      'python_fil: unknown field "python_fil" in code location, did you mean "python_file"?',
    ],
    ['workspace.yaml', 'packages: [a]\n'],
    [
      'prefect.yaml',
      'deployments: [{name: a, schedules: [{cron: 0 6 * * *, timezon: UTC}]}]\n',
      'timezon: unknown field "timezon" in schedule, did you mean "timezone"?',
    ],
    [
      '.podium.yaml',
      'rules: {image-tag-lates: off, yaml-syntax: wrong}\n',
      'image-tag-lates: no rule "image-tag-lates", did you mean "image-tag-latest"?',
      'wrong: "yaml-syntax" must be "off", "hint", "info", "warning" or "error", not "wrong"',
    ],
    ['.podium.yaml', 'rule: {}\n', 'rule: unknown field "rule" in .podium.yaml, did you mean "rules"?'],
  ];
  for (const [file, text, ...expected] of cases) {
    test(`${file}: ${expected.join(' | ') || 'nothing'}`, () => {
      assert.deepEqual(problems(text, `file:///folder/${file}`), expected);
    });
  }
});

test('a secret is never said', () => {
  const text =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: hunter2}\nstringData: {b: 48151623}\n';
  const messages = documentsIn(text).flatMap((it) =>
    validate(it, schemas, { text }).map(({ message }) => message),
  );
  assert.equal(messages.length, 2);
  assert.doesNotMatch(messages.join(), /hunter2|48151623/);
});
