/** Why the board refused, in the words of the studio. The service's own sentence where nothing here fits. Pure. */

import type { Key } from "../strings";

const SAID: readonly (readonly [RegExp, Key])[] = [
  [/a press [\d.]+ s after the last/, "refused_double"],
  [/as the screen showed/, "refused_changed"],
  [/found screened by (?<who>.+)$/, "refused_screened"],
  [/no other entry in screening/, "refused_busy"],
  [/the next one, found/, "refused_next"],
  [/a free studio line/, "refused_lines"],
  [/one that is not locked/, "refused_locked"],
  [/a topic for the host/, "refused_topic"],
  [/at most (?<most>\d+) characters/, "refused_long"],
  [/no telephone number/, "refused_number"],
  [/expected host, found/, "refused_host"],
  [/expected live, found/, "refused_not_live"],
  [/delay confirmed as (?<delay>[\d.]+) s/, "refused_delay"],
  [/no other show that runs/, "refused_running"],
  [/one that is still here|found gone/, "refused_gone"],
  [/new_calls_blocked/, "refused_blocked"],
  [/board_full/, "refused_full"],
  [/a date with a promise/, "refused_due"],
];

export interface Refusal {
  readonly key: Key;
  readonly values: Record<string, string>;
}

export function refusal(message: string): Refusal | null {
  for (const [pattern, key] of SAID) {
    const found = pattern.exec(message);
    if (found) return { key, values: { ...found.groups } };
  }
  return null;
}
