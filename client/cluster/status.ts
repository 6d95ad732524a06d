import type { ClusterFailure, FieldConflict, FieldProblem } from './cluster.ts';
import { lineRange, locate } from './field-path.ts';

/** The API's `Status` object: what the server answers where it does not do what was asked. */
export interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly StatusCause[] };
}

interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface Asked {
  readonly context: string;
  readonly server: string;
  readonly user: string;
  /** The YAML text that was sent, for the places of its problems. */
  readonly text?: string;
}

/** What the user should know about an answer that is not a success. */
export function failureOf(code: number, status: Status, asked: Asked): ClusterFailure {
  const message = briefly(status.message ?? `the server answered ${code}`);
  const text = asked.text ?? '';
  if (code === 401) {
    const who = `user "${asked.user}" of context "${asked.context}"`;
    return {
      kind: 'signed-out',
      message: `the server does not accept the credentials of ${who}`,
      context: asked.context,
    };
  }
  if (isTypedPatchError(message)) {
    const found = problems(status, text);
    return {
      kind: 'invalid',
      message: found.map((it) => `${it.path}: ${it.message}`).join('\n'),
      problems: found,
    };
  }
  if (code === 400 || code === 422) return { kind: 'invalid', message, problems: problems(status, text) };
  if (code === 403 && isAccessDenied(message)) return { kind: 'forbidden', message };
  if (code === 403 || /admission webhook|failed calling webhook/.test(message)) {
    return { kind: 'refused', message, by: refuser(message), problems: problems(status, text) };
  }
  if (code === 404) return { kind: 'not-found', message };
  if (code === 409) return { kind: 'conflict', message, conflicts: conflicts(status, text) };
  if (code === 429 || code >= 500) {
    return {
      kind: 'unreachable',
      message: `${asked.server} answered ${code}: ${message}`,
      server: asked.server,
    };
  }
  return { kind: 'invalid', message, problems: problems(status, text) };
}

/** Everything a Status has against the text that was sent, field by field; at least one problem. */
export function problems(status: Status, text: string): FieldProblem[] {
  const found = [...causeProblems(status, text), ...messageProblems(briefly(status.message ?? ''), text)];
  const unique = new Map(found.map((it) => [`${it.path}\0${it.message}`, it]));
  if (unique.size > 0) return [...unique.values()];
  return [problem(text, '', briefly(status.message ?? status.reason ?? 'refused'))];
}

function causeProblems(status: Status, text: string): FieldProblem[] {
  const causes = status.details?.causes ?? [];
  return (
    causes
      // A note of the server that it did not look further.
      .filter((it) => it.field !== '<nil>')
      .map((it) => problem(text, it.field ?? '', briefly(it.message ?? it.reason ?? '')))
  );
}

/** Problems that the server tells in prose only. */
function messageProblems(message: string, text: string): FieldProblem[] {
  if (isTypedPatchError(message)) {
    const faults = message.matchAll(
      /(?:^|: |\n)\s*(\.[^\n]*?): (expected [^\n]*|field not declared in schema|[^\n]+)/g,
    );
    return [...faults].map(([, path = '', fault = '']) => problem(text, path, fault));
  }
  const strict = [...message.matchAll(/(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g)];
  if (strict.length > 0) return strict.map(([fault, , path = '']) => problem(text, path, fault));
  const lines = [...message.matchAll(/line (\d+): ([^\n]+)/g)];
  return lines.map(([, line = '1', fault = '']) => ({
    path: '',
    message: fault,
    range: lineRange(text, Number(line)),
  }));
}

function problem(text: string, path: string, message: string): FieldProblem {
  const plain = path.replace(/^\./, '');
  const isAboutTheKey = /not declared in schema|unknown field/.test(message);
  return {
    path: plain,
    message,
    range: locate(text, plain === '' ? 'metadata.name' : plain, isAboutTheKey ? 'key' : 'value'),
  };
}

function conflicts(status: Status, text: string): FieldConflict[] {
  const causes = status.details?.causes ?? [];
  return causes
    .filter((it) => it.reason === 'FieldManagerConflict')
    .map((it) => {
      const path = (it.field ?? '').replace(/^\./, '');
      return {
        manager: /conflict with "([^"]*)"/.exec(it.message ?? '')?.[1] ?? 'unknown',
        path,
        range: locate(text, path),
      };
    });
}

/** The server answers 500 to a document that does not fit the schema. */
const isTypedPatchError = (message: string): boolean =>
  message.includes('failed to create typed patch object');

/** RBAC and other authorizers; quotas and admission answer 403 as well. */
const isAccessDenied = (message: string): boolean => /User "[^"]*" cannot /.test(message);

function refuser(message: string): 'quota' | 'limit-range' | 'admission' {
  if (/(exceeded|failed) quota: /.test(message)) return 'quota';
  return /(minimum|maximum) .* usage per |limit to request ratio per /.test(message)
    ? 'limit-range'
    : 'admission';
}

/** For an immutable field the server prints the whole old value, as Go code. */
function briefly(message: string): string {
  return message.replace(/: Invalid value: [^\n]{200,}?: field is immutable/g, ': field is immutable');
}
