import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../../server/engine/rules/index.ts';
import { describeFinding, sampleFindings } from '../engine/support/sample-findings.ts';
import { folderWith, podium } from './run.ts';

/** One error with a safe fix, one warning, and nothing else that the default settings show. */
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: etl
  namespace: data
spec:
  serviceAccountName: etl
  automountServiceAccountToken: false
  restartPolicy: Never
  securityContext:
    runAsNonRoot: true
  containers:
    - name: etl
      image: etl:latest
      resources:
        requests: { cpu: 100m, memory: 128Mi }
        limits: { cpu: 100m, memory: 512MB }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: etl
  namespace: data
`;

const quiet = ['--rule', 'image-tag-latest=off'];

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Report {
  readonly version: number;
  readonly files: number;
  readonly findings: readonly {
    readonly file: string;
    readonly range: { readonly start: Place; readonly end: Place };
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly fixes: readonly string[];
  }[];
}

const report = (stdout: string): Report => JSON.parse(stdout) as Report;

const codes = (stdout: string): string[] => report(stdout).findings.map(({ code }) => code);

describe('the text report', () => {
  test('shows each finding with its line, and a sum', async (context) => {
    const folder = folderWith(context, { 'pod.yaml': pod });
    const { code, stdout, stderr } = await podium(folder, 'check', '.');
    assert.equal(
      stdout,
      `pod.yaml:14:18 warning "etl:latest" can be another image at the next run  image-tag-latest
 14 |       image: etl:latest
    |                  ^^^^^^

pod.yaml:17:38 error "512MB" is no quantity, did you mean "512Mi"?  quantity-invalid
 17 |         limits: { cpu: 100m, memory: 512MB }
    |                                      ^^^^^

1 error, 1 warning in 1 file (1 can be fixed with --fix)
`,
    );
    assert.equal(stderr, '');
    assert.equal(code, 1);
  });

  test('says so where nothing is found', async (context) => {
    const folder = folderWith(context, { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 2\n' });
    assert.deepEqual(await podium(folder, 'check', '.'), {
      code: 0,
      stdout: 'no findings in 2 files\n',
      stderr: '',
    });
  });

  test('keeps control characters of a file from the terminal', async (context) => {
    const folder = folderWith(context, {
      'pod.yaml': pod.replace('etl:latest', '"etl\\e[31m\u001b:latest"'),
    });
    const { stdout } = await podium(folder, 'check', '.');
    assert.doesNotMatch(stdout, /\u001b/);
  });
});

test('the JSON report has every level, in the order of files and places', async (context) => {
  const folder = folderWith(context, { 'b.yaml': pod, 'a/pod.yaml': pod.replace('latest', '1.0') });
  const { code, stdout } = await podium(folder, 'check', '--format', 'json', 'b.yaml', 'a');
  const { version, files, findings } = report(stdout);
  assert.deepEqual([version, files, code], [1, 2, 1]);
  assert.deepEqual(
    findings.map((it) => `${it.file} ${it.code}`),
    ['a/pod.yaml quantity-invalid', 'b.yaml image-tag-latest', 'b.yaml quantity-invalid'].toSorted(),
  );
  assert.deepEqual(findings.at(-1), {
    file: 'b.yaml',
    range: { start: { line: 16, character: 37 }, end: { line: 16, character: 42 } },
    code: 'quantity-invalid',
    severity: 'error',
    message: '"512MB" is no quantity, did you mean "512Mi"?',
    fixes: ['Write "512Mi"'],
  });
});

test('the GitHub report is workflow commands', async (context) => {
  const folder = folderWith(context, { 'a,b.yaml': pod });
  const { stdout } = await podium(folder, 'check', '--format', 'github', '.');
  assert.equal(
    stdout,
    `::warning file=a%2Cb.yaml,line=14,endLine=14,col=18,endColumn=24,title=image-tag-latest::"etl:latest" can be another image at the next run
::error file=a%2Cb.yaml,line=17,endLine=17,col=38,endColumn=43,title=quantity-invalid::"512MB" is no quantity, did you mean "512Mi"?
`,
  );
});

test('the GitLab report keeps its fingerprints when lines are added above', async (context) => {
  const folder = folderWith(context, { 'pod.yaml': pod });
  interface Issue {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: unknown;
  }
  const issues = async (path: string): Promise<Issue[]> =>
    JSON.parse((await podium(path, 'check', '--format', 'gitlab', '.')).stdout) as Issue[];
  const before = await issues(folder);
  assert.deepEqual(before.map(({ fingerprint: _, ...it }) => it).at(-1), {
    description: '"512MB" is no quantity, did you mean "512Mi"?',
    check_name: 'quantity-invalid',
    severity: 'major',
    location: { path: 'pod.yaml', lines: { begin: 17, end: 17 } },
  });
  const after = await issues(folderWith(context, { 'pod.yaml': `# a comment\n${pod}` }));
  assert.deepEqual(
    after.map(({ fingerprint }) => fingerprint),
    before.map(({ fingerprint }) => fingerprint),
  );
  assert.equal(new Set(before.map(({ fingerprint }) => fingerprint)).size, before.length);
});

test('the SARIF report names rules and places', async (context) => {
  const folder = folderWith(context, { 'a pod.yaml': pod });
  const { stdout } = await podium(folder, 'check', '--format', 'sarif', '.');
  interface Sarif {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: {
        readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] };
      };
      readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
    }[];
  }
  const { version, runs } = JSON.parse(stdout) as Sarif;
  const [run] = runs;
  assert.equal(version, '2.1.0');
  assert.deepEqual(run?.results.at(-1), {
    ruleId: 'quantity-invalid',
    ruleIndex: run?.tool.driver.rules.findIndex(({ id }) => id === 'quantity-invalid'),
    level: 'error',
    message: { text: '"512MB" is no quantity, did you mean "512Mi"?' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20pod.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 17, startColumn: 38, endLine: 17, endColumn: 43 },
        },
      },
    ],
  });
});

describe('the exit code', () => {
  test('follows --fail-on', async (context) => {
    const folder = folderWith(context, { 'pod.yaml': pod.replace('512MB', '512Mi') });
    assert.equal((await podium(folder, 'check', '.')).code, 0);
    assert.equal((await podium(folder, 'check', '--fail-on', 'warning', '.')).code, 1);
    assert.equal((await podium(folder, 'check', '--fail-on', 'warning', ...quiet, '.')).code, 0);
  });

  test('is 2 for a path that is not there, and the others are checked', async (context) => {
    const folder = folderWith(context, { 'pod.yaml': pod });
    const { code, stdout, stderr } = await podium(
      folder,
      'check',
      '--format',
      'json',
      'absent.yaml',
      'pod.yaml',
    );
    assert.equal(code, 2);
    assert.equal(stderr, 'podium: "absent.yaml": no such file or folder\n');
    assert.deepEqual(codes(stdout), ['image-tag-latest', 'quantity-invalid']);
  });

  test('is 2 for a binary file that was named, but not for one in a folder', async (context) => {
    const folder = folderWith(context, { 'x.yaml': new Uint8Array([0, 1, 2, 3]), 'pod.yaml': pod });
    assert.deepEqual(await podium(folder, 'check', 'x.yaml'), {
      code: 2,
      stdout: 'no findings in 0 files\n',
      stderr: 'podium: "x.yaml": not text\n',
    });
    const { code, stderr } = await podium(folder, 'check', '.');
    assert.deepEqual([code, stderr], [1, '']);
  });

  for (const args of [
    [],
    ['check'],
    ['chekc', '.'],
    ['check', '--format', 'xml', '.'],
    ['check', '--fail-on', 'off', '.'],
    ['check', '--rule', 'image-tag-latest=loud', '.'],
    ['check', '--rule', 'no-such-rule=off', '.'],
    ['check', '--kubernetes-version', '2', '.'],
    ['check', '--airflow-version', 'new', '.'],
    ['check', '--frobnicate', '.'],
    ['explain'],
    ['explain', 'no-such-rule'],
    ['rules', '--format', 'sarif'],
  ]) {
    test(`is 2 for: podium ${args.join(' ')}`, async (context) => {
      const { code, stdout, stderr } = await podium(folderWith(context, {}), ...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^podium: .+\n\nUsage:/);
    });
  }
});

test('a misspelt rule is told the right one', async (context) => {
  const { stderr } = await podium(folderWith(context, {}), 'check', '--rule', 'image-tag-lates=off', '.');
  assert.match(stderr, /^podium: no rule "image-tag-lates", did you mean "image-tag-latest"\?\n/);
});

describe('settings', () => {
  const settings =
    'rules:\n  image-tag-latest: error\noverrides:\n  - files: [legacy]\n    rules:\n      quantity-invalid: off\nexclude: ["*.gen.yaml"]\n';
  const files = { '.podium.yaml': settings, 'new.yaml': pod, 'legacy/old.yaml': pod, 'x/y.gen.yaml': pod };

  const found = (stdout: string): string[] =>
    report(stdout).findings.map((it) => `${it.file} ${it.code} ${it.severity}`);

  test('of .podium.yaml count for what lies below', async (context) => {
    const folder = folderWith(context, files);
    const { stdout } = await podium(folder, 'check', '--format', 'json', '.');
    assert.deepEqual(
      found(stdout).filter((it) => !it.includes('object-duplicate')),
      [
        'legacy/old.yaml image-tag-latest error',
        'new.yaml image-tag-latest error',
        'new.yaml quantity-invalid error',
      ],
    );
  });

  test('are found above a path', async (context) => {
    const folder = folderWith(context, files);
    const { stdout } = await podium(join(folder, 'legacy'), 'check', '--format', 'json', 'old.yaml');
    assert.deepEqual(found(stdout), ['old.yaml image-tag-latest error']);
  });

  test('of the command line win over those of the file and over comments', async (context) => {
    const silenced = `# podium-disable-file image-tag-latest, quantity-invalid\n${pod}`;
    const folder = folderWith(context, { '.podium.yaml': settings, 'pod.yaml': silenced });
    const silent = await podium(folder, 'check', '--format', 'json', '.');
    assert.deepEqual(found(silent.stdout), []);
    const loud = await podium(folder, 'check', '--format', 'json', '--rule', 'image-tag-latest=info', '.');
    assert.deepEqual(found(loud.stdout), ['pod.yaml image-tag-latest info']);
  });

  test('unknown to us are findings', async (context) => {
    const folder = folderWith(context, { '.podium.yaml': 'rulez: {}\nrules:\n  image-tag-lates: off\n' });
    const { stdout } = await podium(folder, 'check', '--format', 'json', '.');
    assert.deepEqual(
      report(stdout).findings.map(({ code, range }) => [code, range]),
      [
        ['schema-field-unknown', { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } }],
        ['schema-field-unknown', { start: { line: 2, character: 2 }, end: { line: 2, character: 17 } }],
      ],
    );
  });

  test('name a baseline of findings to pass over', async (context) => {
    const folder = folderWith(context, { '.podium.yaml': 'baseline: known.json\n', 'pod.yaml': pod });
    const before = await podium(folder, 'check', '--format', 'json', 'pod.yaml');
    assert.match(before.stderr, /^podium: "known.json": no such file/);
    assert.equal(before.code, 2);
    const known = folderWith(context, {
      '.podium.yaml': 'baseline: known.json\n',
      'known.json': before.stdout,
      'pod.yaml': `# moved down\n${pod.replace('name: etl\n      image', 'name: load\n      image')}`,
      'other.yaml': pod,
    });
    const after = await podium(known, 'check', '--format', 'json', 'pod.yaml', 'other.yaml');
    assert.deepEqual(
      found(after.stdout).filter((it) => !it.includes('object-duplicate')),
      ['other.yaml image-tag-latest warning', 'other.yaml quantity-invalid error'],
    );
  });
});

describe('--fix', () => {
  test('makes safe fixes and keeps everything else of the file', async (context) => {
    const windows = `\ufeff${pod.replaceAll('\n', '\r\n')}`;
    const folder = folderWith(context, { 'pod.yaml': windows });
    const { code, stdout } = await podium(folder, 'check', '--fix', '.');
    assert.equal(readFileSync(join(folder, 'pod.yaml'), 'utf8'), windows.replace('512MB', '512Mi'));
    assert.match(stdout, /\n1 warning in 1 file, 1 fixed\n$/);
    assert.equal(code, 0);
  });

  test('leaves a file alone that has nothing to fix', async (context) => {
    const folder = folderWith(context, { 'pod.yaml': pod.replace('512MB', '512Mi') });
    await podium(folder, 'check', '--fix', '.');
    assert.equal(readFileSync(join(folder, 'pod.yaml'), 'utf8'), pod.replace('512MB', '512Mi'));
  });
});

describe('files', () => {
  test('of other programs get no findings, however broken', async (context) => {
    const folder = folderWith(context, {
      'docker-compose.yaml': 'services:\n\tweb: [',
      'values.yaml': 'kind: {{ .Values.kind }}\n',
      'setup.py': 'def broken(:\n',
      'readme.md': pod,
    });
    assert.deepEqual(await podium(folder, 'check', '.'), {
      code: 0,
      stdout: 'no findings in 3 files\n',
      stderr: '',
    });
  });

  test('that are broken manifests get one finding', async (context) => {
    const folder = folderWith(context, {
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {namespace: a, name: "x\n',
    });
    const { code, stdout } = await podium(folder, 'check', '--format', 'json', '.');
    assert.deepEqual([codes(stdout), code], [['yaml-syntax'], 1]);
  });

  test('resolve their references among all that were given', async (context) => {
    const [workload = '', account = ''] = pod.replace('512MB', '512Mi').split('---\n');
    const folder = folderWith(context, { 'a/pod.yaml': workload, 'b/account.yaml': account });
    const alone = await podium(folder, 'check', '--format', 'json', ...quiet, 'a');
    assert.deepEqual(codes(alone.stdout), ['service-account-missing']);
    const together = await podium(folder, 'check', '--format', 'json', ...quiet, 'a', 'b');
    assert.deepEqual(codes(together.stdout), []);
  });

  test('behind links that run in a circle are read once', async (context) => {
    const folder = folderWith(context, { 'a/pod.yaml': pod });
    symlinkSync(folder, join(folder, 'a', 'loop'));
    const { stdout } = await podium(folder, 'check', '--format', 'json', '.');
    assert.equal(report(stdout).files, 1);
  });

  test('in folders of dependencies are left out, unless such a folder is named', async (context) => {
    const folder = folderWith(context, { 'node_modules/x/pod.yaml': pod, '.venv/pod.yaml': pod });
    assert.equal(report((await podium(folder, 'check', '--format', 'json', '.')).stdout).files, 0);
    const named = await podium(folder, 'check', '--format', 'json', 'node_modules');
    assert.equal(report(named.stdout).files, 1);
  });

  test('larger than 5 MB are named and not checked', async (context) => {
    const folder = folderWith(context, {
      'large.yaml': `${pod}# ${'x'.repeat(5_000_000)}\n`,
      'pod.yaml': pod,
    });
    const { code, stdout, stderr } = await podium(folder, 'check', '--format', 'json', '.');
    assert.equal(stderr, 'podium: "large.yaml": larger than 5 MB, so it is not checked\n');
    assert.deepEqual([report(stdout).files, code], [1, 1]);
  });

  test('that repeat a name on the command line are checked once', async (context) => {
    const folder = folderWith(context, { 'pod.yaml': pod });
    const { stdout } = await podium(folder, 'check', '--format', 'json', 'pod.yaml', '.', './pod.yaml');
    assert.equal(report(stdout).files, 1);
    assert.deepEqual(codes(stdout), ['image-tag-latest', 'quantity-invalid']);
  });
});

test('the samples show what is marked in them, and nothing else', async () => {
  const repository = resolve(import.meta.dirname, '../..');
  const samples = resolve(repository, 'test/workspaces/samples');
  const { code, stdout, stderr } = await podium(samples, 'check', '--format', 'json', '.');
  assert.equal(stderr, '');
  assert.equal(code, 1);
  const { findings } = report(stdout);
  for (const file of readdirSync(samples)) {
    const found = findings
      .filter((it) => it.file === file)
      .map(({ range, ...it }) => describeFinding({ ...range, ...it }));
    assert.deepEqual(found.sort(), sampleFindings(repository, file, rules), file);
  }
});

test('explain prints the page of a rule', async (context) => {
  const { code, stdout } = await podium(folderWith(context, {}), 'explain', 'quantity-invalid');
  assert.equal(code, 0);
  assert.match(stdout, /^quantity-invalid \(error\)\n\n[^\n]+\.\n\n[^\n]+\n\nBefore:\n\n {4}/);
  assert.match(stdout, /512MB[\s\S]+After:[\s\S]+512Mi/);
});

test('rules lists every rule, and whether it has a fix', async (context) => {
  const { code, stdout } = await podium(folderWith(context, {}), 'rules', '--format', 'json');
  assert.equal(code, 0);
  const rules = JSON.parse(stdout) as readonly { readonly id: string; readonly fixable: boolean }[];
  const fixable = Object.fromEntries(rules.map((it) => [it.id, it.fixable]));
  assert.deepEqual(
    [fixable['quantity-invalid'], fixable['dagster-import-unknown'], fixable['yaml-syntax']],
    [true, true, false],
  );
  assert.deepEqual(Object.keys(rules[0] ?? {}), ['id', 'severity', 'summary', 'fixable']);
});

test('help and version are no errors', async (context) => {
  const folder = folderWith(context, {});
  const help = await podium(folder, '--help');
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage:/);
  const { version } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as {
    version: string;
  };
  assert.deepEqual(await podium(folder, '--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
});
