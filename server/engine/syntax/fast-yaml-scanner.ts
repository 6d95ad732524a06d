export const tab = 9;
export const newline = 10;
export const carriageReturn = 13;
export const space = 32;
export const doubleQuote = 34;
export const hash = 35;
const percent = 37;
export const singleQuote = 39;
export const plus = 43;
export const comma = 44;
export const dash = 45;
const dot = 46;
export const zero = 48;
export const colon = 58;
export const greater = 62;
export const question = 63;
export const openBracket = 91;
export const backslash = 92;
export const closeBracket = 93;
export const openBrace = 123;
export const bar = 124;
export const closeBrace = 125;
const byteOrderMark = 0xfeff;

/** How many collections may stand in one another; real files stay below 40. */
const deepest = 200;

/** The one error of the fast parser, made once because a stack trace costs more than a small file. */
export const declined = new Error('not for the fast parser');

/** Ends the parse: the text goes beyond what the fast parser knows, and is none of its business. */
export function decline(): never {
  throw declined;
}

/** The text being parsed and the place reached in it. */
export class Scanner {
  /**
   * The text with a space and a newline for each CRLF, so that offsets stay and lines end in one way, and with a newline
   * at its end, so that no loop over a line needs to look for the end of the text.
   */
  readonly text: string;
  /** The text as written. */
  readonly written: string;
  at = 0;
  /** Where the line begins that `nextLine` found. */
  lineStart = 0;
  #depth = 0;

  constructor(written: string) {
    if (written.includes('\0')) decline();
    let text = written;
    if (written.includes('\r')) {
      text = written.replaceAll('\r\n', ' \n');
      if (text.includes('\r')) decline();
    }
    this.written = written;
    this.text = text.endsWith('\n') ? text : `${text}\n`;
  }

  code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Moves to the first character of the next line that holds more than a comment and gives its column, -1 at the end. */
  nextLine(): number {
    const text = this.text;
    for (let start = this.at; start < text.length;) {
      let at = start;
      while (text.charCodeAt(at) === space) at++;
      const code = text.charCodeAt(at);
      if (code === newline) {
        start = at + 1;
      } else if (code === hash) {
        start = text.indexOf('\n', at) + 1;
      } else {
        if (code === tab || (at === start && this.isMarker(at))) decline();
        this.at = at;
        this.lineStart = start;
        return at - start;
      }
    }
    this.at = this.lineStart = text.length;
    return -1;
  }

  /** Moves past white space and a comment to the start of the next line; declines where anything else follows. */
  endLine(): void {
    const text = this.text;
    let at = this.at;
    while (text.charCodeAt(at) === space) at++;
    const code = text.charCodeAt(at);
    if (code !== newline && (code !== hash || text.charCodeAt(at - 1) !== space)) decline();
    this.at = text.indexOf('\n', at) + 1;
  }

  /** Whether something stands at the start of a line that is no content: a marker, a directive, a byte order mark. */
  isMarker(lineStart: number): boolean {
    const { text } = this;
    const code = text.charCodeAt(lineStart);
    if (code === dash || code === dot) return text.startsWith(code === dash ? '---' : '...', lineStart);
    return code === percent || code === byteOrderMark;
  }

  /** Whether the character that makes an indicator of the one before it stands here: white space. */
  isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === space || code === newline || code === tab;
  }

  enter(): void {
    if (++this.#depth > deepest) decline();
  }

  leave(): void {
    this.#depth--;
  }
}
