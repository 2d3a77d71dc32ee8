/** The word, colour and sign each state of the show carries. Pure. */

import type { Key } from "../strings";
import type { Tone } from "../theme";
import type { Entry, EntryState, Phase, Programme } from "./model";

export interface Look {
  readonly text: Key;
  readonly tone: Tone;
  readonly sign: string;
}

export const STATES: Record<EntryState, Look> = {
  on_air: { text: "show_on_air", tone: "bad", sign: "●" },
  next: { text: "show_next", tone: "warn", sign: "▶" },
  ready: { text: "show_ready", tone: "good", sign: "✔" },
  screening: { text: "show_screening", tone: "talk", sign: "☎" },
  ringing: { text: "show_ringing", tone: "info", sign: "◎" },
  off_air: { text: "show_off_air", tone: "rest", sign: "◐" },
  gone: { text: "show_gone", tone: "off", sign: "○" },
};

export const PHASES: Record<Phase | "none", Look> = {
  none: { text: "phase_none", tone: "off", sign: "○" },
  preparing: { text: "phase_none", tone: "off", sign: "○" },
  open: { text: "phase_open", tone: "warn", sign: "◐" },
  live: { text: "phase_live", tone: "bad", sign: "●" },
  signed_off: { text: "phase_signed_off", tone: "off", sign: "■" },
  closed: { text: "phase_closed", tone: "off", sign: "■" },
};

/** Whether waiting callers hear the live programme. */
export const FEEDS: Record<"heard" | "silent" | "lost" | "none", Look> = {
  heard: { text: "programme_heard", tone: "good", sign: "●" },
  silent: { text: "programme_silent", tone: "warn", sign: "◐" },
  lost: { text: "programme_lost", tone: "bad", sign: "✕" },
  none: { text: "programme_none", tone: "off", sign: "○" },
};

const FEED_FAULTS: Record<string, Key> = {
  connecting: "stream_connecting",
  unreachable: "stream_unreachable",
  refused: "stream_refused",
  redirected: "stream_redirected",
  stalled: "stream_stalled",
  ended: "stream_ended",
  not_sound: "stream_not_sound",
  library: "stream_library",
  died: "stream_died",
};

/** Why waiting callers do not hear the programme, as far as it is known. */
export function feedFault(feed: Programme): Key | null {
  if (feed.state === "heard") return null;
  if (feed.source === "stream") return FEED_FAULTS[feed.why] ?? null;
  if (!feed.line || feed.line.up) return null;
  return feed.source === "dial_in" ? "feed_awaited" : "feed_called";
}

/** What to call somebody of whom nothing is known yet. */
export function named(entry: Pick<Entry, "address" | "kind">): Key | null {
  if (entry.address) return null;
  return entry.kind === "call" ? "show_new_caller" : entry.kind === "person" ? "show_person" : entry.kind === "recording" ? "show_recording" : "show_message";
}

/** Since when an entry waits, for the clock beside it; null: it does not. */
export function since(entry: Entry): number | null {
  if (entry.state === "on_air") return entry.on_air_since;
  return entry.state === "gone" ? null : entry.joined_at;
}

/** How long is too long to wait, seconds: the row turns amber, then red. */
export const WAITS_LONG_S = 300;
export const WAITS_TOO_LONG_S = 900;

export function waitTone(entry: Entry, now: number): Tone | "" {
  if (entry.state === "on_air" || entry.state === "gone" || entry.joined_at === null) return "";
  const waited = now - entry.joined_at;
  return waited >= WAITS_TOO_LONG_S ? "bad" : waited >= WAITS_LONG_S ? "warn" : "";
}
