/** What leaders and reviewers look at besides single tickets (docs/http.md): a month, a sitting, the register. */

import { call } from "../api";
import type { Detail, Item } from "../tickets/model";

export const PARTS = ["month", "sittings", "cases", "duty"] as const;
export type Part = (typeof PARTS)[number];
const SEES: Readonly<Record<Part, readonly string[]>> = {
  month: ["leader", "supervisor", "admin"],
  sittings: ["leader", "reviewer", "operator", "supervisor", "admin"],
  cases: ["operator", "reviewer", "dispatcher", "leader", "supervisor", "admin", "unit"],
  duty: ["operator", "reviewer", "dispatcher", "leader", "supervisor", "admin"],
};
/** The switch of the city's rules that a part is of. */
const NEEDS: Readonly<Record<Part, string>> = { month: "monthly_full_review", sittings: "revisits_per_session", cases: "hard_case_register", duty: "leader_duty" };
/** What somebody is offered; `without`: what the city has switched off. */
export const partsFor = (roles: readonly string[], without: readonly string[] = []): Part[] =>
  PARTS.filter((one) => !without.includes(NEEDS[one]) && SEES[one].some((role) => roles.includes(role)));

export interface Duty {
  readonly duty_id: string;
  readonly leader: string;
  readonly unit_name: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly came_at: string | null;
  readonly cancelled: boolean;
  readonly here: boolean;
  readonly may_sign_in: boolean;
}
export interface Duties {
  readonly rhythm: "weekly" | "monthly";
  readonly since: string;
  readonly until: string;
  readonly items: readonly Duty[];
  readonly owed: readonly { readonly unit_name: string; readonly why: "unplanned" | "absent" }[];
  readonly may_plan: boolean;
}

export interface Reviewed {
  readonly ticket: Item;
  readonly replied_at: string;
  readonly looked_at: string | null;
  readonly said: string;
  readonly instructed: boolean;
}
export interface Month {
  readonly month: string;
  readonly units: readonly string[] | null;
  readonly items: readonly Reviewed[];
  readonly looked: number;
  readonly more: boolean;
}
export interface Sitting {
  readonly session_id: string;
  readonly leader: string;
  readonly assistant: string;
  readonly unit: string;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly left: readonly string[];
  readonly done: readonly string[];
}
export interface Sittings {
  readonly items: readonly Sitting[];
  readonly size: number;
  readonly grades: readonly string[];
}
export const CASE_STATES = ["filed", "asked", "denied", "ended"] as const;
export interface Case {
  readonly hard_case_id: string;
  readonly ticket_id: string;
  readonly number: string;
  readonly state: (typeof CASE_STATES)[number];
  readonly unit_name: string;
  readonly kind: string;
  readonly topic: string;
  readonly area: string;
  readonly answer: string;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly decided_by: string;
  readonly decided_at: string | null;
}

const at = (id: string): string => encodeURIComponent(id);
const items = async <T>(path: string): Promise<readonly T[]> => (await call<{ items: T[] }>("GET", path)).items;
export const readMonth = (month: string): Promise<Month> => call<Month>("GET", `/month-review?month=${month}`);
export const readDetail = (id: string): Promise<Detail> => call<Detail>("GET", `/work/${at(id)}`);
export const give = (ticket: Item, path: string, body: object): Promise<Detail> => call<Detail>("POST", `/tickets/${at(ticket.ticket_id)}/${path}`, { version: ticket.version, ...body });
export const readSittings = (): Promise<Sittings> => call<Sittings>("GET", "/revisit-sessions");
export const readSet = (id: string): Promise<readonly Item[]> => items<Item>(`/revisit-sessions/${at(id)}/tickets`);
export const openSitting = (asked: { leader: string; assistant: string; unit: string }): Promise<Sitting> => call<Sitting>("POST", "/revisit-sessions", asked);
export const closeSitting = (id: string): Promise<Sitting> => call<Sitting>("POST", `/revisit-sessions/${at(id)}/close`, {});
export const readCases = (state: string, topic: string): Promise<readonly Case[]> => items<Case>(`/hard-cases?${new URLSearchParams({ limit: "200", ...(state ? { state } : {}), ...(topic ? { topic } : {}) })}`);
export const readAnswered = (id: string): Promise<readonly Item[]> => items<Item>(`/hard-cases/${at(id)}/tickets`);
export const readDuties = (day: string): Promise<Duties> => call<Duties>("GET", `/leader-duty?day=${day}`);
export const planDuty = (asked: { leader: string; unit: string; starts_at: number; ends_at: number }): Promise<Duty> => call<Duty>("POST", "/leader-duty", asked);
export const signInDuty = (id: string): Promise<Duty> => call<Duty>("POST", `/leader-duty/${at(id)}/sign-in`, {});
export const cancelDuty = (id: string): Promise<unknown> => call("DELETE", `/leader-duty/${at(id)}`);
export const readUnitNames = async (): Promise<readonly string[]> => (await items<{ name: string; active: boolean }>("/units")).filter((one) => one.active).map((one) => one.name);
export const endCase = (id: string): Promise<Case> => call<Case>("POST", `/hard-cases/${at(id)}/end`, {});

/** Keys a part takes for itself: not while one types, not with a box open. */
export function free(event: KeyboardEvent): boolean {
  const typing = (event.target as HTMLElement).matches("input, textarea, select");
  return !(event.isComposing || typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("[role=dialog]") !== null);
}
/** The next or last row of a list takes the focus. */
export function move(list: HTMLElement | null, by: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const now = rows.indexOf(document.activeElement as HTMLElement);
  rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + by))]?.focus();
}
