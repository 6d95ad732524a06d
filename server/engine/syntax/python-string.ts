/**
 * The value of a Python string literal as written, prefix and quotes included. Undefined for bytes, templates, and
 * formatted strings that compute something; and for text that is no complete literal.
 */
export function pythonString(literal: string): string | undefined {
  const [, prefix = '', quote = '', body = ''] = form.exec(literal) ?? [];
  if (quote === '' || /[bt]/i.test(prefix)) return undefined;
  if (/f/i.test(prefix) && /[{}]/.test(body)) return undefined;
  const lines = body.replaceAll(/\r\n?/g, '\n');
  if (/r/i.test(prefix) || !lines.includes('\\')) return lines;
  return lines.replaceAll(escape, decode);
}

const form = /^([a-z]*)("""|'''|"|')(.*)\2$/is;

const escape = /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|N\{[^}]*\}|[0-7]{1,3}|[^])/gi;

const singles: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decode(written: string): string {
  const kind = written.charAt(1);
  if (/[0-7]/.test(kind)) return String.fromCharCode(Number.parseInt(written.slice(1), 8));
  if (/[xuU]/.test(kind) && written.length > 2) {
    const code = Number.parseInt(written.slice(2), 16);
    return code > 0x10ffff ? written : String.fromCodePoint(code);
  }
  // An unknown escape stands for itself, backslash included, and so does a character by name.
  return singles[kind] ?? written;
}
