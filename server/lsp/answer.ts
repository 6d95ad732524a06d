import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

type Log = (message: string) => void;

/**
 * The server's one fence. A request that was cancelled is said to be; one that throws, because of a bug or because the
 * client sent nonsense, is logged and gets the empty answer.
 */
export const answers =
  (log: Log) =>
  <P, R>(empty: R, run: (params: P) => R | Promise<R>) =>
  async (params: P, token: CancellationToken): Promise<R | ResponseError<never>> => {
    if (isCancelled(token)) return cancelled();
    try {
      const result = await run(params);
      return isCancelled(token) ? cancelled() : result;
    } catch (error) {
      log(`${shortened(params)}: ${stackOf(error)}`);
      return empty;
    }
  };

/** The same fence for what has no answer: notifications and events. */
export const handlers =
  (log: Log) =>
  <P extends readonly unknown[]>(run: (...params: P) => void | Promise<void>) =>
  async (...params: P): Promise<void> => {
    try {
      await run(...params);
    } catch (error) {
      log(stackOf(error));
    }
  };

export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Clients may leave parameters out. */
const shortened = (params: unknown): string =>
  params === undefined ? 'no parameters' : JSON.stringify(params).slice(0, 300);

const isCancelled = (token: CancellationToken): boolean => token.isCancellationRequested;

const cancelled = (): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
