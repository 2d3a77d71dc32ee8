/** Words for what the service names: a known name has its text, an unknown one stands as it is. */

import { t, type Key } from "../strings";
import { zh } from "../strings/zh";

function named(prefix: string, name: string): string {
  const key = `${prefix}_${name}`;
  return key in zh ? t(key as Key) : name;
}

export const stateWord = (state: string): string => named("tstate", state);
export const commandWord = (path: string): string => named("cmd", path);
export const inputWord = (name: string): string => named("in", name);
export const optionWord = (name: string): string => named("opt", name);
export const fieldWord = (name: string): string => named("field", name);
export const stepWord = (kind: string): string => named("step", kind);
export const doubtWord = (doubt: string): string => named("doubt", doubt);
export const sourceWord = (source: string): string => named("src", source);
export const kindWord = (kind: string): string => named("kind", kind);
export const cardWord = (card: string): string => named("card", card);
export const tabWord = (tab: string): string => named("tab", tab);

const UNITS: Readonly<Record<string, Key>> = { wd: "unit_wd", wh: "unit_wh", d: "unit_d", h: "unit_h", min: "unit_min", month: "unit_month" };

/** A limit such as `5 wd` in words. */
export function limitWord(limit: string): string {
  const [amount = "", unit = ""] = limit.split(" ");
  const key = UNITS[unit];
  return key === undefined ? limit : t(key, { n: amount });
}

/** What a person should look at in a reply, held against what was said on air. */
export const flagWords = (flags: string): string[] => flags.split(",").filter((one) => one !== "").map((one) => named("mark_flag", one));

/** Marks of a ticket that is not like the others. */
export function marksOf(ticket: {
  confidential: boolean; unreachable: boolean; restricted: boolean; anonymous: boolean; flags: string; repeats: number; returns: number; urged: number; held_again: number; asking: string;
}): string[] {
  const many = (key: Key, n: number): string[] => (n > 0 ? [t(key, { n })] : []);
  return [
    ...(ticket.asking ? [named("mark_asking", ticket.asking)] : []),
    ...flagWords(ticket.flags),
    ...(ticket.confidential ? [t("mark_confidential")] : []),
    ...(ticket.unreachable ? [t("mark_unreachable")] : []),
    ...(ticket.restricted ? [t("mark_restricted")] : []),
    ...(ticket.anonymous ? [t("mark_anonymous")] : []),
    ...many("mark_repeats", ticket.repeats),
    ...many("mark_returns", ticket.returns),
    ...many("mark_held", ticket.held_again),
    ...many("mark_urged", ticket.urged),
  ];
}
