import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle, context, type Plugin } from 'esbuild';
import { buildSchemas } from '../schemas/build.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Files that are copied as they are, by their place in `dist`. */
const assets = {
  'facts/airflow.json': 'schemas/airflow/options.json',
  'facts/airflow-operators.json': 'schemas/airflow/operators.json',
  'facts/dagster.json': 'schemas/dagster/facts.json',
  'facts/kubernetes-removed-versions.json': 'schemas/kubernetes/removed-versions.json',
  'facts/kubernetes-since.json': 'schemas/kubernetes/since.json',
  'facts/prefect.json': 'schemas/prefect/facts.json',
  'facts/python-models.json': 'schemas/python/kubernetes-models.json',
  'rules.md': 'server/engine/rules/README.md',
  'tree-sitter-python.wasm': 'node_modules/tree-sitter-python/tree-sitter-python.wasm',
  'web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
} as const;

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  minify: true,
  // Some packages have a UMD build as main, whose requires no bundler sees (jsonc-parser).
  mainFields: ['module', 'main'],
  define: { PODIUM_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
  legalComments: 'none',
};

const node: BuildOptions = {
  ...common,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // Its ESM build wants `import.meta.url`, which CommonJS does not have.
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
  define: {
    ...common.define,
    'import.meta.dirname': '__dirname',
  },
};

/** yaml-language-server formats and translates, which we do not ask of it: a third of its size. */
const languageServerAliases = {
  'ajv-i18n': './server/service/stubs/ajv-i18n.ts',
  'prettier/plugins/estree': './server/service/stubs/prettier.ts',
  'prettier/plugins/yaml': './server/service/stubs/prettier.ts',
  'prettier/standalone': './server/service/stubs/prettier.ts',
};

/** Leaves a module that is imported dynamically in a bundle of its own, beside the one that asks for it. */
const separate = (module: string): Plugin => ({
  name: `separate-${module}`,
  setup(build) {
    build.onResolve({ filter: new RegExp(`/${module}\\.ts$`) }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${module}.cjs`, external: true } : undefined,
    );
  },
});

/** The bundles by their place in `dist`. What is heavy and seldom needed is one of its own, loaded when it is. */
const bundles: Readonly<Record<string, BuildOptions & { readonly entry: string }>> = {
  'client.cjs': { ...node, entry: 'client/extension.ts', plugins: [separate('language-client')] },
  'language-client.cjs': { ...node, entry: 'client/language-client.ts' },
  'cluster.cjs': { ...node, entry: 'client/cluster/kube-cluster.ts' },
  'server.cjs': { ...node, entry: 'server/lsp/main.ts', plugins: [separate('yaml-language-server')] },
  'cli.cjs': {
    ...node,
    entry: 'server/cli/main.ts',
    plugins: [separate('yaml-language-server')],
    banner: { js: '#!/usr/bin/env node' },
  },
  'yaml-language-server.cjs': {
    ...node,
    entry: 'server/service/yaml-language-server.ts',
    alias: languageServerAliases,
  },
  'web/server.js': {
    ...common,
    entry: 'server/lsp/browser-main.ts',
    // Where web-tree-sitter would look for its wasm, which it is handed: it wants a URL all the same.
    define: { ...common.define, 'import.meta.url': '"http://podium.local/"' },
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    alias: { ...languageServerAliases, path: './server/service/stubs/path.ts' },
  },
};

/**
 * Makes all of `dist`; with `watch`, goes on making the bundles whenever a source changes. Gives the folders of the npm
 * packages whose code is in a bundle.
 */
export async function build({ watch = false }: { readonly watch?: boolean } = {}): Promise<string[]> {
  await buildSchemas(join(dist, 'schemas'));
  for (const [to, from] of Object.entries(assets)) {
    mkdirSync(dirname(join(dist, to)), { recursive: true });
    copyFileSync(join(root, from), join(dist, to));
  }
  const packages = new Set<string>();
  for (const [name, { entry, ...options }] of Object.entries(bundles)) {
    const complete = { ...options, entryPoints: [entry], outfile: join(dist, name) };
    if (watch) {
      await (await context(complete)).watch();
      continue;
    }
    const { metafile } = await bundle({ ...complete, metafile: true });
    const [output] = Object.values(metafile.outputs);
    console.log(`${name.padEnd(26)} ${String(Math.round((output?.bytes ?? 0) / 1024)).padStart(6)} kB`);
    for (const path of Object.keys(metafile.inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder !== undefined) packages.add(folder);
    }
  }
  chmodSync(join(dist, 'cli.cjs'), 0o755);
  return [...packages].sort();
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await build({ watch: process.argv.includes('--watch') });
}
