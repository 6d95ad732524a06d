import process from 'node:process';
import { format } from 'node:util';
import type { WindowAction, WindowRole } from './window-action.ts';

/** The window of a VS Code that obeys the suite: real keys, real clicks, screenshots. */
export interface DrivenWindow {
  /** Throws with what did not happen, as all the others. */
  readonly do: (action: WindowAction) => Promise<void>;
  /** Waits until the text can be read. */
  readonly see: (text: string) => Promise<void>;
  readonly click: (role: WindowRole, name: string) => Promise<void>;
  readonly press: (keys: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Shows a line where the suite was started, in the order of the calls; takes what `console.log` takes. */
  readonly print: (...parts: unknown[]) => void;
}

/** Undefined in a desktop VS Code: nobody can press its buttons from here. */
export function drivenWindow(): DrivenWindow | undefined {
  const address = process.env.PODIUM_HOST_WINDOW;
  return address ? (theWindow ??= open(address)) : undefined;
}

/** Keeps a picture of the window; where none can be taken, it says so. */
export async function screenshot(name: string, shows?: string): Promise<void> {
  const window = drivenWindow();
  if (window) await window.do({ do: 'screenshot', name, ...(shows ? { shows } : {}) });
  else console.log(`screenshot "${name}" not taken: this VS Code is not driven`);
}

let theWindow: DrivenWindow | undefined;

function open(address: string): DrivenWindow {
  // One after the other: lines keep their order, and a click sees what the key before it did.
  let last: Promise<unknown> = Promise.resolve();
  const send = (action: WindowAction): Promise<void> => {
    const sent = last.then(() => post(address, action));
    last = sent.catch(() => undefined);
    return sent;
  };
  return {
    do: send,
    see: (text) => send({ do: 'see', text }),
    click: (role, name) => send({ do: 'click', role, name }),
    press: (keys) => send({ do: 'press', keys }),
    type: (text) => send({ do: 'type', text }),
    print: (...parts) => void send({ do: 'print', line: format(...parts) }),
  };
}

async function post(address: string, action: WindowAction): Promise<void> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(action) });
  if (!response.ok) throw new Error(await response.text());
}
