/** What is left of the programme, by the server's clock. Pure. */

import type { Tone } from "../theme";
import type { Show } from "./model";

export interface Countdown {
  /** Seconds to the planned end; negative: over it. Null: nothing to count. */
  readonly left_s: number | null;
  /** Seconds since the programme began. */
  readonly run_s: number | null;
  readonly tone: Tone;
}

const SOON_S = 300;
const NOW_S = 60;

export function countdown(show: Show | null, now: number): Countdown {
  if (!show || show.phase === "signed_off" || show.phase === "closed") return { left_s: null, run_s: null, tone: "off" };
  const left_s = show.ends_at === null ? null : show.ends_at - now;
  const run_s = show.live_at === null ? null : now - show.live_at;
  const tone = left_s === null ? "info" : left_s <= NOW_S ? "bad" : left_s <= SOON_S ? "warn" : "info";
  return { left_s, run_s, tone };
}

/** `m:ss`, with a minus when the end has passed. */
export function clockFace(seconds: number | null): string {
  if (seconds === null) return "–:––";
  const whole = Math.abs(Math.trunc(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (n: number): string => String(n).padStart(2, "0");
  const sign = seconds <= -1 ? "-" : "";
  return h ? `${sign}${h}:${pad(m)}:${pad(s)}` : `${sign}${pad(m)}:${pad(s)}`;
}
