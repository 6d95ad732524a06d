import { Disposable, commands, window } from 'vscode';
import type { LogOutputChannel } from 'vscode';

/** Commands by id without `podium.`. What a command gets is what its menu hands over: a tree row, a file, or nothing. */
export type CommandFamily = Readonly<Record<string, (...target: never[]) => unknown>>;

/** Registers a family. The one place where an error of a command becomes a message for the user. */
export function registerCommands(log: LogOutputChannel, family: CommandFamily): Disposable {
  const registered = Object.entries(family).map(([id, run]) =>
    commands.registerCommand(`podium.${id}`, async (...target: never[]) => {
      try {
        await run(...target);
      } catch (error) {
        log.error(`podium.${id}`, error instanceof Error ? (error.stack ?? error.message) : String(error));
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    }),
  );
  return Disposable.from(...registered);
}
