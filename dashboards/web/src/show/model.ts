/** The live show as the service tells it (docs/http.md, "The live show"). */

import type { Utterance } from "../api";

export type EntryState = "ringing" | "screening" | "ready" | "next" | "on_air" | "off_air" | "gone";
export type Phase = "preparing" | "open" | "live" | "signed_off" | "closed";
export type View = "producer" | "host";
export type AirAnswer = "answered" | "promised" | "taken";

export interface Entry {
  entry_id: string;
  kind: "call" | "person" | "message" | "recording";
  state: EntryState;
  place: number;
  address: string;
  area: string;
  topic: string;
  text: string;
  position: number;
  locked: boolean;
  on_air_since: number | null;
  joined_at: number | null;
  ready_at: number | null;
  aired_at: number | null;
  air_s: number;
  call_id: string;
  source: string;
  repeat: boolean;
  calls_before: number;
  shows_before: number;
  unit_fits: boolean;
  stored: boolean;
  producer: string;
  producer_name: string;
  talking: boolean;
  end: "aired" | "returned" | "dropped" | "left" | "unserved" | null;
  answer: AirAnswer | null;
  answer_words: string;
  answer_due: string | null;
  has_ticket: boolean;
  reason: string;
  recording_s: number;
  talk_back: TalkBack | null;
}

/** A producer's talk-back to a caller; in `no_reply` and `failed` the caller hears nobody. */
export interface TalkBack {
  phone: string;
  state: "calling" | "ringing" | "heard" | "over" | "no_reply" | "failed";
  why: string;
}

export interface Show {
  show_id: string;
  title: string;
  units: string[];
  phase: Phase;
  delay_s: number;
  blocked: boolean;
  next_id: string;
  opened_at: number;
  live_at: number | null;
  ends_at: number | null;
  signed_off_at: number | null;
  owed: number;
}

export interface Proposal {
  entry_id: string;
  points: number;
  reasons: { reason: "unit_fits" | "new_area" | "area_again" | "waited" | "repeat" | "alike_aired"; points: number }[];
}

export interface Note {
  at: number;
  by: string;
  name: string;
  text: string;
}

/** The live programme as waiting callers have it; in any state but `heard` they hear a prompt or music. */
export interface Programme {
  source: "studio" | "line" | "dial_in" | "stream";
  state: "heard" | "silent" | "lost" | null;
  level_db: number | null;
  why: string;
  line: { position: number; up: boolean | null; why: string } | null;
}

export interface Picture {
  type: "board";
  view: View;
  seq: number;
  server_time: number;
  show: Show | null;
  entries: Entry[];
  proposals: Proposal[];
  notes: Note[];
  dumps: { at: number; by: string; seconds: number }[];
  lines: { position: number; up: boolean | null; why: string }[];
  programme: Programme | null;
  people: { name: string; display_name: string; view: View }[];
  rules: { air_positions: number; topic_most: number; delay_s: number; with_tv: boolean; double_click_s: number; minutes: number };
}

/** The screening form as the live draft fills it. */
export interface Form {
  address: string;
  area: string;
  topic: string;
  unit: string;
  unit_fits: boolean;
  summary: string;
}

export interface History {
  known: boolean;
  days: number;
  calls_in_days: number;
  calls: { call_id: string; at: string; queue_title: string; outcome: string | null }[];
  tickets: { ticket_id: string; number: string | null; title: string; status: string; open: boolean; created_at: string }[];
}

export interface Detail {
  entry: Entry;
  form: Form;
  ticket_id: string;
  transcript: Utterance[];
  history: History | null;
}

export type ShowMessage =
  | Picture
  | { type: "words"; entry_id: string; utterance: Utterance }
  | { type: "partial"; entry_id: string; role: string; text: string }
  | { type: "form"; entry_id: string; form: Form };

/** Entries of some states in the order they came; the service has sorted them. */
export function among(picture: Picture | null, ...states: EntryState[]): Entry[] {
  return (picture?.entries ?? []).filter((one) => states.includes(one.state));
}

export function running(show: Show | null | undefined): boolean {
  return show?.phase === "open" || show?.phase === "live";
}
