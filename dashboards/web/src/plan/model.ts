/** The plan as the service tells it (docs/http.md), and what a screen makes of it. */

import { dayIn } from "../format";
import type { State } from "../promises/book";
import type { Key } from "../strings";

export type Kind = "weekly" | "mayor" | "provincial" | "review" | "tv";
export type Attendance = "leader" | "delegate" | "absent";
export type Standing = "done" | "done_late" | "open" | "near" | "today" | "missed" | "born_late" | "right" | "right_over";
export type Lack = "contacts" | "leader" | "topics" | "attendance";

export interface Guest { name: string; post: string; topic: string }
export interface Leave { reason: string; delegate: string; delegate_post: string; asked_on: string; late: boolean }
export interface Seat {
  unit: string; kind: "on_air" | "required"; leader: string; post: string; is_new: boolean; guests: Guest[];
  attendance: Attendance | null; arrived_at: string | null; leave: Leave | null; contacts: boolean; listed: boolean;
}
export interface Step {
  rule_id: string; title: string; due: string; standing: Standing; provisional: boolean; rest_day: boolean;
  other_day: string | null; by_contacts: boolean; missing: string[]; done_on: string | null; done_by: string; note: string;
}
export interface Row {
  edition_id: string; version: number; day: string; week: string[]; kind: Kind; takes_calls: boolean; title: string;
  state: "planned" | "cancelled"; starts: string | null; ends: string | null; arrive: string; seats: Seat[]; topics: string[];
  rest_day: boolean; other_weekday: boolean; lacks: Partial<Record<Lack, string[]>>; steps: Step[];
}
export interface Counter { required: number; done: number; rate: number; planned: [string, string][]; missing: string[] }
export interface Short { unit: string; leader: boolean; short: "undated" | "delegate" | "missed"; day: string | null }
export interface Reminder { edition_id: string; air_day: string; title: string; units: string[]; rule_id: string; due: string; standing: Standing }
export interface Told {
  edition_id: string; unit: string; title: string; due: string; stage: "near" | "today" | "over" | "born_late"; promise: boolean; told_at: string; to: string;
  state: "waiting" | "sent" | "dead" | "dropped" | "no_number";
}
export interface Plan {
  year: number; today: string; show: string; weekday: string; editor: boolean; reader: boolean; editions: Row[]; units: Counter | null; short: Short[];
  leaders: Counter | null; assumed: boolean; reminders: Reminder[]; told: Told[]; calendar_missing: boolean;
}
export interface Item { item_id: string; title: string; seconds: number; unit: string; material_id: string; note: string; at?: string | null }
export interface Material {
  material_id: string; edition_id: string; version: number; title: string; name: string; media: string; size_bytes: number;
  by: string; at: string; verified: boolean; verified_by: string; verified_how: string; air: string | null; url: string;
}
export interface PublicPromise { promise_id: string; unit: string; who: string; words: string; due: string | null; proposed: string | null; state: State; kept_on: string | null; result: string }
export const CHANNELS = ["slip", "web", "wechat", "sms", "other"] as const;
export type Channel = (typeof CHANNELS)[number];
export interface Opinion { opinion_id: string; unit: string; topic: string; verdict: string; text: string; channel: Channel; source: string; people: number; at: string }
export interface Count { name: string; people: number; verdicts: [string, number][]; share: number | null }
export interface Tally { people: number; messages: number; channels: [Channel, number][]; units: Count[]; topics: Count[]; whole: Count }
export interface AskedHow { verdicts: string[]; good: number; prefix: string; open: boolean; until: string }
export interface Deed { at: string; by: string; what: string; detail: Record<string, string> }
export interface Edition extends Row {
  note: string; announced: string; editor: boolean; mine: string[]; rundown: Item[]; materials: Material[];
  promises: PublicPromise[]; opinions: Opinion[]; tally: Tally; asked_how: AskedHow; history: Deed[];
}
export interface Contact { unit: string; name: string; post: string; office_phone: string; mobile: string; email: string; qq: string }
export interface Finding { row: number; fault: string; stops: boolean; expected: string; found: string }
export interface Change { kind: "added" | "same" | "changed" | "moved" | "kept"; day: string; units: string[]; was_day: string | null; was_units: string[]; refused: string }
export interface Import { year: number; announced: string; findings: Finding[]; changes: Change[]; stopped: boolean; stored: boolean; token: string }
export interface Daily { day: string; outline: string; filed_on: string | null; filed_by: string; late: boolean; version: number; materials: Material[] }
export interface RequiredUnit { unit: string; as_unit: boolean; as_leader: boolean }

export const PARTS = ["year", "reminders", "daily", "required", "import", "promises"] as const;
export type Part = (typeof PARTS)[number];
export const KINDS: readonly Kind[] = ["weekly", "mayor", "provincial", "review", "tv"];
export const TABS = ["steps", "seats", "materials", "rundown", "voices", "history"] as const;
export type Tab = (typeof TABS)[number];

export const TONES: Record<Standing, string> = {
  done: "good", done_late: "rest", open: "off", near: "warn", today: "warn", missed: "bad", born_late: "hold", right: "info", right_over: "off",
};
/** A sign beside the colour: nobody has to tell colours apart. */
export const SIGNS: Record<Standing, string> = {
  done: "✓", done_late: "✓", open: "·", near: "!", today: "!", missed: "✕", born_late: "–", right: "›", right_over: "·",
};
/** The tabs an edition has: promises and opinions are for recorded ones. */
export function tabsOf(one: Edition): Tab[] {
  return TABS.filter((tab) => tab !== "voices" || one.kind === "tv" || one.promises.length + one.opinions.length > 0);
}
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The weekday of a day (YYYY-MM-DD), as a word to be translated. */
export function weekdayKey(day: string): Key {
  return `plan_${WEEKDAYS[new Date(`${day}T12:00:00Z`).getUTCDay()] ?? "sun"}`;
}
/** `11-26` of a day or a moment. */
export function monthDay(at: string | null): string {
  return at ? dayIn(at).slice(5) : "";
}
/** Milestones that somebody has to do: last days for asking are shown in the detail alone. */
export function duties(row: Row): Step[] {
  return row.steps.filter((step) => step.standing !== "right" && step.standing !== "right_over");
}
/** What of an edition is wrong now: missed milestones, and nobody noted who came. */
export function troubles(row: Row): number {
  return row.steps.filter((step) => step.standing === "missed").length;
}
/** The edition a clerk works on next: the first from today on that stands. */
export function nextOf(rows: readonly Row[], today: string): Row | null {
  return rows.find((row) => row.state === "planned" && row.day >= today) ?? rows[rows.length - 1] ?? null;
}
/** Rundown items in another order: the one at `at` moved by `by` places, or all as they were at the ends. */
export function shifted<T>(items: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  if (to < 0 || to >= items.length) return [...items];
  const left = items.filter((_, place) => place !== at);
  left.splice(to, 0, items[at] as T);
  return left;
}
/** Minutes and seconds as typed: `4:30`, `4` (minutes), `` (0); null: none of these. */
export function secondsOf(text: string): number | null {
  const found = /^\s*(?:(\d{1,3})(?:[:：](\d{1,2}))?)?\s*$/.exec(text);
  if (!found || Number(found[2] ?? 0) > 59) return null;
  return Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0);
}
/** Names as pasted: one a line, or with commas between. */
export function names(text: string): string[] {
  return [...new Set(text.split(/[\n,，、;；]+/).map((one) => one.trim()).filter(Boolean))];
}
