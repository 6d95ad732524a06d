import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { build } from './build.ts';
import { runProgram, step } from './steps.ts';

const file = 'out/podium.vsix';

/** Packages whose text or binaries are part of Podium without being in a bundle. */
const beside = ['kubernetes-models', 'tree-sitter-python', 'web-tree-sitter'].map(
  (it) => `node_modules/${it}`,
);

/** Makes `out/podium.vsix`, ready to install: bundles only, no dependencies beside them. */
const bundled = await step('build', () => build());
writeFileSync('dist/THIRD-PARTY-NOTICES.md', notices([...new Set([...bundled, ...beside])].sort()));
await step('package', () => {
  runProgram('vsce', [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ]);
});
console.log(`${file}: ${(statSync(file).size / 1_000_000).toFixed(2)} MB`);

function notices(folders: readonly string[]): string {
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
      name: string;
      version: string;
      license?: string;
    };
    const texts = globSync(
      `node_modules/${name}/{LICENSE,LICENCE,license,License,NOTICE,ThirdPartyNotices}*`,
    );
    const body = texts.map((path) => readFileSync(path, 'utf8').trim()).join('\n\n');
    return `## ${name} ${version}\n\nLicence: ${license ?? 'see below'}\n\n${body}`;
  });
  return `${['# Third-party notices', 'Podium contains code and data of these packages.', 'Schemas of Kubernetes come from the Kubernetes project (Apache-2.0).', ...sections].join('\n\n')}\n`;
}
