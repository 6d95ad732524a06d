import { Disposable, EventEmitter, workspace } from 'vscode';
import type { Event, Memento } from 'vscode';
import { targetSetting } from '../settings.ts';

/** What this window is pinned to. Without a namespace, the context's own counts. */
export interface Pin {
  readonly context: string;
  readonly namespace: string | undefined;
}

/**
 * The pin of this window: what the user chose here, else what the settings name. It is kept with the workspace;
 * a kubeconfig is never written.
 */
export class TargetPin implements Disposable {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #settings: Disposable;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memento: Memento) {
    this.#memento = memento;
    this.#settings = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('podium.target')) this.#changed.fire();
    });
  }

  get pin(): Pin | undefined {
    return this.#memento.get<Pin>(key) ?? targetSetting();
  }

  /** Undefined takes the choice back; the settings count again. */
  async choose(pin: Pin | undefined): Promise<void> {
    await this.#memento.update(key, pin);
    this.#changed.fire();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#changed.dispose();
  }
}

const key = 'podium.target';
