/** The screening form: what the entry says, what the draft offers, what the producer typed. Pure. */

import type { Entry, Form } from "../show/model";

export const FIELDS = ["address", "area", "topic", "unit_fits"] as const;
export type FieldName = (typeof FIELDS)[number];

export interface Screening {
  readonly entry_id: string;
  readonly address: string;
  readonly area: string;
  readonly topic: string;
  readonly unit_fits: boolean;
  /** Fields a person has typed: neither draft nor board changes them until they are saved. */
  readonly touched: readonly FieldName[];
  /** Fields that hold what the draft offers. */
  readonly drafted: readonly FieldName[];
}

/** The form of an entry as it is chosen: its own words. */
export function opened(entry: Entry): Screening {
  return { entry_id: entry.entry_id, address: entry.address, area: entry.area, topic: entry.topic, unit_fits: entry.unit_fits, touched: [], drafted: [] };
}

/** Put a draft's words where nobody has said anything; `described`: the board holds words of this entry already. */
export function offered(form: Screening, draft: Form, described: boolean): Screening {
  const free = FIELDS.filter((name) => !form.touched.includes(name) && (form.drafted.includes(name) || isEmpty(form, name, described)));
  const filled = free.filter((name) => name === "unit_fits" || draft[name] !== "");
  return { ...form, ...pick(draft, filled), drafted: [...new Set([...form.drafted, ...filled])] };
}

/** A person typed. */
export function typed(form: Screening, name: FieldName, value: string | boolean): Screening {
  return { ...form, [name]: value, touched: [...new Set([...form.touched, name])], drafted: form.drafted.filter((one) => one !== name) };
}

/** The board changed: what nobody touches here follows it. */
export function followed(form: Screening, entry: Entry): Screening {
  if (entry.topic === "" && entry.address === "" && entry.area === "") return form;
  const free = FIELDS.filter((name) => !form.touched.includes(name));
  return { ...form, ...pick(entry, free), drafted: [] };
}

/** The words as the service takes them. */
export function words(form: Screening): Record<FieldName, string | boolean> {
  return { address: form.address.trim(), area: form.area.trim(), topic: form.topic.trim(), unit_fits: form.unit_fits };
}

/** Characters as people count them: rare Han take two UTF-16 units. */
export function length(text: string): number {
  return Array.from(text.trim()).length;
}

function isEmpty(form: Screening, name: FieldName, described: boolean): boolean {
  return name === "unit_fits" ? !described : form[name] === "";
}

function pick(from: Pick<Form, FieldName>, names: readonly FieldName[]): Partial<Screening> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
