/** What can be done with an entry where it stands: which buttons are live, what the chosen one is. Pure. */

import type { Entry, EntryState, Show } from "../show/model";
import type { Action } from "./keys";

const LIVE_IN: Partial<Record<Action, readonly EntryState[]>> = {
  take: ["ringing", "screening", "ready"],
  ready: ["screening", "next", "off_air"],
  next: ["ready"],
  top: ["ready"],
  store: ["ready"],
  return: ["ringing", "screening", "ready", "next", "off_air"],
  drop: ["ringing", "screening", "ready", "next", "off_air"],
  thank: ["off_air"],
  talk: ["ready", "next", "on_air", "off_air"],
  save: ["ringing", "screening", "ready", "next", "on_air", "off_air"],
  air: ["ready", "next"],
  off: ["on_air"],
};
/** What makes no sense with a recording: it was screened when it was a call. */
const NOT_RECORDINGS: readonly Action[] = ["take"];
const CALLS_ONLY: readonly Action[] = ["return", "talk"];

/** Whether an action can be tried now; the service has the last word. */
export function can(action: Action, entry: Entry | null, show: Show | null, me: string): boolean {
  if (!entry || !show) return false;
  if (action === "answer") return entry.aired_at !== null;
  const states = LIVE_IN[action];
  if (!states?.includes(entry.state)) return false;
  if (CALLS_ONLY.includes(action) && entry.kind !== "call") return false;
  if (NOT_RECORDINGS.includes(action) && entry.kind === "recording") return false;
  if ((action === "air" || action === "off") && show.phase !== "live") return false;
  if (action === "take") return entry.state !== "screening" || entry.producer !== me;
  return !entry.producer || entry.producer === me;
}

/** Whom F2 takes when nobody fit is chosen: who has rung longest; the service lists them in that order. */
export function longestRinging(entries: readonly Entry[]): Entry | null {
  return entries.find((one) => one.state === "ringing") ?? null;
}

/** The row that stays chosen when the board changes: the same entry, else its neighbour, else none. */
export function kept(chosen: string, before: readonly string[], after: readonly string[]): string {
  if (after.includes(chosen)) return chosen;
  const at = before.indexOf(chosen);
  return at < 0 ? "" : (after[Math.min(at, after.length - 1)] ?? "");
}
