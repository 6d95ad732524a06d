import type { Range } from '../text/document.ts';

/** What is around a place in Python that may not parse yet. */
export interface PythonCursor {
  /** The brackets that are open there, innermost first. */
  readonly brackets: readonly OpenBracket[];
  /** What is being typed: the word that ends at the place, or the text of the string around it, without quotes. */
  readonly word: Range;
  readonly inString: boolean;
  /** Nothing but `word` stands since the last comma of the innermost bracket. */
  readonly beginsPart: boolean;
  /** Names before `=` and texts before `:` directly in the innermost bracket, that of `word` left out. */
  readonly taken: ReadonlySet<string>;
}

export interface OpenBracket {
  readonly bracket: '(' | '[' | '{';
  /** `a.b` of `a.b(`. */
  readonly callee: string | undefined;
  /** `name` of `name={` and of `"name": {`. */
  readonly name: string | undefined;
}

/** Reads brackets, commas and strings alone, so that half-typed calls are no obstacle. Undefined inside a comment. */
export function pythonCursor(text: string, offset: number): PythonCursor | undefined {
  const open: Opened[] = [{ at: -1, partStart: 0, names: [] }];
  let string: Range | undefined;
  let depth: number | undefined;
  for (const token of tokensOf(text)) {
    const isAround = token.start < offset && (offset < token.end || (token.isOpen && offset === token.end));
    if (isAround && token.kind === 'comment') return undefined;
    if (isAround && token.kind === 'string') string = contentOf(text, token);
    if (depth === undefined && token.end >= offset && (isAround || token.start >= offset))
      depth = open.length;
    const innermost = open.at(-1);
    if (token.kind === 'open') open.push({ at: token.start, partStart: token.end, names: [] });
    else if (token.kind === 'close') {
      // The bracket around the place ends here: nothing behind it matters.
      if (open.length === depth) break;
      if (open.length > 1) open.pop();
    } else if (token.kind === 'comma' && depth === undefined && innermost) innermost.partStart = token.end;
    else if (token.name !== undefined && !isAround && token.start + token.name.length !== offset) {
      innermost?.names.push(token.name);
    }
  }
  const around = open.slice(0, depth);
  const innermost = around.at(-1);
  const word = string ?? wordBefore(text, offset);
  return {
    brackets: around
      .slice(1)
      .map(({ at }) => bracketAt(text, at))
      .reverse(),
    word,
    inString: string !== undefined,
    beginsPart: /^\s*(?:#[^\n]*\n\s*)*["']*$/.test(text.slice(innermost?.partStart, word.start)),
    taken: new Set(innermost?.names),
  };
}

interface Opened {
  readonly at: number;
  partStart: number;
  readonly names: string[];
}

interface Token extends Range {
  readonly kind: 'string' | 'comment' | 'open' | 'close' | 'comma' | 'word';
  /** The word of `word=`, the text of `"text":`. */
  readonly name?: string | undefined;
  /** It goes on where the text ends: a comment, a string without its closing quote. */
  readonly isOpen?: boolean;
}

const patterns =
  /("""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|$)|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|$))(\s*:)?|(#[^\n]*)|([([{])|([)\]}])|(,)|(\w+)(\s*=(?!=))?/g;

function* tokensOf(text: string): Iterable<Token> {
  for (const match of text.matchAll(patterns)) {
    const [written, string, colon, comment, opening, closing, comma, word, equals] = match;
    const start = match.index;
    const end = start + (string ?? word ?? written).length;
    if (string !== undefined) {
      const content = contentOf(text, { start, end });
      const name = colon === undefined ? undefined : text.slice(content.start, content.end);
      yield { kind: 'string', start, end, name, isOpen: content.end === end };
    } else if (comment !== undefined) yield { kind: 'comment', start, end, isOpen: true };
    else if (opening !== undefined) yield { kind: 'open', start, end };
    else if (closing !== undefined) yield { kind: 'close', start, end };
    else if (comma !== undefined) yield { kind: 'comma', start, end };
    else if (equals !== undefined) yield { kind: 'word', start, end, name: word };
  }
}

/** A string without its quotes. */
function contentOf(text: string, { start, end }: Range): Range {
  const quote = /^(?:"""|'''|"|')/.exec(text.slice(start, start + 3))?.[0] ?? '';
  const isClosed = end - start >= quote.length * 2 && text.slice(start, end).endsWith(quote);
  return { start: start + quote.length, end: isClosed ? end - quote.length : end };
}

const wordBefore = (text: string, offset: number): Range => ({
  start: offset - (/[\w.]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0),
  end: offset,
});

function bracketAt(text: string, at: number): OpenBracket {
  const before = text.slice(Math.max(0, at - 300), at);
  const name = /(?:(\w+)\s*=|["']([^"'\n]*)["']\s*:)\s*\[?\s*$/.exec(before);
  return {
    bracket: text[at] === '(' ? '(' : text[at] === '[' ? '[' : '{',
    callee: text[at] === '(' ? /([A-Za-z_][\w.]*)\s*$/.exec(before)?.[1] : undefined,
    name: name?.[1] ?? name?.[2],
  };
}
