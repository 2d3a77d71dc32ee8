/** A show after sign-off as the service tells it (docs/http.md), and what each entry asks of a person. */

export interface ShowMark {
  readonly show_id: string;
  readonly title: string;
  readonly phase: "preparing" | "open" | "live" | "signed_off" | "closed";
  readonly opened_at: string;
  readonly settled: number;
  readonly total: number;
}

export interface Mark {
  readonly ticket_id: string;
  readonly number: string;
  readonly state: string;
  readonly unit_name: string;
  readonly flags: string;
  readonly title: string;
  readonly content: string;
  readonly place: string;
  readonly area: string;
  readonly kind: string;
  readonly name: string;
}

export interface Proposal {
  readonly promise_id: string;
  readonly words: string;
  readonly sentence: string;
  readonly due: string | null;
  readonly said_day: string | null;
  readonly provisional: boolean;
  readonly call_id: string;
  readonly start_ms: number;
}

export interface Promised {
  readonly promise_id: string;
  readonly show_id: string;
  readonly entry_id: string;
  readonly ticket_id: string;
  readonly number: string;
  readonly unit_name: string;
  readonly words: string;
  readonly due: string;
  readonly card: "" | "yellow" | "missed" | "red";
  readonly standing: "open" | "kept" | "kept_late" | "withdrawn" | "overdue";
  readonly flags: string;
  readonly said_at: string;
  readonly call_id: string;
  readonly start_ms: number;
}

export type MediaState = "undecided" | "to_follow" | "reporting" | "reported" | "ended";

export type MediaMove = Exclude<MediaState, "undecided">; // what a person can say

export interface Media {
  readonly state: MediaState;
  readonly next: readonly MediaMove[];
  readonly steps: readonly { readonly state: MediaState; readonly by: string; readonly at: string; readonly note: string; readonly outlet: string; readonly on: string | null }[];
}

export type Missing = "still_here" | "answer" | "ticket" | "ticket_or_reason";
export type Answer = "answered" | "promised" | "taken";
export const ANSWERS: readonly Answer[] = ["answered", "promised", "taken"];

export interface Entry {
  readonly entry_id: string;
  readonly kind: "call" | "person" | "message" | "recording";
  readonly call_id: string;
  readonly address: string;
  readonly area: string;
  readonly topic: string;
  readonly text: string;
  readonly said: string;
  readonly joined_at: string;
  readonly aired_at: string | null;
  readonly air_s: number;
  readonly end: string | null;
  readonly answer: Answer | null;
  readonly answer_words: string;
  readonly answer_due: string | null;
  readonly minutes: string;
  readonly studio: string;
  readonly ticket: Mark | null;
  readonly reason: string;
  readonly missing: readonly Missing[];
  readonly settled: boolean;
  readonly proposals: readonly Proposal[];
  readonly promises: readonly Promised[];
  readonly media: Media;
}

export interface Closing {
  readonly show_id: string;
  readonly title: string;
  readonly phase: ShowMark["phase"];
  readonly units: readonly { readonly unit_id: string; readonly name: string }[];
  readonly settled: number;
  readonly total: number;
  readonly may_close: boolean;
  readonly reasons: readonly string[];
  readonly today: string;
  readonly entries: readonly Entry[];
}

export interface Transfer {
  readonly made: number;
  readonly left: readonly { readonly entry_id: string; readonly why: string }[];
  readonly closing: Closing;
}

export interface Collected {
  readonly ticket_id: string;
  readonly number: string;
  readonly title: string;
  readonly kind: string;
  readonly area: string;
  readonly accepted_at: string;
  readonly hand_by: string | null;
  readonly handed_at: string | null;
}

/** Whether there are words to write on a ticket. */
export function hasWords(one: Entry): boolean {
  return Boolean(one.text || one.said || one.topic || one.ticket?.title || one.ticket?.content);
}

/** Entries without a word: silent calls and callers who hung up before anybody answered. */
export function silent(entries: readonly Entry[]): Entry[] {
  return entries.filter((one) => !one.settled && one.aired_at === null && one.missing[0] !== "still_here" && !hasWords(one));
}

/** Those that one command makes tickets of. */
export function transferable(entries: readonly Entry[]): Entry[] {
  return entries.filter((one) => !one.settled && one.aired_at === null && hasWords(one));
}

/** Whose turn it is: the first entry that still owes something after the present one, else the first of all. */
export function nextOwed(entries: readonly Entry[], after: string): string {
  const at = entries.findIndex((one) => one.entry_id === after);
  const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
  return order.find((one) => !one.settled)?.entry_id ?? after;
}

/** The words of the leader's answer as they would be noted: as it was noted before, else what the studio's side said. */
export function answerWords(one: Entry): string {
  return (one.answer_words || one.studio).slice(0, 400);
}
