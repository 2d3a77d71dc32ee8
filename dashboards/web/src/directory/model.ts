/** Entries of the duty directory as the service tells them (docs/http.md), and one as it is being written. */

import { call } from "../api";

export interface Duty {
  readonly duty_id: string;
  readonly version: number;
  readonly item: string;
  readonly unit_id: string;
  readonly unit: string;
  readonly assisting: readonly string[];
  readonly keywords: readonly string[];
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly source: string;
  readonly in_force: boolean;
  /** Words of the question that speak for it. */
  readonly said: readonly string[];
}
export interface Version {
  readonly actor: string;
  readonly at: string;
  readonly duty: Duty;
}
export interface Unit {
  readonly unit_id: string;
  readonly name: string;
  readonly active: boolean;
}
/** What stands in the form: all of it text. Units by name; `keywords`: one a line. */
export interface Typed {
  item: string;
  unit: string;
  assisting: string;
  keywords: string;
  valid_from: string;
  valid_to: string;
  source: string;
}

export const EDITORS: readonly string[] = ["dispatcher", "supervisor", "admin"];
const SEPARATORS = /[\n;；、,，]/;

export const readUnits = async (): Promise<readonly Unit[]> => (await call<{ items: Unit[] }>("GET", "/units")).items.filter((one) => one.active);
/** Every entry, or those a sentence speaks of with the words that say so, best first. */
export async function readDuties(text: string): Promise<readonly Duty[]> {
  const asked = new URLSearchParams(text ? { text } : { all: "true" });
  return (await call<{ items: Duty[] }>("GET", `/duties?${asked}`)).items;
}
const path = (id: string): string => `/duties/${encodeURIComponent(id)}`;
export const readHistory = async (id: string): Promise<readonly Version[]> => (await call<{ items: Version[] }>("GET", `${path(id)}/history`)).items;

export const words = (text: string): string[] => text.split(SEPARATORS).map((one) => one.trim()).filter((one) => one !== "");

export interface Body {
  readonly item: string;
  readonly unit_id: string;
  readonly assisting: readonly string[];
  readonly keywords: readonly string[];
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly source: string;
}
/** Put an entry in; without `known` as a new one, under an id of its own. */
export function save(known: Duty | null, body: Body, now: number): Promise<Duty> {
  if (known) return call<Duty>("PUT", path(known.duty_id), { ...body, version: known.version });
  return call<Duty>("POST", "/duties", { ...body, duty_id: `D${Math.round(now * 1000).toString(36)}` });
}

export function typedOf(duty: Duty, nameOf: (id: string) => string): Typed {
  const { item, valid_from, source } = duty;
  return { item, valid_from, source, valid_to: duty.valid_to ?? "", unit: duty.unit || duty.unit_id, assisting: duty.assisting.map(nameOf).join("、"), keywords: duty.keywords.join("\n") };
}
export const blank = (today: string): Typed => ({ item: "", unit: "", assisting: "", keywords: "", valid_from: today, valid_to: "", source: "" });
