/** How far the wall may be trusted. A figure that is old says so; one that is very old is withheld. */

import type { State, Summary } from "../topics.gen";

/** Older than this is marked. The service sends the summary at least every 5 s, changed or not. */
export const STALE_AFTER_S = 10;
/** Older than this is not shown at all: the message expiry of dashboards/topics.py. */
export const EXPIRED_AFTER_S = 120;

export type Freshness =
  | { readonly kind: "empty" }
  | { readonly kind: "fresh"; readonly age_s: number }
  | { readonly kind: "stale"; readonly age_s: number; readonly offline: boolean }
  | { readonly kind: "expired"; readonly age_s: number };

/** Judge the board at `now_s` (server time, Unix seconds) by its summary's time and the publisher's own word. */
export function freshness(summary: Summary | null, state: State | null, now_s: number): Freshness {
  if (summary === null) return { kind: "empty" };
  const age_s = Math.max(0, Math.floor(now_s - Date.parse(summary.ts) / 1000));
  if (age_s > EXPIRED_AFTER_S) return { kind: "expired", age_s };
  const offline = state !== null && !state.online;
  return offline || age_s > STALE_AFTER_S ? { kind: "stale", age_s, offline } : { kind: "fresh", age_s };
}

/** A wait that goes on: what it was at `ts`, plus the time since; it stands still once the figure is stale. */
export function tickingWait(wait_s: number | null, ts: string, now_s: number): number | null {
  if (wait_s === null) return null;
  const since_s = now_s - Date.parse(ts) / 1000;
  return wait_s + Math.min(Math.max(0, since_s), STALE_AFTER_S);
}
