/** Actions that cannot be taken back want the same key twice within a short time. */

export const TWICE_WITHIN_MS = 2_500;

/** True for the second press of the same name in time; the first (and any late one) only arms it. */
export class Twice {
  private armed = "";
  private at_ms = -Infinity;

  press(name: string, now_ms: number): boolean {
    const second = this.armed === name && now_ms - this.at_ms <= TWICE_WITHIN_MS;
    this.armed = second ? "" : name;
    this.at_ms = now_ms;
    return second;
  }
}
