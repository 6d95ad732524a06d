/** The engine, lowest layer first. A layer imports from itself and from those before it. */
const layers = ['text', 'syntax', '(model|schema)', 'workspace', '(rules|features)'];

const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

export default {
  forbidden: [
    ...layers
      .slice(0, -1)
      .map((layer, i) =>
        forbid(
          `${layer}-knows-nothing-above-it`,
          `^server/engine/${layer}/`,
          `^server/engine/(${layers.slice(i + 1).join('|')})/`,
        ),
      ),
    forbid(
      'a-rule-stands-alone',
      '^server/engine/rules/(?!index|rule[.])',
      '^server/engine/rules/(?!rule[.])',
    ),
    forbid('a-feature-stands-alone', '^server/engine/features/', '^server/engine/features/'),
    forbid('the-engine-imports-only-itself', '^server/engine/', '^(client|test|scripts|server/(?!engine/))'),
    forbid(
      'the-engine-is-pure',
      '^server/engine/',
      '^node_modules/(?!yaml/|js-yaml/|croner/|cronstrue/|re2js/)|^(node:)?(fs|path|child_process|process|os|net|http|https)$',
    ),
    forbid('lsp-and-cli-do-not-meet', '^server/(lsp|cli)/', '^server/(?!$1/|engine/|service/|protocol/)'),
    forbid('client-sees-only-the-protocol', '^client/', '^server/(?!protocol/)'),
    forbid('the-cluster-half-knows-no-editor', '^client/cluster/', '^client/(?!cluster/)'),
    forbid('vscode-only-in-the-client', '^(server|client/cluster)/', '(^|@types/)vscode(/|$)'),
    forbid(
      'only-one-file-knows-yaml-language-server',
      '^server/(?!service/yaml-language-server[.])',
      '^node_modules/yaml-language-server/',
    ),
    forbid('nobody-imports-tests', '^(client|server)/', '^test/'),
    { name: 'every-import-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'client/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'browser'],
    },
  },
};
