/** The server's clock as seen from this browser, whose own may be wrong by hours. */

import { onScopeDispose, ref, type Ref } from "vue";

export class ServerClock {
  private offset_s: number | null = null;

  constructor(private readonly local_s: () => number = () => Date.now() / 1000) {}

  /** Server time now, Unix seconds; the browser's own until the server has been heard. */
  now(): number {
    return this.local_s() + (this.offset_s ?? 0);
  }

  /** The server said `server_s`; the answer took `round_trip_s` to fetch. Replaces what was known. */
  set(server_s: number, round_trip_s = 0): void {
    this.offset_s = server_s + round_trip_s / 2 - this.local_s();
  }

  /** A message stamped `server_s` arrived: the server's clock cannot be behind that. Only ever moves forward. */
  atLeast(server_s: number): void {
    const offset_s = server_s - this.local_s();
    if (this.offset_s === null || offset_s > this.offset_s) this.offset_s = offset_s;
  }
}

/** Server time that ticks twice a second, for countdowns and ages. */
export function useNow(clock: ServerClock): Ref<number> {
  const now = ref(clock.now());
  const timer = setInterval(() => (now.value = clock.now()), 500);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
