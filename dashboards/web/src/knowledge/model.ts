/** Entries of the knowledge base as the service tells them (docs/http.md), and one as it is being written. */

import { call } from "../api";

export const STANDINGS = ["valid", "draft", "coming", "expired", "withdrawn"] as const;
export type Standing = (typeof STANDINGS)[number];
export type Status = "draft" | "published" | "withdrawn";

export interface Entry {
  readonly entry_id: string;
  readonly question: string;
  readonly asks: readonly string[];
  readonly answer: string;
  readonly line: string;
  readonly unit: string;
  readonly source: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly status: Status;
  readonly standing: Standing;
  readonly ticket_id: string;
  readonly version: number;
}
export interface Entries {
  readonly items: readonly Entry[];
  readonly next: string | null;
  readonly counts: Readonly<Record<Standing, number>>;
  readonly lines: readonly { line: string; title: string }[];
}
export interface Version {
  readonly version: number;
  readonly actor: string;
  readonly at: string;
  readonly question: string;
  readonly answer: string;
  readonly status: Status;
}
/** What stands in the form: all of it text. `asks`: one a line. */
export interface Typed {
  question: string;
  asks: string;
  answer: string;
  line: string;
  unit: string;
  source: string;
  valid_from: string;
  valid_to: string;
}
export interface Filter {
  readonly q: string;
  readonly standing: Standing | "";
  /** null: of every line. */
  readonly line: string | null;
}

export const EDITORS: readonly string[] = ["dispatcher", "supervisor", "admin"];

export function readEntries(filter: Filter, after: string): Promise<Entries> {
  const asked = new URLSearchParams({ limit: "100" });
  if (filter.q) asked.set("q", filter.q);
  if (filter.standing) asked.set("standing", filter.standing);
  if (filter.line !== null) asked.set("line", filter.line);
  if (after) asked.set("after", after);
  return call<Entries>("GET", `/knowledge/entries?${asked}`);
}
const path = (id: string): string => `/knowledge/${encodeURIComponent(id)}`;
export const readEntry = (id: string): Promise<Entry> => call<Entry>("GET", path(id));
export const readHistory = async (id: string): Promise<readonly Version[]> => (await call<{ items: Version[] }>("GET", `${path(id)}/history`)).items;

/** Put an entry in; without `known` as a new one. */
export function save(known: Entry | null, typed: Typed, status: Status): Promise<Entry> {
  const asks = typed.asks.split("\n").map((one) => one.trim()).filter((one) => one !== "");
  const body = { ...typed, asks, valid_to: typed.valid_to || null, status, version: known?.version ?? 1, ticket_id: known?.ticket_id ?? "" };
  return known ? call<Entry>("PUT", path(known.entry_id), body) : call<Entry>("POST", "/knowledge", body);
}

export function typedOf(entry: Entry): Typed {
  const { question, answer, line, unit, source, valid_from } = entry;
  return { question, answer, line, unit, source, valid_from, valid_to: entry.valid_to ?? "", asks: entry.asks.join("\n") };
}
export const blank = (today: string): Typed => ({ question: "", asks: "", answer: "", line: "", unit: "", source: "", valid_from: today, valid_to: "" });
