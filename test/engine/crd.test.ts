import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { editorSchema } from '../../server/engine/schema/editor-schema.ts';
import { Workspace } from '../../server/engine/workspace/workspace.ts';
import { diagnoserOf } from './support/check.ts';
import { tools } from './support/tools.ts';

/** A definition of the kind Pipeline whose `spec` has these properties, as flow YAML. */
const definition = (properties: string, more = '', group = 'data.example.com'): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: pipelines.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Pipeline, plural: pipelines }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: ${properties} } } } }
${more}`;

const pipeline = (spec: string, group = 'data.example.com'): string =>
  `apiVersion: ${group}/v1\nkind: Pipeline\nmetadata: { name: nightly }\nspec: ${spec}\n`;

/** A workspace, and what is said at level error of one of its files. */
function opened(files: Readonly<Record<string, string>>): {
  readonly workspace: Workspace;
  readonly errors: (uri?: string) => readonly string[];
  readonly edit: (uri: string, text: string | undefined) => readonly string[];
} {
  const workspace = new Workspace(tools);
  for (const [uri, text] of Object.entries(files)) workspace.update(uri, text, 'yaml');
  const diagnoser = diagnoserOf(workspace, rules);
  return {
    workspace,
    errors: (uri = 'nightly.yaml') =>
      diagnoser.diagnose(uri).flatMap(({ level, message }) => (level === 'error' ? [message] : [])),
    edit: (uri, text) => {
      const changed = text === undefined ? workspace.remove(uri) : workspace.update(uri, text, 'yaml');
      return [...diagnoser.invalidate(changed)].filter((it) => it !== uri);
    },
  };
}

describe('a CustomResourceDefinition of the workspace', () => {
  test('is what objects of its kind are held against', () => {
    const { errors } = opened({
      'crd.yaml': definition('{ retries: { type: integer, maximum: 5 } }'),
      'nightly.yaml': pipeline('{ retries: 9, retrys: 1 }'),
    });
    assert.deepEqual(errors(), ['"retries" must be at most 5, not 9', 'unknown field "retrys" in "spec"']);
  });

  test('judges again when it is edited, and no more when it is gone', () => {
    const { errors, edit } = opened({ 'nightly.yaml': pipeline('{ engine: Spark }') });
    assert.deepEqual(errors(), []);
    assert.deepEqual(edit('crd.yaml', definition('{ engine: { type: string, enum: [Flink] } }')), [
      'nightly.yaml',
    ]);
    assert.deepEqual(errors(), ['"engine" must be "Flink", not "Spark"']);
    assert.deepEqual(edit('crd.yaml', definition('{ engine: { type: string, enum: [Flink, Spark] } }')), [
      'nightly.yaml',
    ]);
    assert.deepEqual(errors(), []);
    edit('crd.yaml', definition('{ other: { type: string } }'));
    assert.deepEqual(errors(), ['unknown field "engine" in "spec"']);
    edit('crd.yaml', undefined);
    assert.deepEqual(errors(), []);
  });

  test('does not have objects of other groups judged again', () => {
    const { errors, edit } = opened({
      'crd.yaml': definition('{ a: { type: string } }'),
      'nightly.yaml': pipeline('{ a: 1 }', 'other.example.com'),
    });
    assert.deepEqual(errors(), []);
    assert.deepEqual(edit('crd.yaml', definition('{ b: { type: string } }')), []);
  });

  test('counts in the versions that it serves, each by itself', () => {
    const more = `
    - name: v2
      served: true
      storage: false
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: string } } } }
    - name: v0
      served: false
      storage: false
      schema: { openAPIV3Schema: { type: object, required: [everything] } }
`;
    const text = pipeline('{ a: x }').replace('/v1', '/v2');
    const { errors, workspace } = opened({
      'crd.yaml': definition('{ a: { type: string } }', more),
      'nightly.yaml': text,
    });
    assert.deepEqual(errors(), ['"spec" must be text, not a map']);
    const versions = workspace.schemas.kinds().filter(({ kind }) => kind === 'Pipeline');
    assert.deepEqual(
      versions.map(({ apiVersion }) => apiVersion),
      ['data.example.com/v1', 'data.example.com/v2'],
    );
  });

  test('judges the items of a List', () => {
    const { errors } = opened({
      'crd.yaml': definition('{ a: { type: string } }'),
      'nightly.yaml': `apiVersion: v1
kind: List
items:
  - { apiVersion: data.example.com/v1, kind: Pipeline, metadata: { name: one }, spec: { a: 1 } }
  - { apiVersion: data.example.com/v1, kind: Pipeline, metadata: { name: two }, spec: { unheard: x } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: three }, dta: {} }
`,
    });
    assert.deepEqual(errors(), [
      '"a" must be text, not a number: quote it',
      'unknown field "unheard" in "spec"',
      'unknown field "dta" in ConfigMap, did you mean "data"?',
    ]);
  });

  test('is known to editors', () => {
    const { workspace } = opened({
      'crd.yaml': definition('{ engine: { type: string, description: What runs it., enum: [Spark] } }'),
    });
    const schema = editorSchema('data.example.com/v1/Pipeline', workspace.schemas, () => undefined);
    const engine = schema?.properties?.spec?.properties?.engine;
    assert.deepEqual([engine?.markdownDescription, engine?.enum], ['What runs it.', ['Spark']]);
    assert.ok(schema?.properties?.metadata?.$ref);
  });

  test('may be a template or a patch, which defines nothing', () => {
    const { errors } = opened({
      'crd.yaml': definition('{ a: { type: {{ .Values.type }} } }'),
      'nightly.yaml': pipeline('{ a: 1, b: 2 }'),
    });
    assert.deepEqual(errors(), []);
  });

  test('of a kind that is nowhere defined is missed by nobody', () => {
    const { errors } = opened({ 'nightly.yaml': pipeline('{ anything: goes }') });
    assert.deepEqual(errors(), []);
  });
});

describe('of several schemas of a kind', () => {
  const uri = 'nightly.yaml';
  const scaled =
    'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a }\nspec: { scaleTargetRef: { name: a }, triggers: [], novel: 1, local: 1 }\n';
  const schema = (...fields: readonly string[]): string =>
    JSON.stringify({
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: Object.fromEntries(
            ['scaleTargetRef', 'triggers', ...fields].map((it) => [
              it,
              { 'x-kubernetes-preserve-unknown-fields': true },
            ]),
          ),
        },
      },
    });
  const crd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: scaledobjects.keda.sh }
spec:
  group: keda.sh
  names: { kind: ScaledObject }
  versions: [{ name: v1alpha1, schema: { openAPIV3Schema: ${schema('local')} } }]
`;

  test("the workspace's comes before the cluster's, which comes before what Podium brings", () => {
    const { workspace, errors, edit } = opened({ [uri]: scaled });
    const inSpec = (fields: readonly string[], owner: string): string[] =>
      fields.map((it) => `unknown field "${it}" in ${owner}`);
    assert.deepEqual(errors(), inSpec(['novel', 'local'], 'ScaledObjectSpec'));

    const found = diagnoserOf(workspace, rules);
    assert.equal(found.diagnose(uri).filter((it) => it.level === 'error').length, 2);
    const sent = [{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', schema: schema('novel') }];
    assert.deepEqual([...found.invalidate(workspace.setCluster([], sent))], [uri]);
    const messages = (): string[] =>
      found.diagnose(uri).flatMap((it) => (it.level === 'error' ? [it.message] : []));
    assert.deepEqual(messages(), inSpec(['local'], '"spec"'));
    assert.deepEqual([...found.invalidate(workspace.setCluster([], [...sent]))], []);

    edit('crd.yaml', crd);
    found.reset();
    assert.deepEqual(messages(), inSpec(['novel'], '"spec"'));
    edit('crd.yaml', undefined);
    workspace.setCluster([]);
    found.reset();
    assert.deepEqual(messages(), inSpec(['novel', 'local'], 'ScaledObjectSpec'));
  });
});

describe('a definition that nobody would write', () => {
  const silent = (properties: string): void => {
    const { errors } = opened({
      'crd.yaml': definition(properties),
      'nightly.yaml': pipeline('{ a: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" }'),
    });
    assert.deepEqual(errors(), []);
  };

  test('has wrong shapes', () => {
    silent(
      '{ a: { type: [string], enum: nothing, pattern: 1, required: x, properties: [], items: 5, anyOf: {}, maximum: "1" } }',
    );
    silent('{ a: 5, b: null, __proto__: { type: integer }, constructor: { type: integer } }');
    silent('{ a: { type: string, format: quantity } }');
  });

  test('has a pattern that Go does not read', () => {
    silent(String.raw`{ a: { type: string, pattern: '(?=x)y' } }`);
  });

  test('has a pattern that would keep JavaScript busy for ever', () => {
    const { errors } = opened({
      'crd.yaml': definition("{ a: { type: string, pattern: '^(a+)+$' } }"),
      'nightly.yaml': pipeline(`{ a: "${'a'.repeat(5000)}!" }`),
    });
    assert.match(errors()[0] ?? '', /does not look like "a": \^\(a\+\)\+\$$/);
  });

  test('is very deep', () => {
    const deep = `${'{ a: { type: object, properties: '.repeat(300)}{}${' } }'.repeat(300)}`;
    silent(`{ a: { x-kubernetes-preserve-unknown-fields: true }, b: { type: object, properties: ${deep} } }`);
  });

  test('grows without end by its aliases', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `l${i}: &l${i} [${i === 0 ? 'x' : `*l${i - 1}, *l${i - 1}`}]`,
    );
    const { errors } = opened({
      'crd.yaml': definition('{ a: { type: string, enum: *l29 } }').replace(
        'spec:\n',
        `x: { ${levels.join(', ')} }\nspec:\n`,
      ),
      'nightly.yaml': pipeline('{ a: x }'),
    });
    assert.deepEqual(errors(), []);
  });
});
