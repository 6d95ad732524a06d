import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noSettings } from '../../server/engine/workspace/settings.ts';
import { complete, hover } from '../../server/service/language.ts';
import { Service } from '../../server/service/service.ts';
import { editorSettings } from '../../server/service/settings.ts';
import { MemoryHost, uriOf } from './memory-host.ts';

/** Counts what is read of that which comes with Podium; it may come later, as in a browser. */
class AssetHost extends MemoryHost {
  readonly assets: string[] = [];
  readonly #isSlow: boolean;

  constructor(files: Readonly<Record<string, string>>, isSlow = false) {
    super(files);
    this.#isSlow = isSlow;
  }

  override asset(name: string): ReturnType<MemoryHost['asset']> {
    this.assets.push(name);
    const bytes = super.asset(name);
    return this.#isSlow ? Promise.resolve(bytes) : bytes;
  }

  override inflate(bytes: Uint8Array<ArrayBuffer>): ReturnType<MemoryHost['inflate']> {
    const inflated = super.inflate(bytes);
    return this.#isSlow ? Promise.resolve(inflated) : inflated;
  }
}

async function start(
  files: Readonly<Record<string, string>>,
  isSlow = false,
): Promise<{ service: Service; host: AssetHost; stale: string[] }> {
  const host = new AssetHost(files, isSlow);
  const stale: string[] = [];
  const service = await Service.start(host, {
    commandLine: noSettings,
    onStale: (uris) => stale.push(...uris),
    onError(error) {
      throw error;
    },
  });
  service.addFolder('file:///work');
  await service.settled();
  return { service, host, stale };
}

const errors = (service: Service, path: string): string[] =>
  service.diagnose(uriOf(path)).flatMap((it) => (it.level === 'error' ? [it.message] : []));

describe('the version of Kubernetes', () => {
  const old = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: api }\n';
  const codes = (service: Service): string[] =>
    service
      .diagnose(uriOf('old.yaml'))
      .map(({ rule }) => rule.id)
      .filter((it) => it.startsWith('api-version'));
  const set = (service: Service, kubernetesVersion: string): void => {
    service.setEditorSettings(new Map([['', editorSettings({ schema: { kubernetesVersion } })]]));
  };

  test('is the newest where nothing names one', async () => {
    const { service } = await start({ 'old.yaml': old });
    assert.deepEqual(codes(service), ['api-version-removed']);
    assert.equal(service.versions(uriOf('old.yaml')).kubernetes, undefined);
  });

  test('is that of the cluster while one is connected, and what is open is looked at again', async () => {
    const { service, stale } = await start({ 'old.yaml': old });
    service.setDocument(uriOf('old.yaml'), old, 'yaml');
    set(service, 'auto');
    assert.deepEqual(codes(service), ['api-version-removed']);
    stale.length = 0;
    service.setCluster([], '1.24');
    assert.deepEqual(stale, [uriOf('old.yaml')]);
    assert.deepEqual(codes(service), ['api-version-deprecated']);
    service.setCluster([], '1.20');
    assert.deepEqual(codes(service), []);
    service.setCluster([], undefined);
    assert.deepEqual(codes(service), ['api-version-removed']);
  });

  test('is what a setting says, whatever the cluster is, and before it what .podium.yaml says', async () => {
    const { service } = await start({ 'old.yaml': old });
    service.setCluster([], '1.36');
    set(service, '1.24');
    assert.deepEqual(codes(service), ['api-version-deprecated']);
    service.setDocument(uriOf('.podium.yaml'), 'kubernetesVersion: "1.20"\n', 'yaml');
    assert.deepEqual(codes(service), []);
    service.setDocument(uriOf('.podium.yaml'), '{}\n', 'yaml');
    assert.deepEqual(codes(service), ['api-version-deprecated']);
  });
});

const scaled =
  'apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: a }\nspec: { triggers: [], scaleTargetRef: { name: a }, polingInterval: 1 }\n';
const misspelt = 'unknown field "polingInterval" in ScaledObjectSpec, did you mean "pollingInterval"?';

describe('schemas of operators', () => {
  test('are read when an object of theirs is met', async () => {
    const { service, host } = await start({
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [] }\n',
      'scaled.yaml': scaled,
    });
    service.diagnose(uriOf('pod.yaml'));
    const bundle = 'schemas/keda.json.gz';
    assert.ok(!host.assets.includes(bundle));
    assert.deepEqual(errors(service, 'scaled.yaml'), [misspelt]);
    service.diagnose(uriOf('scaled.yaml'));
    assert.equal(host.assets.filter((it) => it === bundle).length, 1);
    assert.ok(!host.assets.includes('schemas/flink.json.gz'));
  });

  test('are waited for where that takes time', async () => {
    const { service, stale } = await start({}, true);
    service.setDocument(uriOf('scaled.yaml'), scaled, 'yaml');
    const early = service.diagnose(uriOf('scaled.yaml')).map(({ rule }) => rule.id);
    assert.ok(!early.some((it) => it.startsWith('schema-') || it === 'kind-unknown'));
    stale.length = 0;
    await service.settled();
    assert.deepEqual(stale, [uriOf('scaled.yaml')]);
    assert.deepEqual(errors(service, 'scaled.yaml'), [misspelt]);
  });

  test('tell what fields mean', async () => {
    const { service } = await start({});
    const certificate =
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: a }\nspec:\n  secretName: a\n';
    service.setDocument(uriOf('certificate.yaml'), certificate, 'yaml');
    const text = await hover(service, uriOf('certificate.yaml'), certificate.indexOf('secretName'));
    assert.match(text?.markdown ?? '', /Secret/);
  });
});

describe('a CustomResourceDefinition', () => {
  const definition = (field: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: pipelines.data.example.com }
spec:
  group: data.example.com
  scope: Namespaced
  names: { kind: Pipeline, plural: pipelines }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                ${field}: { type: string, description: The ${field} of it., enum: [Spark, Flink] }
`;
  const pipeline = 'apiVersion: data.example.com/v1\nkind: Pipeline\nmetadata:\n  name: a\nspec:\n  ';
  const uri = uriOf('pipeline.yaml');
  const labels = async (service: Service, text: string): Promise<string[]> => {
    service.setDocument(uri, text, 'yaml');
    return (await complete(service, uri, text.length)).map(({ label }) => label);
  };

  test('of the folder is completed, hovered and validated, at once after each edit of it', async () => {
    const { service, stale } = await start({ 'crd.yaml': definition('engine') });
    assert.deepEqual(await labels(service, pipeline), ['engine']);
    assert.deepEqual(await labels(service, `${pipeline}engine: `), ['Spark', 'Flink']);
    const text = `${pipeline}engine: Storm\n`;
    service.setDocument(uri, text, 'yaml');
    const found = await hover(service, uri, text.indexOf('engine'));
    assert.match(found?.markdown ?? '', /The engine of it/);
    assert.deepEqual(errors(service, 'pipeline.yaml'), ['"engine" must be "Spark" or "Flink", not "Storm"']);

    stale.length = 0;
    service.setDocument(uriOf('crd.yaml'), definition('runner'), 'yaml');
    assert.ok(stale.includes(uri));
    assert.deepEqual(errors(service, 'pipeline.yaml'), ['unknown field "engine" in "spec"']);
    assert.deepEqual(await labels(service, pipeline), ['runner']);
  });

  test('makes its kind known to completion', async () => {
    const { service } = await start({ 'crd.yaml': definition('engine') });
    const kinds = await labels(service, 'apiVersion: data.example.com/v1\nkind: ');
    assert.deepEqual(kinds, ['Pipeline']);
  });

  test('of the cluster counts while that is connected', async () => {
    const { service } = await start({ 'pipeline.yaml': `${pipeline}engine: Storm\n` });
    const schema = JSON.stringify({
      type: 'object',
      properties: { spec: { type: 'object', properties: { runner: { type: 'string' } } } },
    });
    assert.deepEqual(errors(service, 'pipeline.yaml'), []);
    service.setCluster([], '1.36', [{ apiVersion: 'data.example.com/v1', kind: 'Pipeline', schema }]);
    assert.deepEqual(errors(service, 'pipeline.yaml'), ['unknown field "engine" in "spec"']);
    assert.deepEqual(await labels(service, pipeline), ['runner']);
    service.setDocument(uri, `${pipeline}engine: Storm\n`, 'yaml');
    assert.equal(errors(service, 'pipeline.yaml').length, 1);
    service.setCluster([], undefined);
    assert.deepEqual(errors(service, 'pipeline.yaml'), []);
  });
});
