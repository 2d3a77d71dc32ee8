/** What the service answers about kept data (docs/http.md). */

import { call } from "../api";

export type Matter = "recordings" | "probe_recordings" | "transcripts" | "shows" | "drafts" | "untaken" | "tickets" | "missed" | "lists" | "facts" | "calls";
export interface Rule {
  readonly matter: Matter;
  readonly key: string;
  readonly days: number;
  readonly before: string | null;
}
export interface Count {
  readonly matter: Matter;
  readonly due: number;
  readonly oldest: string | null;
  readonly held: readonly { why: "open_ticket" | "legal_hold" | "show_register"; count: number }[];
}
export interface Survey {
  readonly at: string;
  readonly total: number;
  readonly counts: readonly Count[];
}
export interface Run {
  readonly run_id: string;
  readonly asked_by: string;
  readonly way: "screen" | "command";
  readonly state: "running" | "done" | "failed" | "broken";
  readonly began_at: string;
  readonly ended_at: string | null;
  readonly doing: Matter | "";
  readonly counted: Partial<Record<Matter, number>>;
  readonly removed: Partial<Record<Matter, number>>;
  readonly problem: string;
}
export interface Hold {
  readonly hold_id: string;
  readonly call_id: string;
  readonly ticket_id: string;
  readonly number: string;
  readonly why: string;
  readonly held_by: string;
  readonly held_at: string;
}
export interface Kept {
  readonly rules: readonly Rule[];
  readonly holds: readonly Hold[];
  readonly runs: readonly Run[];
}

export const readKept = (): Promise<Kept> => call<Kept>("GET", "/retention");
export const survey = (): Promise<Survey> => call<Survey>("POST", "/retention/survey", {});
export const begin = (total: number): Promise<Run> => call<Run>("POST", "/retention/purges", { total });

export const addHold = (thing: string, why: string): Promise<Hold> => call<Hold>("POST", "/retention/holds", { thing, why });
export const releaseHold = (holdId: string): Promise<Hold> => call<Hold>("POST", `/retention/holds/${encodeURIComponent(holdId)}/release`, {});

export function sum(counts: Partial<Record<Matter, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}
