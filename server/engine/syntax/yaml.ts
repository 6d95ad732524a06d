import { load, YAMLException } from 'js-yaml';
import { type Document, parseAllDocuments, type YAMLError } from 'yaml';
import type { Range } from '../text/document.ts';
import { parseFast } from './fast-yaml.ts';
import type { Node } from './node.ts';
import { YamlConverter } from './yaml-converter.ts';

export interface SyntaxProblem {
  readonly at: Range;
  readonly message: string;
}

export interface YamlTree {
  /** Undefined where the text holds no value. */
  readonly root: Node | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** How deep js-yaml may go. `yaml` goes as deep as the stack lets it. */
const deepest = 1_000;
/** Characters of the largest document that is read: the API server takes 3 MB, but a list of objects may be longer. */
const largest = 10_000_000;
/** And of the largest one that `yaml` is asked about: it needs half a second for it, for a hostile one ten. */
const largestForYaml = 500_000;

/**
 * Reads one YAML document (a region) into our tree. Never throws: broken text gives the tree of what still parses and a
 * problem at its place. What only `yaml` refuses is no problem: it is stricter than the parser of the API server, so
 * js-yaml is asked for a second opinion, and where it reads the text there is no tree. Nor is there one of a huge document.
 */
export function parseYaml(text: string): YamlTree {
  if (text.length > largest) return tooLarge(text);
  const fast = fastParser ? parseFast(text) : undefined;
  return fast ? { root: fast.root, problems: [] } : parseForgiving(text);
}

let fastParser = true;

/** Whether `parseYaml` tries the fast parser first. What it says is the same either way; the time it takes is not. */
export function useFastParser(use: boolean): void {
  fastParser = use;
}

function parseForgiving(text: string): YamlTree {
  const trouble = unreadable(text);
  if (trouble) return { root: undefined, problems: [trouble] };
  if (fastParser && text.length > largestForYaml) return { root: undefined, problems: refusal(text) };
  const document = firstDocument(text);
  if (!document) return { root: undefined, problems: [] };
  if ('at' in document) return { root: undefined, problems: [document] };
  const problem = problemOf(document.errors, text);
  // `yaml` alone sees a fault, so it has misread the text, and its tree is wrong.
  if (problem && !exhausted(document.errors) && refusal(text).length === 0)
    return { root: undefined, problems: [] };
  const converter = new YamlConverter();
  const root = document.contents ? converter.convert(document.contents) : undefined;
  return { root, problems: [...(problem ? [problem] : []), ...converter.problems] };
}

function firstDocument(text: string): Document.Parsed | SyntaxProblem | undefined {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    return 'empty' in documents ? undefined : documents[0];
  } catch (error) {
    // `yaml` throws where the stack ends, and at an escape that is no character.
    if (!(error instanceof RangeError)) throw error;
    return exhaustion(text, 0);
  }
}

const tooDeep = 'nested too deeply to be read';

const exhausted = (errors: readonly YAMLError[]): boolean =>
  errors.some((it) => it.code === 'RESOURCE_EXHAUSTION');

/** Why `yaml` gave up: there is too much to do, or an escape that is no character. */
function exhaustion(text: string, place: number): SyntaxProblem {
  const escape = /\\U(?!0010|000)[0-9a-fA-F]{8}/.exec(text);
  if (!escape) return { at: { start: place, end: place + 1 }, message: tooDeep };
  const at = { start: escape.index, end: escape.index + escape[0].length };
  return { at, message: `"${escape[0]}" is no character` };
}

/** Says so where the text looks like a manifest; other files may be as large as they like. */
function tooLarge(text: string): YamlTree {
  const manifest = /^apiVersion:/m.exec(text);
  if (!manifest) return { root: undefined, problems: [] };
  const at = { start: manifest.index, end: manifest.index + 'apiVersion'.length };
  const megabytes = (text.length / 1_000_000).toFixed(1);
  return {
    root: undefined,
    problems: [{ at, message: `a document of ${megabytes} MB is too large to be read` }],
  };
}

/** What `yaml` is not to be asked about, because it would take too long over it. */
function unreadable(text: string): SyntaxProblem | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0) return { at: { start: nul, end: nul + 1 }, message: 'a NUL byte cannot stand in YAML' };
  const deep = firstTooDeep(text);
  return deep === undefined ? undefined : { at: { start: deep, end: deep + 1 }, message: tooDeep };
}

/** Offset at which brackets or the dashes of one line nest deeper than in any real file. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
    // Block scalars may hold many an opening bracket, such as those of terminal colours.
    if (depth > 10 * deepest) return i;
  }
  const line = /^ *(?:[-?:][ \t]+){300}/m.exec(text);
  return line ? line.index + line[0].search(/[^ ]/) : undefined;
}

function problemOf(errors: readonly YAMLError[], text: string): SyntaxProblem | undefined {
  // The directive that declares a tag's handle stands before the marker, in no region.
  const first = errors.find((it) => !it.message.startsWith('Could not resolve tag'));
  if (!first) return undefined;
  const [start, end] = first.pos;
  if (first.code === 'RESOURCE_EXHAUSTION') return exhaustion(text, start);
  const width = first.code === 'BAD_DQ_ESCAPE' ? 2 : end - start;
  return { at: visible(text, { start, end: start + width }), message: words(first) };
}

/** A place that a person can see: what is missed at the end of a line is shown at its last character. */
function visible(text: string, { start, end }: Range): Range {
  if (/\S/.test(text.slice(start, end))) return { start, end };
  const last = text.slice(0, start).trimEnd().length;
  return { start: Math.max(0, last - 1), end: Math.max(1, last) };
}

/** What js-yaml refuses the text for; empty where it reads it. */
function refusal(text: string): SyntaxProblem[] {
  try {
    load(text, { json: true, maxDepth: deepest });
    return [];
  } catch (error) {
    // The refusal is the opinion asked for. js-yaml too ends with another error where the stack does.
    if (!(error instanceof YAMLException)) return [exhaustion(text, 0)];
    const start = error.mark?.position ?? 0;
    return [{ at: visible(text, { start, end: start + 1 }), message: error.reason }];
  }
}

const explained: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab cannot indent YAML, use spaces',
  BAD_INDENT: 'this line is indented unlike its neighbours',
  MISSING_CHAR: 'something is missing here, a closing quote, bracket, comma or colon',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line, a ":" may be missing',
  UNEXPECTED_TOKEN: 'this does not belong here',
  BAD_ALIAS: 'this alias has no anchor above it',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping cannot stand on the line of its key',
  BAD_DQ_ESCAPE: 'no such escape in a double-quoted text',
};

function words({ code, message }: YAMLError): string {
  const said = message.split('\n')[0] ?? '';
  if (code === 'BAD_INDENT' && said.startsWith('Flow')) return 'an opening bracket has no closing one here';
  return explained[code] ?? said.charAt(0).toLowerCase() + said.slice(1).replace(/\.$/, '');
}
