/** The list of promises as the service tells it (docs/http.md), and what a screen makes of it. */

import type { Media } from "../aftershow/closing";

export type State = "to_confirm" | "running" | "due" | "broken" | "kept" | "kept_late" | "withdrawn";
export const CHOICES = ["open", "to_confirm", "due", "broken", "running", "kept", "kept_late", "withdrawn", ""] as const;
export type Choice = (typeof CHOICES)[number];
const OVER: readonly State[] = ["kept", "kept_late", "withdrawn"];

export interface Booked {
  readonly promise_id: string;
  readonly origin: "live" | "tv";
  readonly edition_id: string;
  readonly edition: string;
  readonly edition_day: string | null;
  readonly entry_id: string;
  readonly unit: string;
  readonly who: string;
  readonly words: string;
  readonly due: string | null;
  readonly proposed: string | null;
  readonly provisional: boolean;
  readonly state: State;
  readonly said_at: string;
  readonly kept_on: string | null;
  readonly result: string;
  readonly number: string;
  readonly flags: string;
  readonly heard: boolean;
  /** How the media followed its matter, in order. */
  readonly media: Media["steps"];
}

export interface Book {
  readonly today: string;
  readonly next_column: string | null;
  readonly items: readonly Booked[];
  readonly states: Partial<Record<State, number>>;
  readonly units: readonly string[];
  readonly editions: readonly (readonly [string, string])[];
  readonly may_act: boolean;
}

/** Where a promise can be heard, in seconds of that sound. */
export interface Place {
  readonly url: string;
  readonly at_s: number;
  readonly until_s: number;
}

export const TONES: Readonly<Record<State, string>> = {
  to_confirm: "hold", running: "info", due: "warn", broken: "bad", kept: "good", kept_late: "rest", withdrawn: "off",
};
/** A sign beside the colour: nobody has to tell colours apart. */
export const SIGNS: Readonly<Record<State, string>> = { to_confirm: "?", running: "·", due: "!", broken: "✕", kept: "✓", kept_late: "✓", withdrawn: "–" };

/** How many promises a choice of states would show. */
export function countOf(book: Book, choice: Choice): number {
  const all = Object.entries(book.states) as [State, number][];
  return all.filter(([state]) => choice === "" || state === choice || (choice === "open" && !OVER.includes(state))).reduce((sum, [, n]) => sum + n, 0);
}

/** Whether somebody can still say that it was kept or is taken back. */
export function isOpen(one: Booked): boolean {
  return one.state === "running" || one.state === "due" || one.state === "broken";
}

interface Step {
  readonly method: "POST" | "PATCH";
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** What to ask of the service for each act: a live promise hangs on its show, a recorded one on its edition. */
export function confirming(one: Booked, due: string): Step {
  if (one.origin === "tv") return { method: "PATCH", path: `/plan/promises/${one.promise_id}`, body: { due } };
  const body = { entry_id: one.entry_id, promise_id: one.promise_id, words: one.words, due };
  return { method: "POST", path: `/shows/${encodeURIComponent(one.edition_id)}/promises`, body };
}
export function dismissing(one: Booked, why: string): Step {
  if (one.origin === "tv") return { method: "POST", path: `/plan/promises/${one.promise_id}/withdraw`, body: { reason: why } };
  return { method: "POST", path: `/shows/${encodeURIComponent(one.edition_id)}/promises/${one.promise_id}/dismiss`, body: {} };
}
export function settling(one: Booked, kept: boolean, note: string): Step {
  if (one.origin === "live") return { method: "POST", path: `/promises/${one.promise_id}/settle`, body: { kept, note } };
  const said = kept ? { result: note } : { reason: note };
  return { method: "POST", path: `/plan/promises/${one.promise_id}/${kept ? "kept" : "withdraw"}`, body: said };
}
