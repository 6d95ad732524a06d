/**
 * What Prefect has against a cron expression, as the end of a sentence; undefined for one that it takes. It reads them by
 * croniter: five fields, or six with seconds at the end, or seven with years; names, lists, ranges that wrap, steps, `L` and `#`.
 */
export function prefectCronFault(expression: string): string | undefined {
  const fields = expression.trim().split(/\s+/);
  const [first = ''] = fields;
  if (fields.length === 1 && first.startsWith('@')) {
    return /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/i.test(first)
      ? undefined
      : `"${first}" is not known`;
  }
  if (fields.length < 5 || fields.length > 7 || first === '')
    return `it has ${first === '' ? 0 : fields.length} fields, 5 are needed`;
  return fields.map((field, i) => fieldFault(field, grammars[i])).find((fault) => fault !== undefined);
}

interface Grammar {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  readonly words?: string;
  /** What else one item may be; fields with it take `?` too. */
  readonly special?: RegExp;
}

const grammars: readonly Grammar[] = [
  { name: 'minute', lowest: 0, highest: 59 },
  { name: 'hour', lowest: 0, highest: 23 },
  { name: 'day of month', lowest: 1, highest: 31, special: /^l$/i },
  { name: 'month', lowest: 1, highest: 12, words: 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec' },
  {
    name: 'day of week',
    lowest: 0,
    highest: 7,
    words: 'sun|mon|tue|wed|thu|fri|sat',
    special:
      /^(?:l(?:[0-7]|sun|mon|tue|wed|thu|fri|sat)|(?:[0-7]|sun|mon|tue|wed|thu|fri|sat)#(?:[1-5]|l))$/i,
  },
  { name: 'second', lowest: 0, highest: 59 },
  { name: 'year', lowest: 1970, highest: 2099 },
];

function fieldFault(field: string, grammar: Grammar | undefined): string | undefined {
  if (!grammar) return undefined;
  const wrong = field.split(',').find((it) => !isItem(it, grammar));
  return wrong === undefined ? undefined : `"${wrong}" is no ${grammar.name}`;
}

function isItem(item: string, { lowest, highest, words = '(?!)', special }: Grammar): boolean {
  if (special?.test(item)) return true;
  if (item.startsWith('?') && !special) return false;
  const value = `(?:\\d+|${words})`;
  const [, from, to, step] =
    new RegExp(`^(?:[*?]|(${value})(?:-(${value}))?)(?:/(\\d+))?$`, 'i').exec(item) ?? [];
  if (from === undefined && !/^[*?](?:\/\d+)?$/.test(item)) return false;
  const isInside = (it: string | undefined): boolean =>
    it === undefined || !/^\d+$/.test(it) || (Number(it) >= lowest && Number(it) <= highest);
  return isInside(from) && isInside(to) && step !== '0';
}
