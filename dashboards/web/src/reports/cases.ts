/** The cases a report quotes, as the service tells them, and what an editor does with them. */

import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { call } from "../api";
import { inWords } from "../failures";

export interface Case {
  readonly ticket_id: string;
  readonly number: string;
  readonly title: string;
  readonly unit: string;
  readonly state: string;
  readonly by_rule: boolean;
  readonly out: { readonly reason: string; readonly by: string; readonly at: string } | null;
}

export interface Cases {
  readonly counted: number;
  readonly quoted: readonly Case[];
  readonly quoted_most: number;
  readonly left_out: readonly Case[];
  readonly others: readonly Case[];
  readonly others_count: number;
  readonly issued: { readonly number: number; readonly correction: number; readonly made_by: string; readonly made_at: string } | null;
}

/** Which report: the kind, the period, and the unit when it is of one. */
export interface Asked {
  readonly name: string;
  readonly period: string;
  readonly unit: string;
}

/** `ids` with the one at `at` moved by one; the same when it cannot go further. */
export function moved(ids: readonly string[], at: number, by: 1 | -1): readonly string[] {
  const to = at + by;
  const one = ids[at];
  const other = ids[to];
  if (one === undefined || other === undefined) return ids;
  return ids.map((id, index) => (index === at ? other : index === to ? one : id));
}

/** Those that hold every word of `text`. */
export function matching(some: readonly Case[], text: string): readonly Case[] {
  const words = text.split(/\s+/).filter(Boolean);
  return some.filter((one) => words.every((word) => `${one.number} ${one.title} ${one.unit}`.includes(word)));
}

export interface CaseBook {
  readonly cases: ShallowRef<Cases | null>;
  readonly wrong: Ref<string>;
  look(asked: Asked): Promise<void>;
  /** Each answers whether it was done. */
  leaveOut(ticket_id: string, reason: string): Promise<boolean>;
  takeIn(ticket_id: string): Promise<boolean>;
  move(ticket_id: string, by: 1 | -1): Promise<boolean>;
}

export function useCases(changed: () => void): CaseBook {
  const [cases, wrong] = [shallowRef<Cases | null>(null), ref("")];
  let now: Asked | null = null;
  let busy = false;

  async function look(asked: Asked): Promise<void> {
    const other = now?.name !== asked.name || now.period !== asked.period || now.unit !== asked.unit;
    now = asked;
    if (other) cases.value = null;
    try {
      const found = await call<Cases>("GET", `/reports/cases?${new URLSearchParams({ ...asked })}`);
      if (now === asked) [cases.value, wrong.value] = [found, ""];
    } catch (error) {
      if (now === asked) wrong.value = inWords(error);
    }
  }

  /** What is shown afterwards is what the service holds, also when it refused. */
  async function change(method: "POST" | "PUT", path: string, body: Readonly<Record<string, unknown>>): Promise<boolean> {
    const asked = now;
    if (asked === null || busy) return false;
    busy = true;
    try {
      cases.value = await call<Cases>(method, path, { ...asked, ...body });
      wrong.value = "";
      changed();
      return true;
    } catch (error) {
      const said = inWords(error);
      await look(asked);
      wrong.value = said;
      return false;
    } finally {
      busy = false;
    }
  }

  async function move(ticket_id: string, by: 1 | -1): Promise<boolean> {
    const ids = (cases.value?.quoted ?? []).map((one) => one.ticket_id);
    const next = moved(ids, ids.indexOf(ticket_id), by);
    return next !== ids && change("PUT", "/reports/cases/order", { tickets: next });
  }

  return {
    cases,
    wrong,
    look,
    leaveOut: (ticket_id, reason) => change("POST", "/reports/cases", { act: "leave_out", ticket_id, reason }),
    takeIn: (ticket_id) => change("POST", "/reports/cases", { act: "take_in", ticket_id }),
    move,
  };
}
