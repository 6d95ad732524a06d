/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** Random numbers that are the same in every run (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A document in the shapes that manifests are written in: every style of scalar and collection, comments, empty lines. */
export function generatedYaml(random: Random): string {
  const root = random(12) === 0 ? json(random, 3, '') : blockLines(random, 4, random(6) === 0);
  return (
    (random(4) === 0 ? '# Source: chart/templates/app.yaml\n' : '') + root + (random(8) === 0 ? '' : '\n')
  );
}

/** The text after up to three slips of a keyboard or a merge. */
export function mutated(random: Random, original: string): string {
  let text = original;
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(text.length + 1);
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const [above, below] = [text.slice(0, lineStart), text.slice(lineStart)];
    const slips = [
      () => before + pick(random, slipped) + after,
      () => before + pick(random, slipped) + after,
      () => before + after.slice(1 + random(3)),
      () => above + ' '.repeat(1 + random(3)) + below,
      () => above + below.replace(/^ {1,2}/, ''),
      () => above + below.replace(/^.*\n/, ''),
      () => above + below + below.slice(0, random(40)),
    ];
    text = pick(random, slips)();
  }
  return text;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;

const keys = 'apiVersion kind metadata name labels spec containers image args env value resources limits'
  .split(' ')
  .concat(
    'app.kubernetes.io/name',
    'prometheus.yml',
    '"quoted"',
    "'single'",
    '8080',
    'größe',
    '-dash',
    ':colon',
  );

const plain =
  'v1 apps/v1 web nginx:1.27 512Mi 0.5 true 08 - --verbose http://a.b:80/c?d#e a#b x: ~ é😀 "in"side'
    .split(' ')
    .filter((it) => it !== '-' && !it.endsWith(':') && !it.startsWith('"'))
    .concat(
      'two words',
      'it’s',
      'a  b',
      '$(POD_IP):9000',
      'sum(rate(x[5m])) by (job)',
      ':recorded:rule',
      '?x',
    );

const escapes = [
  '\\n',
  '\\t',
  '\\"',
  '\\\\',
  '\\u00e9',
  '\\x41',
  '\\U0001F600',
  '\\/',
  ' ',
  'a',
  'é',
  "'",
  '#',
  ': ',
];

const slipped = [
  ...' |  |:|: |- |-|#| #|"|\'|[|]|{|}|,|>|?|? |%|@|`|~|=|&a |*a|!x |...|---|<<: |\\|\\n|é|0o17|{}|[]|""'.split(
    '|',
  ),
  ...[
    "''",
    '|',
    '|-',
    '>+',
    '|2',
    '>-1',
    '|+',
    '\n',
    '\n\n',
    '\t',
    '\r\n',
    '\r',
    '\n  ',
    '\n    ',
    '\n      x y',
  ],
  ...[
    '\n# c\n',
    '  \n',
    '\\\n',
    '\\\r\n',
    ' \n\n',
    '\u2028',
    '\u0085',
    '\ufeff',
    'a: b',
    '\n- ',
    '\n- - ',
    '\n---\n',
  ],
];

function blockLines(random: Random, depth: number, asList: boolean): string {
  return (asList ? blockList(random, depth) : blockMap(random, depth)).join('\n');
}

function blockMap(random: Random, depth: number): string[] {
  return repeated(random, 4).flatMap(() => {
    const name = pick(random, keys);
    return [...between(random), ...entry(random, depth, `${name}:`, random(3) === 0 ? 0 : 2)];
  });
}

function blockList(random: Random, depth: number): string[] {
  return repeated(random, 4).flatMap(() => {
    if (depth > 0 && random(2) === 0) {
      const nested = random(4) === 0 ? blockList(random, depth - 1) : blockMap(random, depth - 1);
      const [first = 'a: 1', ...rest] = nested.filter((it, i) => i > 0 || !/^\s*(#.*)?$/.test(it));
      return [...between(random), `- ${first}`, ...indented(rest, 2)];
    }
    return [...between(random), ...entry(random, 0, '-', 2)];
  });
}

/** A key or dash with its value; `listIndent` is how far a list stands in from its key. */
function entry(random: Random, depth: number, lead: string, listIndent: number): string[] {
  const comment = random(8) === 0 ? '  # why' : '';
  const kinds = [
    () => [`${lead} ${pick(random, plain)}${comment}`],
    () => [`${lead} ${pick(random, plain)}${' '.repeat(random(3))}`],
    () => [`${lead}   ${quoted(random)}${comment}`],
    () => [`${lead} ${pick(random, plain)} goes`, ...indented(['on here', '', '- and there'], 2 + random(3))],
    () => [
      `${lead} "some ${doubleQuoted(random)}`,
      ...indented(['more  ', '', 'and \\', '  end"'], 2 + random(2)),
    ],
    () => [`${lead} 'some`, ...indented(["more ''text''  ", '', "end'"], 2 + random(2))],
    () => blockText(random, lead),
    () => blockText(random, lead),
    () => `${lead} ${json(random, 2, '  ')}${comment}`.split('\n'),
    () => [`${lead}${comment}`],
    () => [lead, ...between(random), ...indented([quoted(random)], 4)],
    () => [`${lead}${comment}`, ...indented(blockMap(random, depth - 1), 2 + random(2))],
    () => [`${lead}${comment}`, ...indented(blockMap(random, depth - 1), 2)],
    () => [lead, ...indented(blockList(random, depth - 1), lead === '-' ? 2 : listIndent)],
  ];
  return pick(random, depth > 0 ? kinds : kinds.slice(0, 11))();
}

function blockText(random: Random, lead: string): string[] {
  const explicit = lead !== '-' && random(4) === 0;
  const depth = 2 + random(3);
  const header = `${lead} ${pick(random, ['|', '>'])}${explicit ? depth : ''}${pick(random, ['', '-', '+'])}`;
  const lines = pick(random, [
    ['scrape_configs:', '  - job: é # text', '', '\tx', 'last: "line"  '],
    ['a', 'b', '', '  c', '   ', 'd', '', '', 'e'],
    ['$(x) && y \\', '# no comment'],
  ]);
  const first = explicit && random(2) === 0 ? ['   deeper'] : [];
  const empty = random(3) === 0 ? [''] : [];
  return [
    header + (random(6) === 0 ? ' # c' : ''),
    ...empty,
    ...indented([...first, ...lines, ...empty], depth),
  ];
}

const quoted = (random: Random): string =>
  random(2) === 0 ? `"${doubleQuoted(random)}"` : `'${pick(random, plain)} ''x'' # no: comment'`;

const doubleQuoted = (random: Random): string =>
  repeated(random, 6)
    .map(() => pick(random, escapes))
    .join('');

/** A flow collection, on one line or several, whose further lines begin with `lead`. */
function json(random: Random, depth: number, lead: string): string {
  const newline = random(3) === 0 ? `\n${lead}  ` : ' ';
  const inner = (): string =>
    depth > 0 && random(3) === 0
      ? json(random, depth - 1, lead)
      : pick(random, [`"${doubleQuoted(random)}"`, "'x'", 'a b', '1.5', 'null', 'x:y', '{}']);
  const list = random(2) === 0;
  const parts = repeated(random, 3).map((_, i) =>
    list ? inner() : `${pick(random, [`"k${i}":`, `k${i}: `, `'k${i}' : `])}${inner()}`,
  );
  const tail = random(4) === 0 ? ',' : '';
  const text = `${parts.join(`,${newline}`)}${tail}`;
  const end = newline === ' ' ? '' : random(2) === 0 ? ' # c\n  ' + lead : '\n' + lead;
  return list ? `[${newline}${text}${end}]` : `{${newline}${text}${end}}`;
}

const between = (random: Random): string[] =>
  pick(random, [[], [], [], [''], ['# note'], ['', '# 42: "?', '']]);

const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((it) => (it === '' ? '' : ' '.repeat(by) + it));

const repeated = (random: Random, most: number): number[] =>
  Array.from({ length: 1 + random(most) }, (_, i) => i);
