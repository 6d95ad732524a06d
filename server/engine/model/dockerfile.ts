import type { Range } from '../text/document.ts';

/** A text with its place in the file. */
interface Placed extends Range {
  readonly value: string;
}

export interface ImageVariable {
  readonly name: Placed;
  /** Without its quotes. */
  readonly value: Placed;
  /** The image that its stage starts from, with the defaults of arguments filled in. */
  readonly image: string | undefined;
}

/** The images that a Dockerfile starts from, in order, with the defaults of its arguments filled in. */
export const baseImages = (text: string): string[] => instructions(text).flatMap(({ from }) => from ?? []);

/** What the `ENV` instructions of a Dockerfile set: `NAME=value` any number of times, or one `NAME value`. */
export function readEnvironment(text: string): ImageVariable[] {
  let image: string | undefined;
  return instructions(text).flatMap(({ from, environment }) => {
    image = from ?? image;
    return environment ? assignments(text, environment).map((it) => ({ ...it, image })) : [];
  });
}

interface Instruction {
  readonly from?: string;
  /** Where the words behind `ENV` stand. */
  readonly environment?: Range;
}

/** An instruction goes on where its line ends in a backslash; comments may stand in between. */
const instruction = /^[ \t]*(FROM|ARG|ENV)[ \t]+((?:[^\\\r\n]|\\(?:\r?\n(?:[ \t]*#[^\n]*\n)*)?|\\.)*)/gim;

function instructions(text: string): Instruction[] {
  const defaults = new Map<string, string>();
  const found: Instruction[] = [];
  for (const match of text.matchAll(instruction)) {
    const [whole, keyword = '', words = ''] = match;
    const [, argument, standard] = /^(\w+)=["']?([^\s"']+)/.exec(words) ?? [];
    switch (keyword.toUpperCase()) {
      case 'ARG':
        if (argument !== undefined && standard !== undefined) defaults.set(argument, standard);
        break;
      case 'FROM':
        found.push({ from: filled(/^(?:--\S+\s+)*(\S+)/.exec(words)?.[1] ?? '', defaults) });
        break;
      default: {
        const end = match.index + whole.length;
        found.push({ environment: { start: end - words.length, end } });
      }
    }
  }
  return found;
}

const filled = (image: string, defaults: ReadonlyMap<string, string>): string =>
  image.replace(/\$\{?(\w+)(?::-[^}]*)?\}?/g, (written, name: string) => defaults.get(name) ?? written);

function assignments(
  text: string,
  { start, end }: Range,
): { readonly name: Placed; readonly value: Placed }[] {
  const words = text.slice(start, end);
  const single = /^([A-Za-z_]\w*)[ \t]+([^\s=][^\r\n]*)/.exec(words);
  const found = single
    ? [single]
    : [...words.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\\S)*)/g)];
  return found.map((match) => {
    const [whole, name = '', written = ''] = match;
    const at = start + match.index;
    const quote = /^["']/.test(written) ? 1 : 0;
    const from = at + whole.length - written.length + quote;
    const value = written.slice(quote, written.length - quote);
    return {
      name: { value: name, start: at, end: at + name.length },
      value: { value, start: from, end: from + value.length },
    };
  });
}
