/** Callers and people on duty: shapes of the service's answers, and what screens share of them. */

import { ref } from "vue";
import { call } from "./api";
import { language } from "./strings";

export interface Missed {
  entry_id: string;
  number: string;
  queue_title: string;
  count: number;
  first_at: string;
  longest_wait_s: number;
  short: boolean;
  broken: boolean;
  red: boolean;
  taken_by: string;
  tries: number;
  next_at: string | null;
}

export interface MissedList {
  items: Missed[];
  counts: { listed: number; short: number; red: number; taken: number; withheld: number };
}

export const RESULTS = ["reached", "no_answer", "refused", "wrong_number"] as const;
export type TryResult = (typeof RESULTS)[number];

export interface PastCall {
  call_id: string;
  at: string;
  outcome: string | null;
  operator_names: string[];
}

export interface PastTicket {
  ticket_id: string;
  number: string | null;
  title: string;
  status: string;
  open: boolean;
  created_at: string;
}

export interface History {
  known: boolean;
  days: number;
  calls_in_days: number;
  calls: PastCall[];
  tickets: PastTicket[];
}

export interface Note {
  entry_id: string;
  day: string;
  shift: string;
  at: string;
  author_name: string;
  text: string;
  open: boolean;
  closed_at: string | null;
  closed_by: string;
  confirmed_by: string[];
}

export interface BreakReason {
  code: string;
  title_zh: string;
  title_en: string;
}

export const breakReasons = ref<readonly BreakReason[]>([]);

/** Read the site's reasons for a break; what was read before stays when the service cannot be reached. */
export async function readBreakReasons(): Promise<void> {
  const told = await call<{ items: BreakReason[] }>("GET", "/break-reasons").catch(() => null);
  if (told) breakReasons.value = told.items;
}

/** A thing with a title in each language, in the screen's. */
export function titled(thing: { title_zh: string; title_en: string }): string {
  return language.value === "en" ? thing.title_en : thing.title_zh;
}

/** A reason's title; the code itself for one that is not the site's (any more). */
export function breakTitle(code: string): string {
  const found = breakReasons.value.find((one) => one.code === code);
  return found ? titled(found) : code;
}
