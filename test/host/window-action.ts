/**
 * What the suite can ask of the window that shows VS Code, where there is one that obeys. It is sent as JSON
 * to the address in PODIUM_HOST_WINDOW; the answer is empty, or status 500 with what did not happen.
 */
export type WindowAction =
  /** Saves `out/screenshots/NAME.png`, once `shows` can be read in the window. */
  | { readonly do: 'screenshot'; readonly name: string; readonly shows?: string }
  /** A key or chord as Playwright names it, like `Escape` or `Control+Shift+P`. */
  | { readonly do: 'press'; readonly keys: string }
  | { readonly do: 'type'; readonly text: string }
  /** The control with this accessible role and name. */
  | { readonly do: 'click'; readonly role: WindowRole; readonly name: string }
  /** Waits until the text can be read in the window. */
  | { readonly do: 'see'; readonly text: string }
  /** Shows a line where the suite was started. */
  | { readonly do: 'print'; readonly line: string }
  /** The suite is over. */
  | { readonly do: 'end'; readonly failures: number };

export type WindowRole = 'button' | 'option' | 'tab' | 'treeitem';
