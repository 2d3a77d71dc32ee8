/** What the search answers (docs/http.md), and how it is asked. */

import { call, type Recording, type Utterance } from "../api";

export interface Hit {
  readonly utterance_id: string;
  readonly call_id: string;
  readonly arrived_at: string;
  readonly queue: string;
  readonly operator_ids: readonly string[];
  readonly role: "caller" | "operator" | "guest";
  readonly start_ms: number;
  readonly snippet: readonly { text: string; hit: boolean }[];
}
export interface Hits {
  readonly items: readonly Hit[];
  readonly next: string | null;
  readonly complete_since: string | null;
}
export interface Told {
  readonly call_id: string;
  readonly arrived_at: string;
  readonly operator_ids: readonly string[];
  readonly recording: Recording | null;
  readonly transcript: Utterance[];
}
export interface Asked {
  words: string;
  since: string;
  until: string;
  operator: string;
  queue: string;
}

/** The search's query; what was left empty is not sent, a last day counts to its end. */
export function queryOf(asked: Asked, after: string | null): string {
  const query = new URLSearchParams({ words: asked.words.trim() });
  if (asked.since) query.set("since", asked.since);
  if (asked.until) query.set("until", dayAfter(asked.until));
  if (asked.operator.trim()) query.set("operator", asked.operator.trim());
  if (asked.queue.trim()) query.set("queue", asked.queue.trim());
  if (after) query.set("after", after);
  return query.toString();
}

export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

export const find = (asked: Asked, after: string | null): Promise<Hits> => call<Hits>("GET", `/transcripts/search?${queryOf(asked, after)}`);
export const read = (callId: string): Promise<Told> => call<Told>("GET", `/calls/${encodeURIComponent(callId)}/transcript`);
