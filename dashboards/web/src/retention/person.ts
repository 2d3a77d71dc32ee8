/** What the service answers about a person's request (docs/http.md). */

import { ApiError, call, failure } from "../api";
import { dayAndTime, dayIn } from "../format";
import { t, words } from "../strings";

export const ABOUTS = ["calls", "tickets", "edits", "recordings", "words", "files", "messages", "missed", "lists", "brought", "looks", "shows", "papers"] as const;
export type About = (typeof ABOUTS)[number];
export const DUTIES = ["legal_hold", "open_ticket", "record", "waiting", "going_on", "undelivered", "in_force", "audit", "show", "paper", "free_text"] as const;
export type Duty = (typeof DUTIES)[number];
export interface Asked {
  readonly number: string;
  readonly why: string;
  readonly asked_by: string;
}
export interface Left {
  readonly about: About;
  readonly why: Duty;
  readonly count: number;
  readonly until: string | null;
  readonly ever: boolean;
}
export interface Plan {
  readonly at: string;
  readonly total: number;
  readonly goes: Partial<Record<About, number>>;
  readonly left: readonly Left[];
}
export interface Receipt extends Omit<Plan, "total"> {
  readonly by: string;
  readonly why: string;
  readonly asked_by: string;
  readonly elsewhere: Readonly<Record<string, number>>;
}
export interface Row {
  readonly about: About;
  readonly goes: number;
  readonly left: readonly Left[];
}

export const count = (asked: Asked): Promise<Plan> => call<Plan>("POST", "/person/survey", asked);
export const erase = (asked: Asked, total: number): Promise<Receipt> => call<Receipt>("POST", "/person/erase", { ...asked, total });

/** The ZIP to hand over. The number goes in the body, so that no address and no log holds it. */
export async function zip(asked: Asked): Promise<Blob> {
  const headers = { "X-Requested-With": "callcenter", "Content-Type": "application/json" };
  const init: RequestInit = { method: "POST", headers, credentials: "same-origin", cache: "no-store", body: JSON.stringify(asked) };
  const response = await fetch("/api/v1/person/export", init).catch((error: unknown) => Promise.reject(new ApiError(0, "unreachable", String(error))));
  if (!response.ok) throw await failure(response);
  return response.blob();
}

/** What there is anything of, each place once. */
export function rowsOf(one: Pick<Plan, "goes" | "left">): Row[] {
  const rows = ABOUTS.map((about) => ({ about, goes: one.goes[about] ?? 0, left: one.left.filter((each) => each.about === about) }));
  return rows.filter((row) => row.goes > 0 || row.left.length > 0);
}

/** Until when something stays: a day, or what has to happen first. */
export function untilOf(one: Left): string {
  const then = t(one.ever ? "per_ever" : `per_then_${one.why}`);
  if (!one.until) return then;
  const by = { day: dayIn(one.until) };
  return one.why === "waiting" ? t("per_at_last", { then, ...by }) : t("per_until", by);
}

/** A table's rows that a person has to read: its name in words, where it has one. */
export const elsewhereOf = (receipt: Receipt): string[] => Object.entries(receipt.elsewhere).map(([table, n]) => t("per_elsewhere_in", { where: words(`per_in_${table}`) ?? table, n }));

/** The receipt as lines of text, to be kept with the request. The number is not on it. */
export function asText(receipt: Receipt, number: string): string {
  const ending = number.slice(-4);
  const head = [t("per_receipt"), t("per_receipt_of", { ending }), t("per_receipt_at", { time: `${dayIn(receipt.at).slice(0, 5)}${dayAndTime(receipt.at)}`, by: receipt.by }), t("per_receipt_why", { why: receipt.why, who: receipt.asked_by })];
  const rows = rowsOf(receipt);
  const gone = rows.filter((row) => row.goes > 0).map((row) => `- ${t(`per_${row.about}`)} ${row.goes}`);
  const stays = receipt.left.map((one) => `- ${t(`per_${one.about}`)} ${one.count}：${t(`per_why_${one.why}`)}，${untilOf(one)}`);
  const more = elsewhereOf(receipt).map((line) => `- ${line}`);
  const block = (title: string, lines: string[]): string[] => ["", title, ...(lines.length > 0 ? lines : [`- ${t("ret_none")}`])];
  return [...head, ...block(t("per_gone"), gone), ...block(t("per_stays"), stays), ...(more.length > 0 ? block(t("per_elsewhere"), more) : []), ""].join("\n");
}

/** Let the browser save it. */
export function saved(body: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(body), download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
