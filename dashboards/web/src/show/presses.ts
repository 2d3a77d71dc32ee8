/** Presses that reach the service once: one that got no answer is sent again with its key, in the order they were made. */

import { ApiError } from "../api";

/** A service that was killed is back within this. */
export const PATIENCE_MS = 60_000;
/** What is to be heard now: later than this nobody would expect it any more. */
export const AIR_PATIENCE_MS = 5_000;
/** Of use at once or not at all. */
export const NOW_MS = 0;
const PAUSE_MS = 300;
/** Nobody answered: the service itself (0), or a proxy before it. */
const NO_ANSWER: readonly number[] = [0, 502, 503, 504];

export interface Way {
  send(path: string, body: Record<string, unknown>): Promise<unknown>;
  now_ms(): number;
  pause(ms: number): Promise<void>;
  /** A press waits for the service. */
  waits(): void;
}

export class Presses {
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly way: Way) {}

  /** Send one press; rejects with what the service said, or that it never answered within the patience. */
  press(path: string, body: Record<string, unknown>, patience_ms: number = PATIENCE_MS): Promise<void> {
    const until_ms = this.way.now_ms() + patience_ms;
    if (patience_ms === NOW_MS) return this.send(path, body, until_ms);
    const sent = this.line.then(() => this.send(path, body, until_ms));
    this.line = sent.catch(() => undefined);
    return sent;
  }

  private async send(path: string, body: Record<string, unknown>, until_ms: number): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return void (await this.way.send(path, body));
      } catch (error) {
        const unanswered = error instanceof ApiError && NO_ANSWER.includes(error.status);
        if (!unanswered || this.way.now_ms() >= until_ms) throw error;
        if (tries === 0) this.way.waits();
        await this.way.pause(PAUSE_MS);
      }
    }
  }
}
