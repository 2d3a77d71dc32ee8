/** The host's presses are guarded: a key held down, a second tap, a picture that has just changed are no press. Pure. */

/** After a press nothing is pressed again until the board has answered, or this long. */
export const WAIT_MS = 1_500;
/** What has just appeared on the button was not meant by a finger already on its way (a glance takes half a second). */
export const FRESH_MS = 500;

export class Guard {
  private pressedAt_ms = -Infinity;
  private shownAt_ms = -Infinity;
  private shown = "";

  /** The board shows this as the thing the button would do. */
  see(what: string, now_ms: number): void {
    if (what === this.shown) return;
    this.shown = what;
    this.shownAt_ms = now_ms;
  }

  /** Whether a press now is meant; one that is starts the wait. */
  press(now_ms: number): boolean {
    if (this.shown === "" || this.waits(now_ms) || now_ms - this.shownAt_ms < FRESH_MS) return false;
    this.pressedAt_ms = now_ms;
    return true;
  }

  /** The press was answered, done or not. */
  answered(): void {
    this.pressedAt_ms = -Infinity;
  }

  waits(now_ms: number): boolean {
    return now_ms - this.pressedAt_ms < WAIT_MS;
  }
}
