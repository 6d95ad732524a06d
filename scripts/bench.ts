import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { corpusFolder, largeFile } from './bench/corpus.ts';
import { goProgram } from './bench/go-program.ts';
import { type Cost, costOf, median, percentile } from './bench/measure.ts';
import { type Keystroke, plainYamlTimes, type Question } from './bench/plain-yaml.ts';
import { builtSchemas, schemaLocation, schemaOfKindsIn } from './bench/schemas.ts';
import { BenchedServer } from './bench/server.ts';
import { build } from './build.ts';

// `--all`: measures what would take more than a minute as well.
const all = process.argv.includes('--all');
const manifests = 10_000;
const manyManifests = 100_000;
const rounds = 3;
const keystrokes = 100;
/** A keystroke takes it so much longer that fewer tell enough. */
const plainKeystrokes = 25;
const peerLimit = 60;

const dist = resolve(import.meta.dirname, '../dist');
const folder = join(tmpdir(), 'podium-bench');

interface Row {
  readonly what: string;
  readonly measured?: string;
  readonly peer?: string;
  /** Ours over the peer's. */
  readonly ratio?: string;
  readonly budget?: string;
}
const rows: Row[] = [{ what: '', measured: 'measured', peer: 'peer', ratio: 'ratio', budget: 'budget' }];

/** The cold check beside its peers, in turns, because a busy machine is busy for all. */
async function benchCheck(corpus: string): Promise<void> {
  const ours: Cost[] = [];
  const kubeconforms: Cost[] = [];
  const kubeScores: Cost[] = [];
  const kubeconform = goProgram(folder, 'github.com/yannh/kubeconform/cmd/kubeconform', 'v0.8.0');
  const location =
    kubeconform === undefined ? '' : schemaLocation(builtSchemas(dist), join(folder, 'schemas'));
  // Names relative to the folder, as 10,000 of them are too long for Windows and nearly so elsewhere.
  const kubeScore =
    process.platform === 'win32'
      ? undefined
      : goProgram(folder, 'github.com/zegl/kube-score/cmd/kube-score', 'v1.20.0');
  // It ends at the first quantity it cannot read, before it has judged anything.
  const sound = kubeScore === undefined ? '' : corpusFolder(folder, manifests, false);
  const names = kubeScore === undefined ? [] : globSync('*/*.yaml', { cwd: sound });
  for (let round = 0; round < rounds; round++) {
    // The corpus has faults, so all report some.
    ours.push(await costOf(checkOf(corpus), { expected: [1] }));
    if (kubeconform !== undefined) {
      const argv = [kubeconform, '-schema-location', location, corpus];
      kubeconforms.push(await costOf(argv, { expected: [1], limit: peerLimit }));
    }
    if (kubeScore !== undefined && !kubeScores.some((it) => it.cut)) {
      const argv = [kubeScore, 'score', '--output-format', 'ci', ...names];
      kubeScores.push(await costOf(argv, { expected: [1], limit: peerLimit, cwd: sound }));
    }
  }
  const mine = middle(ours);
  rows.push({ what: `podium check, ${manifests} manifests, cold`, measured: said(mine) });
  rows.push(besidePeer('kubeconform, schema only', mine, kubeconforms, 'CPU 0.33'));
  rows.push(besidePeer('kube-score, planted faults left out', mine, kubeScores));
  await benchMany(mine);
}

function besidePeer(peer: string, mine: Cost, costs: readonly Cost[], budget = ''): Row {
  const what = `  beside ${peer}`;
  if (costs.length === 0) return { what, peer: 'absent: Go could not install it', budget };
  const other = middle(costs);
  return { what, peer: said(other), ratio: cpuRatio(mine, other), budget };
}

/** Ten times the manifests, beside ten times what the manifests before cost. */
async function benchMany(few: Cost): Promise<void> {
  const times = manyManifests / manifests;
  const what = `podium check, ${manyManifests} manifests, cold`;
  const budget = 'CPU 1.00, 600 MB';
  if (!all && few.wall * times > 60) {
    rows.push({ what, measured: 'left out: more than a minute, measured with --all', budget });
    return;
  }
  const many = await costOf(checkOf(corpusFolder(folder, manyManifests)), { expected: [1] });
  const expected = { ...few, wall: few.wall * times, cpu: few.cpu && few.cpu * times, rss: undefined };
  const peer = `${times} times ours of ${manifests}: ${said(expected)}`;
  rows.push({ what, measured: said(many), peer, ratio: cpuRatio(many, expected), budget });
}

const checkOf = (corpus: string): string[] => [process.execPath, join(dist, 'cli.cjs'), 'check', corpus];

async function benchLargeFile(): Promise<void> {
  const documents = 114;
  const path = join(folder, 'large', 'large.yaml');
  const text = largeFile(documents);
  mkdirSync(join(folder, 'large'), { recursive: true });
  writeFileSync(path, text);
  const lines = text.split('\n');
  const what = `${lines.length} lines, ${documents} documents`;

  const start = performance.now();
  const server = new BenchedServer(join(dist, 'server.cjs'));
  await server.initialize(join(folder, 'large'));
  await server.open(path, text);
  rows.push({
    what: `first diagnostics, server start included, ${what}`,
    measured: milliseconds(performance.now() - start),
    budget: '700 ms',
  });

  const { strokes, questions, hasty } = work(lines);
  const edits: number[] = [];
  for (const { line, character, text: typed } of strokes) {
    const before = performance.now();
    await server.type(path, line, character, typed);
    edits.push(performance.now() - before);
  }
  const completions: number[] = [];
  await server.complete(path, questions[0]?.line ?? 0, 0);
  for (const { typed, line, character } of questions) {
    // The text of the region is new, as behind a keystroke.
    await server.type(path, typed.line, typed.character, typed.text);
    const before = performance.now();
    const found = await server.complete(path, line, character);
    completions.push(performance.now() - before);
    if (found === 0) throw new Error(`nothing to complete in line ${line + 1}`);
  }
  const hastily: number[] = [];
  for (const { typed, line, character } of hasty) {
    const before = performance.now();
    const published = server.type(path, typed.line, typed.character, typed.text);
    const found = await server.complete(path, line, character);
    hastily.push(performance.now() - before);
    await published;
    if (found === 0) throw new Error(`nothing to complete in line ${line + 1}`);
  }
  server.stop();

  const plain = await plainYamlTimes({
    text,
    schema: schemaOfKindsIn(text, builtSchemas(dist)),
    keystrokes: strokes.slice(0, plainKeystrokes),
    questions: questions.slice(0, plainKeystrokes),
    hasty: hasty.slice(0, plainKeystrokes),
  });
  const budget = 'p95 20 ms';
  rows.push(
    { what: `edit to diagnostics, ${what}`, measured: spread(edits), budget },
    besidePlain(edits, plain.edits),
    { what: 'completion, same file, once validated', measured: spread(completions), budget },
    besidePlain(completions, plain.completions),
    { what: 'completion, same file, right behind a keystroke', measured: spread(hastily), budget },
    besidePlain(hastily, plain.hasty),
  );
}

interface Work {
  readonly strokes: readonly Keystroke[];
  readonly questions: readonly Question[];
  readonly hasty: readonly Question[];
}

/** Characters to type all over a file, and what to complete behind each of as many more, twice. */
function work(lines: readonly string[]): Work {
  const cpu = lines.flatMap((line, i) =>
    /^ +cpu: /.test(line) ? [{ line: i, character: line.indexOf(':') + 2 }] : [],
  );
  const fields = lines.flatMap((line, i) => (line.endsWith('securityContext:') ? [i] : []));
  const places = Array.from({ length: keystrokes }, (_, i) => (i * 37) % cpu.length);
  const stroke = (at: number, digit: number): Keystroke => ({
    ...(cpu[at] ?? { line: 0, character: 0 }),
    text: String((digit % 9) + 1),
  });
  const question = (at: number, digit: number): Question => {
    const line = fields[at] ?? 0;
    return { typed: stroke(at, digit), line, character: (lines[line]?.indexOf('C') ?? 0) + 1 };
  };
  return {
    strokes: places.map((at, i) => stroke(at, i)),
    questions: places.map((at, i) => question(at, i + 4)),
    hasty: places.map((at, i) => question(at, i + 6)),
  };
}

function besidePlain(ours: readonly number[], theirs: readonly number[]): Row {
  const what = '  beside yaml-language-server alone';
  const ratio = (percent: number): string =>
    (percentile(ours, percent) / percentile(theirs, percent)).toFixed(3);
  return { what, peer: spread(theirs), ratio: `p50 ${ratio(50)}, p95 ${ratio(95)}` };
}

async function benchWorkspace(corpus: string): Promise<void> {
  const path = join(corpus, 'team-0', 'cron-job-0.yaml');
  const start = performance.now();
  const server = new BenchedServer(join(dist, 'server.cjs'));
  await server.initialize(corpus);
  await server.open(path);
  rows.push({
    what: `first diagnostics, workspace of ${manifests}`,
    measured: milliseconds(performance.now() - start),
    budget: '700 ms',
  });
  await server.indexed(path);
  rows.push({ what: `workspace of ${manifests} read`, measured: milliseconds(performance.now() - start) });
  const edits: number[] = [];
  for (let i = 0; i < keystrokes; i++) {
    const before = performance.now();
    await server.type(path, 9, 13, String(i % 10));
    edits.push(performance.now() - before);
  }
  rows.push({ what: `edit to diagnostics, workspace of ${manifests}`, measured: spread(edits) });
  const rss = server.memory();
  rows.push({
    what: `memory of the server, workspace of ${manifests}`,
    measured: rss === undefined ? '?' : `${Math.round(rss)} MB`,
    budget: '300 MB',
  });
  server.stop();
}

function middle(costs: readonly Cost[]): Cost {
  const of = (pick: (cost: Cost) => number | undefined): number | undefined => {
    const known = costs.flatMap((it) => pick(it) ?? []);
    return known.length === 0 ? undefined : median(known);
  };
  const cut = costs.some((it) => it.cut);
  return { wall: of((it) => it.wall) ?? 0, cpu: of((it) => it.cpu), rss: of((it) => it.rss), cut };
}

function cpuRatio(mine: Cost, other: Cost): string {
  if (mine.cpu === undefined || other.cpu === undefined) return '?';
  return `CPU ${other.cut ? 'below ' : ''}${(mine.cpu / other.cpu).toFixed(2)}`;
}

const said = ({ wall, cpu, rss, cut }: Cost): string =>
  [
    `${cut ? 'cut after ' : ''}${wall.toFixed(2)} s`,
    cpu === undefined ? '' : `CPU ${cpu.toFixed(2)} s`,
    rss === undefined ? '' : `${Math.round(rss)} MB`,
  ]
    .filter((it) => it !== '')
    .join(', ');

const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;

const spread = (values: readonly number[]): string =>
  `p50 ${percentile(values, 50).toFixed(1)} ms, p95 ${percentile(values, 95).toFixed(1)} ms`;

function printTable(): void {
  const columns = ['what', 'measured', 'peer', 'ratio', 'budget'] as const;
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = columns.map((column, i) => (row[column] ?? '').padEnd(widths[i] ?? 0));
    console.log(cells.join('  ').trimEnd());
  }
}

await build();
mkdirSync(folder, { recursive: true });
const manifestFolder = corpusFolder(folder, manifests);
await benchCheck(manifestFolder);
await benchLargeFile();
await benchWorkspace(manifestFolder);
printTable();
