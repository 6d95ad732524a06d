import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly title: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
    readonly snippets: readonly { readonly path: string }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { commands, menus, configuration, snippets } = manifest.contributes;
const client = globSync('client/**/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test('every command of the manifest is one that the client registers', () => {
  for (const { command, category } of commands) {
    assert.match(client, new RegExp(`\\b${command.replace('podium.', '')}\\b`), command);
    assert.equal(category, 'Podium');
  }
});

test('titles are in title case, and menus name known commands', () => {
  const known = new Set(commands.map((it) => it.command));
  for (const { title } of commands) assert.match(title, /^[A-Z]/);
  for (const { command } of Object.values(menus).flat())
    assert.ok(command === undefined || known.has(command), command);
});

test('settings are flat, and each is described', () => {
  for (const { properties } of configuration) {
    for (const [name, setting] of Object.entries(properties)) {
      assert.match(name, /^podium(\.[a-z]\w*)+$/);
      assert.ok('markdownDescription' in (setting as object), name);
    }
  }
});

test('what the manifest names is there', () => {
  for (const path of [manifest.icon, ...snippets.map((it) => it.path)]) assert.ok(existsSync(path), path);
});

test('all is bundled: nothing is needed beside the bundles, and every version is exact', () => {
  assert.equal(manifest.dependencies, undefined);
  for (const [name, version] of Object.entries(manifest.devDependencies))
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
});
