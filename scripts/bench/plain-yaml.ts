import { fork } from 'node:child_process';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SchemaBundle } from '../../server/engine/schema/schema.ts';

/** One character of a text replaced by another. */
export interface Keystroke {
  readonly line: number;
  readonly character: number;
  readonly text: string;
}

/** A keystroke, and where a completion is asked for behind it. */
export interface Question {
  readonly typed: Keystroke;
  readonly line: number;
  readonly character: number;
}

interface PlainWork {
  readonly text: string;
  readonly schema: SchemaBundle;
  readonly keystrokes: readonly Keystroke[];
  /** Each is asked when its keystroke has been validated. */
  readonly questions: readonly Question[];
  /** Each is asked right behind its keystroke. */
  readonly hasty: readonly Question[];
}

/** Milliseconds, in the order of the work. */
interface PlainTimes {
  readonly edits: readonly number[];
  readonly completions: readonly number[];
  readonly hasty: readonly number[];
}

/**
 * What the same work takes yaml-language-server by itself, over the whole file as its own server does it, in a process of
 * its own but without that server's transport and its wait before validation. Throws where it fails or finds nothing to
 * complete.
 */
export async function plainYamlTimes(work: PlainWork): Promise<PlainTimes> {
  const child = fork(import.meta.filename);
  const answer = new Promise<PlainTimes>((resolve, reject) => {
    child.once('message', (times) => {
      resolve(times as PlainTimes);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`yaml-language-server ended with ${code}`));
    });
  });
  child.send(work);
  return answer;
}

async function timesHere({ text, schema, keystrokes, questions, hasty }: PlainWork): Promise<PlainTimes> {
  const { getLanguageService } = await import('yaml-language-server');
  const service = getLanguageService({
    schemaRequestService: (uri) => Promise.reject(new Error(`no schema "${uri}"`)),
    workspaceContext: { resolveRelativePath: (path) => path },
    clientCapabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  service.configure({
    completion: true,
    validate: true,
    schemas: [{ uri: 'http://podium.local/kinds', fileMatch: ['*'], schema }],
  });
  const document = TextDocument.create('file:///large.yaml', 'yaml', 1, text);
  const type = ({ line, character, text: typed }: Keystroke): void => {
    const range = { start: { line, character }, end: { line, character: character + 1 } };
    TextDocument.update(document, [{ range, text: typed }], document.version + 1);
  };
  const complete = async ({ line, character }: Question): Promise<number> => {
    const before = performance.now();
    const { items } = await service.doComplete(document, { line, character }, false);
    if (items.length === 0) throw new Error(`nothing to complete in line ${line + 1}`);
    return performance.now() - before;
  };
  await service.doValidation(document, false);
  const edits: number[] = [];
  for (const keystroke of keystrokes) {
    const before = performance.now();
    type(keystroke);
    await service.doValidation(document, false);
    edits.push(performance.now() - before);
  }
  const completions: number[] = [];
  for (const question of questions) {
    type(question.typed);
    await service.doValidation(document, false);
    completions.push(await complete(question));
  }
  const hastily: number[] = [];
  for (const question of hasty) {
    type(question.typed);
    hastily.push(await complete(question));
  }
  return { edits, completions, hasty: hastily };
}

if (import.meta.main) {
  process.once('message', (work) => {
    void timesHere(work as PlainWork).then((times) => {
      process.send?.(times, () => {
        process.disconnect();
      });
    });
  });
}
